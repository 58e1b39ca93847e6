import { builtIn } from "../client/built-in.ts";
import { wipeNamespace } from "../client/calls/wipe.ts";
import type { OpenCore } from "../client/core.ts";
import { EventHub } from "../client/events/event-hub.ts";
import { SlowmatchClient } from "../client/job-client.ts";
import { FilterSet } from "../job/filter-set.ts";
import { StateFilters } from "../job/state-filters.ts";
import { beginEpoch } from "../operations/begin-epoch.ts";
import type { Channel } from "../platform/channel.ts";
import { uncaught } from "../platform/guarded.ts";
import { workerPlatform } from "../platform/worker-platform.ts";
import { IndexedDbStorage } from "../storage/indexeddb/indexeddb-storage.ts";
import { databaseOf } from "../storage/options.ts";

/** `createClient` in a service worker: all of it is here, and there is no worker to look after. */
export const workerCore: OpenCore = (options, newId, channel) => {
  const { durability = "relaxed", owner, logger } = options;
  const place = databaseOf("createClient", options.database, options.namespace);
  const platform = workerPlatform();
  const filters = new FilterSet("createClient", options.filters);
  const filtering = new StateFilters(filters, uncaught, structuredClone);
  const openChannel = (): Channel => channel;
  const storage = new IndexedDbStorage({ ...place, durability, filtering }, { ...platform, openChannel });
  const events = new EventHub(storage, logger);
  const ready = storage.run(beginEpoch, { now: platform.clock.now() }).then(() => {});
  ready.catch(() => {});
  const client = new SlowmatchClient({
    features: builtIn(),
    storage,
    platform,
    newId,
    ready,
    events,
    filters,
    ...(owner === undefined ? {} : { owner }),
    wipe: (namespace) =>
      wipeNamespace(databaseOf("clear", options.database, namespace), place.name, storage, platform),
    async onClose() {
      events.close();
      await storage.close();
    },
  });
  // What pages have left its own server takes in.
  return { client, takeIn: async () => {} };
};
