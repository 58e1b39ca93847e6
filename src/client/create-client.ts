import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import type { JobFilter } from "../job/definition.ts";
import { FilterSet } from "../job/filter-set.ts";
import { expectOwner } from "../job/names.ts";
import type { Notice } from "../job/notice.ts";
import { StateFilters } from "../job/state-filters.ts";
import { readRecurring } from "../operations/queries.ts";
import { browserPlatform } from "../platform/browser-platform.ts";
import { uncaught } from "../platform/guarded.ts";
import { idSource } from "../platform/ids.ts";
import { expectLogger, type Logger } from "../platform/logger.ts";
import type { Platform } from "../platform/platform.ts";
import { wakeInterval } from "../recurring/wake-interval.ts";
import { IndexedDbStorage } from "../storage/indexeddb/indexeddb-storage.ts";
import { type DatabaseOption, databaseOf, expectDurability } from "../storage/options.ts";
import type { Durability, Storage } from "../storage/storage.ts";
import { startAlarm } from "./alarm.ts";
import type { JobClient } from "./client-api.ts";
import { EventHub } from "./event-hub.ts";
import { SlowmatchClient } from "./job-client.ts";
import { LossWatch } from "./loss.ts";
import { ResilientStorage } from "./remote-storage.ts";
import { wipeNamespace } from "./wipe.ts";
import { type ServiceWorkerOption, WorkerLink } from "./worker-link.ts";

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
  const platform = browserPlatform();
  const filters = new FilterSet("createClient", options.filters);
  const filtering = new StateFilters(filters, uncaught, structuredClone);
  const local = new IndexedDbStorage({ ...database, durability, filtering }, platform);
  const events = new EventHub(local, options.logger);
  const link =
    serviceWorker === false
      ? undefined
      : new WorkerLink({
          worker: serviceWorker,
          updates,
          database: database.name,
          clock: platform.clock,
          events,
        });
  const storage = new ResilientStorage(
    local,
    (operation, input, options) => link?.run(operation, input, options),
    (cause) =>
      events.status(
        "storage-remote",
        "This page lost its own storage and works through the service worker. Reload it when convenient.",
        cause,
      ),
  );
  const loss = new LossWatch(storage, database.name, platform, events);
  if (options.persist) void platform.askToPersist();
  const stops = [
    platform.device.answerOthers(),
    ...(link ? connect(link, database.name, storage, platform) : []),
  ];
  const ready = Promise.all([loss.opened, link?.ready]).then(() => undefined);
  // Whoever doesn't ask is told by the first call that fails.
  ready.catch(() => {});
  return new SlowmatchClient({
    storage,
    platform,
    events,
    ready,
    filters,
    ...(options.owner === undefined ? {} : { owner: options.owner }),
    newId: idSource(platform.clock, platform.random),
    wipe: (namespace) => {
      const place = databaseOf("clear", options.database, namespace);
      if (place.name === database.name) loss.forget();
      return wipeNamespace(place, database.name, storage, platform);
    },
    async onClose() {
      for (const stop of stops) stop();
      loss.close();
      events.close();
      link?.close();
      await storage.close();
    },
  });
}

/** Everything in a page that wakes the worker: its own commits, coming back, the network, the alarm. */
function connect(link: WorkerLink, database: string, storage: Storage, platform: Platform): (() => void)[] {
  const { connectivity, device, lifecycle } = platform;
  let stopAlarm = (): void => {};
  const fitWakeUps = async (): Promise<void> => {
    try {
      const records = await storage.run(readRecurring, {});
      await link.requestPeriodicSync(wakeInterval(records, platform.clock.now()));
    } catch {
      // A safety net only, and the storage's errors are told by the calls that need it.
    }
  };
  link.onActive((registration) => {
    void fitWakeUps();
    if (platform.kind === "window")
      stopAlarm = startAlarm({ scope: registration.scope, database }, storage, platform, (source) =>
        link.wake(source),
      );
  });
  return [
    storage.subscribe((notices, own) => {
      if (own && notices.some(({ type }) => type === "recurring")) void fitWakeUps();
      if (!own || !notices.some(isWork)) return;
      link.wake("enqueue");
      if (!connectivity.online()) void link.requestSync();
    }),
    // Offline: whatever is waiting by then is run when the network is back, with no page open too.
    connectivity.onChange(() => (connectivity.online() ? link.wake("online") : void link.requestSync())),
    // Of what some worker has asked this page for.
    device.onChange((what) => link.wake(what)),
    lifecycle.onVisible(() => link.wake("visible")),
    lifecycle.onResume(() => link.wake("resume")),
    () => stopAlarm(),
  ];
}

/** Whether a commit may have made something runnable, now rather than at a time the alarm knows of. */
function isWork(notice: Notice): boolean {
  if (notice.type === "job") return notice.state === "enqueued";
  return notice.type !== "server" && notice.type !== "batch";
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
