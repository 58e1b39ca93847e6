import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import type { JobFilter } from "../job/definition.ts";
import { expectFilters } from "../job/filter-options.ts";
import { expectOwner } from "../job/names.ts";
import { expectLogger, type Logger } from "../platform/logger.ts";
import { type DatabaseOption, databaseOf, expectDurability } from "../storage/options.ts";
import type { Durability } from "../storage/storage.ts";
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

/** @throws InvalidJobError */
export function checkClientOptions(options: ClientOptions): void {
  const call = "createClient";
  expectOption(typeof options === "object" && options !== null, call, "options", options, "an object");
  expectKnownOptions(call, options, OPTIONS);
  const { serviceWorker, updates, owner, namespace, database, durability, persist, logger, filters } =
    options;
  expectFilters(call, filters ?? []);
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
