import type { JobClient } from "../client/api/client-api.ts";
import { builtIn } from "../client/built-in.ts";
import { EventHub } from "../client/events/event-hub.ts";
import { SlowmatchClient } from "../client/job-client.ts";
import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import { FilterSet } from "../job/filter-set.ts";
import { expectOwner } from "../job/names.ts";
import { StateFilters } from "../job/state-filters.ts";
import { idSource } from "../platform/ids.ts";
import { privatePlatform } from "../platform/private-platform.ts";
import { MemoryDatabase, MemoryStorage } from "../storage/memory/memory-storage.ts";
import { buildServer, filtersOf, onErrorOf } from "./create-server.ts";
import type { AnyJobHandler } from "./handler.ts";
import type { ServerOptions } from "./server-api.ts";

/** What a client over memory runs, and for whom. */
export interface MemoryClientOptions
  extends Pick<ServerOptions, "queues" | "workers" | "filters" | "logger" | "onError"> {
  /** One `handle(…)` for each job that may run. Jobs without one wait. Default: none. */
  handlers?: readonly AnyJobHandler[];
  /** The signed-in user, stamped on every job; only that one's jobs and nobody's are run. */
  owner?: string;
}

const OPTIONS = ["handlers", "filters", "queues", "workers", "owner", "logger", "onError"];

/**
 * The same client over memory, which also runs the jobs, here and now: for a page without storage, for stories and
 * sketches, for code that is rendered on a server. Nothing is written anywhere and nothing survives the page. Needs no
 * browser to be imported or created.
 *
 * @throws InvalidJobError a bad option, or two handlers of one name
 * @example
 * const jobs: Jobs = createMemoryClient({ handlers: [handle(sendWelcome, send)] });
 */
export function createMemoryClient(options: MemoryClientOptions = {}): JobClient {
  const call = "createMemoryClient";
  expectOption(typeof options === "object" && options !== null, call, "options", options, "an object");
  expectKnownOptions(call, options, OPTIONS);
  const { handlers = [], owner } = options;
  if (owner !== undefined) expectOwner(call, owner);
  const platform = privatePlatform();
  const database = new MemoryDatabase();
  const filters = new FilterSet(call, options.filters);
  const serverFilters = new FilterSet(call, filtersOf(options));
  const open = (set: FilterSet): MemoryStorage =>
    new MemoryStorage(database, new StateFilters(set, onErrorOf(options), structuredClone));
  const [storage, serverStorage] = [open(filters), open(serverFilters)];
  const server = buildServer(call, { ...options, handlers }, serverStorage, platform, {
    onStopped: () => serverStorage.close(),
    filters: serverFilters,
  });
  const events = new EventHub(storage, options.logger);
  return new SlowmatchClient({
    features: builtIn(),
    storage,
    platform,
    events,
    filters,
    ready: server.ready,
    newId: idSource(platform.clock, platform.random),
    ...(owner === undefined ? {} : { owner }),
    async onClose() {
      // What runs can't go on elsewhere, so there is nothing to wait for.
      await server.stop({ grace: 0 });
      events.close();
      await storage.close();
    },
  });
}
