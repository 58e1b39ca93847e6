import { FilterSet } from "../../job/filter-set.ts";
import { StateFilters } from "../../job/state-filters.ts";
import { uncaught } from "../../platform/guarded.ts";
import { whenIdle } from "../../platform/idle.ts";
import { lateSenses } from "../../platform/late-senses.ts";
import type { Platform } from "../../platform/platform.ts";
import { surroundings } from "../../platform/surroundings.ts";
import { IndexedDbStorage } from "../../storage/indexeddb/indexeddb-storage.ts";
import { databaseOf } from "../../storage/options.ts";
import { LossWatch } from "../calls/loss.ts";
import type { OpenCore } from "../core.ts";
import { EventHub } from "../events/event-hub.ts";
import { SlowmatchClient } from "../job-client.ts";
import type { Feature } from "../parts/feature.ts";
import { madeOf } from "../parts/made-feature.ts";
import { LateDuties } from "../worker/late-duties.ts";
import { ResilientStorage } from "../worker/remote-storage.ts";
import { pageFeatures } from "./page-features.ts";
import { takingIn } from "./taking-in.ts";

export const openCore: OpenCore = (options, newId, channel) => {
  const { serviceWorker, updates = "auto", durability = "relaxed" } = options;
  const database = databaseOf("createClient", options.database, options.namespace);
  const features = pageFeatures();
  const around = surroundings();
  const senses = madeOf(features.senses, ({ browserSenses }) => browserSenses(around));
  const platform: Platform = { ...around, ...lateSenses(senses.load) };
  const filters = new FilterSet("createClient", options.filters);
  const filtering = new StateFilters(filters, uncaught, structuredClone);
  const local = new IndexedDbStorage(
    { ...database, durability, filtering },
    { ...platform, openChannel: () => channel },
  );
  const events = new EventHub(local, options.logger);
  const storage: ResilientStorage = new ResilientStorage(
    local,
    async (operation, input, options) => duties?.run(operation, input, options),
    (cause) =>
      events.status(
        "storage-remote",
        "This page lost its own storage and works through the service worker. Reload it when convenient.",
        cause,
      ),
  );
  const loss = new LossWatch(storage, database.name, platform, events);
  if (options.persist) void platform.askToPersist();
  const stopAnswering = platform.device.answerOthers();
  const duties: LateDuties | undefined =
    serviceWorker === false
      ? undefined
      : new LateDuties(features.duties, {
          worker: serviceWorker,
          updates,
          database: database.name,
          storage,
          platform,
          events,
          recurring: features.recurring,
        });
  // Within an app's own transaction nothing can be fetched, so what may be wanted there is fetched before.
  const wanted = database.open ? features.batches.load() : undefined;
  const ready = Promise.all([loss.opened, duties?.ready, wanted]).then(() => undefined);
  const stopFetching = fetchWhenIdle(ready, Object.values(features), platform);
  // Whoever doesn't ask is told by the first call that fails.
  ready.catch(() => {});
  const client = new SlowmatchClient({
    storage,
    platform,
    events,
    ready,
    filters,
    features,
    ...(options.owner === undefined ? {} : { owner: options.owner }),
    newId,
    async wipe(namespace) {
      const place = databaseOf("clear", options.database, namespace);
      if (place.name === database.name) loss.forget();
      const { wipeNamespace } = await features.commands.load();
      return wipeNamespace(place, database.name, storage, platform);
    },
    async onClose() {
      stopFetching();
      stopAnswering();
      loss.close();
      events.close();
      duties?.close();
      await storage.close();
    },
  });
  return { client, takeIn: takingIn(local, platform.clock) };
};

/**
 * Fetches what is not here yet, one part after another, when the page has nothing better to do: one that was online once
 * can then do everything offline. Not where the user saves data.
 */
function fetchWhenIdle(
  ready: Promise<void>,
  features: readonly Feature<unknown>[],
  { kind, clock, connectivity }: Platform,
): () => void {
  let stop = (): void => {};
  let stopped = kind !== "window" || connectivity.saving();
  const next = (left: readonly Feature<unknown>[]): void => {
    const [first, ...others] = left;
    if (stopped || !first) return;
    stop = whenIdle(clock, () => {
      // One that fails is tried again when it is asked for.
      const goOn = (): void => next(others);
      first.load().then(goOn, goOn);
    });
  };
  const begin = (): void => next(features);
  ready.then(begin, begin);
  return () => {
    stopped = true;
    stop();
  };
}
