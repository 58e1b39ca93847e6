import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import type { JobFilter } from "../job/definition.ts";
import { FilterSet } from "../job/filter-set.ts";
import { expectOwner } from "../job/names.ts";
import { StateFilters } from "../job/state-filters.ts";
import { uncaught } from "../platform/guarded.ts";
import { whenIdle } from "../platform/idle.ts";
import { idSource } from "../platform/ids.ts";
import { lateSenses } from "../platform/late-senses.ts";
import { expectLogger, type Logger } from "../platform/logger.ts";
import type { Platform } from "../platform/platform.ts";
import { surroundings } from "../platform/surroundings.ts";
import { IndexedDbStorage } from "../storage/indexeddb/indexeddb-storage.ts";
import { type DatabaseOption, databaseOf, expectDurability } from "../storage/options.ts";
import type { Durability } from "../storage/storage.ts";
import type { JobClient } from "./client-api.ts";
import { EventHub } from "./event-hub.ts";
import { type Feature, madeOf } from "./feature.ts";
import { SlowmatchClient } from "./job-client.ts";
import { LateDuties } from "./late-duties.ts";
import { LossWatch } from "./loss.ts";
import { pageFeatures } from "./page-features.ts";
import { ResilientStorage } from "./remote-storage.ts";
import type { ServiceWorkerOption } from "./worker-link.ts";

/** What a client enqueues into, and for whom. All of it may be left out. */
export interface ClientOptions {
  /**
   * The service worker that runs the jobs: its address, `{ url, scope, type }`, a registration, or `false` for none of
   * ours. Default: the one that is registered for this page, if there is one.
   */
  serviceWorker?: ServiceWorkerOption;
  /**
   * `'auto'` (default): a new version of the service worker takes over as soon as the old one has ended its jobs.
   * `'manual'`: it waits until the app posts `{ type: 'SKIP_WAITING' }` to it.
   */
  updates?: "auto" | "manual";
  /** The signed-in user, stamped on every job; a server that is given an owner runs only that one's jobs and nobody's. */
  owner?: string;
  /**
   * Jobs of one namespace are kept apart from those of every other, in a database of their own: one for each user of a
   * shared device, say. 1 to 128 printable characters without blanks. Default `'default'`.
   */
  namespace?: string;
  /** Asked about the jobs of this client: their creation, and every change of their state that it makes. */
  filters?: readonly JobFilter[];
  /** The IndexedDB database, ours by name or the app's own. Default `'slowmatch'`. */
  database?: DatabaseOption;
  /**
   * `'relaxed'` (default): an answered id survives every crash of tabs, workers and the browser. `'strict'`: the disk
   * is asked as well, against a power failure; a write takes two to five times as long.
   */
  durability?: Durability;
  /** Told of what the status events tell; `console` is one. Default: none. */
  logger?: Logger;
  /**
   * `true`: asks the browser not to remove this site's data when space is short (`navigator.storage.persist()`). Firefox
   * asks its user, so make the client with it when that can be understood. What came of it: `monitor.storage()`.
   * Default `false`.
   */
  persist?: boolean;
}

const OPTIONS = [
  "serviceWorker",
  "filters",
  "updates",
  "owner",
  "namespace",
  "database",
  "durability",
  "persist",
  "logger",
];

/**
 * What an app enqueues with. One for a page is enough; calls made before everything is ready simply wait.
 *
 * @throws InvalidJobError a bad option
 * @example
 * const jobs = createClient({ serviceWorker: '/sw.js' });
 * const id = await jobs.enqueue(sendWelcome, { userName: 'Ada' });
 */
export function createClient(options: ClientOptions = {}): JobClient {
  checkClientOptions(options);
  const { serviceWorker, updates = "auto", durability = "relaxed" } = options;
  const database = databaseOf("createClient", options.database, options.namespace);
  const features = pageFeatures();
  const around = surroundings();
  const senses = madeOf(features.senses, ({ browserSenses }) => browserSenses(around));
  const platform: Platform = { ...around, ...lateSenses(senses.load) };
  const filters = new FilterSet("createClient", options.filters);
  const filtering = new StateFilters(filters, uncaught, structuredClone);
  const local = new IndexedDbStorage({ ...database, durability, filtering }, platform);
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
  return new SlowmatchClient({
    storage,
    platform,
    events,
    ready,
    filters,
    features,
    ...(options.owner === undefined ? {} : { owner: options.owner }),
    newId: idSource(platform.clock, platform.random),
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
}

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

function checkClientOptions(options: ClientOptions): void {
  const call = "createClient";
  expectOption(typeof options === "object" && options !== null, call, "options", options, "an object");
  expectKnownOptions(call, options, OPTIONS);
  const { serviceWorker, updates, owner, namespace, database, durability, persist, logger } = options;
  expectLogger("createClient", logger);
  if (owner !== undefined) expectOwner(call, owner);
  const worker =
    serviceWorker === undefined ||
    serviceWorker === false ||
    (typeof serviceWorker === "string" && serviceWorker !== "") ||
    (typeof serviceWorker === "object" &&
      serviceWorker !== null &&
      ("url" in serviceWorker || "active" in serviceWorker));
  expectOption(
    worker,
    call,
    "serviceWorker",
    serviceWorker,
    "an address, { url, scope, type }, a registration, or false",
  );
  expectOption(
    updates === undefined || updates === "auto" || updates === "manual",
    call,
    "updates",
    updates,
    "'auto' or 'manual'",
  );
  databaseOf(call, database, namespace);
  expectDurability(call, durability);
  const okPersist = persist === undefined || typeof persist === "boolean";
  expectOption(okPersist, call, "persist", persist, "true or false");
}
