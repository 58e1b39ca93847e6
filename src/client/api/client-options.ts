import { expectKnownOptions } from "../../errors/expect-option.ts";
import type { JobFilter } from "../../job/definition.ts";
import { expectFilters } from "../../job/filter-options.ts";
import { expectOwner } from "../../job/names.ts";
import { checkParts, isText, must, oneOf, type Rules, trueOrFalse } from "../../job/option-rules.ts";
import { expectLogger, type Logger } from "../../platform/logger.ts";
import type { DatabaseOption } from "../../storage/options.ts";
import type { Durability } from "../../storage/storage.ts";

/** Which service worker runs the jobs. */
export type ServiceWorkerOption =
  | string
  | { url: string; scope?: string; type?: "classic" | "module" }
  | ServiceWorkerRegistration
  | false;

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

const RULES: Rules = {
  serviceWorker: must(
    (worker) =>
      worker === false || isText(worker) || ["url", "active"].some((part) => part in Object(worker)),
    "an address, { url, scope, type }, a registration, or false",
  ),
  filters: (call, _, filters) => expectFilters(call, filters),
  updates: oneOf("auto", "manual"),
  owner: (call, _, owner) => expectOwner(call, owner),
  // These two are looked at together, by whoever opens the database.
  namespace() {},
  database() {},
  durability: oneOf("relaxed", "strict"),
  persist: trueOrFalse,
  logger: (call, _, logger) => expectLogger(call, logger),
};

/** @throws InvalidJobError */
export function checkClientOptions(options: ClientOptions): void {
  const call = "createClient";
  expectKnownOptions(call, options, Object.keys(RULES));
  checkParts(call, "", options as Record<string, unknown>, RULES, false);
}
