import { builtIn } from "../client/built-in.ts";
import { wipeNamespace } from "../client/calls/wipe.ts";
import type { ClientParts } from "../client/client-parts.ts";
import { EventHub } from "../client/events/event-hub.ts";
import { SlowmatchClient } from "../client/job-client.ts";
import { offerFeatures } from "../client/offered.ts";
import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import type { JobFilter } from "../job/definition.ts";
import { FilterSet } from "../job/filter-set.ts";
import { expectOwner } from "../job/names.ts";
import { checkParts, integer, must, oneOf, type Rules } from "../job/option-rules.ts";
import { StateFilters } from "../job/state-filters.ts";
import { browserPlatform } from "../platform/browser-platform.ts";
import { idSource } from "../platform/ids.ts";
import { expectLogger } from "../platform/logger.ts";
import type { Platform } from "../platform/platform.ts";
import { say } from "../platform/say.ts";
import { channelName } from "../storage/channel-name.ts";
import { IndexedDbStorage } from "../storage/indexeddb/indexeddb-storage.ts";
import { databaseOf } from "../storage/options.ts";
import type { Storage } from "../storage/storage.ts";
import { FreshNetwork } from "./fresh-network.ts";
import { Server } from "./job-server.ts";
import { expectQueues, queuesOf } from "./queue-options.ts";
import { handlerRegistry } from "./registry.ts";
import type { JobServer, ServerOptions } from "./server-api.ts";
import type { ServerParts } from "./server-parts.ts";
import { logAttempts } from "./watch-attempts.ts";

const DEFAULT_WORKERS = 4;

/** Checked where they are used. */
const elsewhere = (): void => {};
const RULES: Rules = {
  handlers: elsewhere,
  filters: elsewhere,
  queues: (call, _, queues) => expectQueues(call, queues),
  workers: integer("1 to 100", 1, 100),
  owner: (call, _, owner) => {
    if (typeof owner !== "function") expectOwner(call, owner);
  },
  database: elsewhere,
  namespace: elsewhere,
  durability: oneOf("relaxed", "strict"),
  onError: must((onError) => typeof onError === "function", "a function"),
  logger: (call, _, logger) => expectLogger(call, logger),
};

/**
 * A job server in this context: a window, a dedicated or a shared worker. (In a service worker use `serve()`, which
 * knows when the browser will end it.)
 *
 * @throws InvalidJobError a bad option, or two handlers of one name
 * @example
 * const server = createServer({ handlers: [handle(sendWelcome, send)] });
 * addEventListener('pagehide', () => server.stop({ grace: 0 }));
 */
export function createServer(options: ServerOptions): JobServer {
  return openServer("createServer", options, browserPlatform()).server;
}

export interface OpenedServer {
  server: Server;
  storage: Storage;
  platform: Platform;
  /** Name of the database. */
  database: string;
  /** The channel on which the database's contexts tell each other of commits. */
  channel: string;
}

/** A server over the database of this origin. */
export function openServer(
  call: string,
  options: ServerOptions,
  platform: Platform,
  extras: ServerExtras = {},
): OpenedServer {
  checkServerOptions(call, options);
  // Before anything is opened: nobody would close it.
  handlerRegistry(call, options.handlers);
  const { durability = "relaxed" } = options;
  const database = databaseOf(call, options.database, options.namespace);
  const filters = new FilterSet(call, filtersOf(options));
  const filtering = new StateFilters(filters, onErrorOf(options), structuredClone);
  const storage = new IndexedDbStorage({ ...database, durability, filtering }, platform);
  const onStopped = (): Promise<void> => storage.close();
  const wipe = (namespace: string): Promise<number> =>
    wipeNamespace(databaseOf("clear", options.database, namespace), database.name, storage, platform);
  const server = buildServer(call, options, storage, platform, { ...extras, onStopped, wipe, filters });
  return { server, storage, platform, database: database.name, channel: channelName(database.name) };
}

/** The parts that only some callers give. */
export type ServerExtras = Pick<ServerParts, "claimUntil" | "deadline" | "onStopped"> &
  Pick<ClientParts, "wipe" | "filters">;

/** A server over any storage and platform. */
export function buildServer(
  call: string,
  options: ServerOptions,
  storage: Storage,
  platform: Platform,
  extras: ServerExtras = {},
): Server {
  checkServerOptions(call, options);
  const newId = idSource(platform.clock, platform.random);
  const { filters = new FilterSet(call, filtersOf(options)) } = extras;
  const handlers = handlerRegistry(call, options.handlers);
  for (const handler of new Set(handlers.values())) filters.learn(handler.definition, handler.filters);
  offerFeatures(builtIn);
  const client = new SlowmatchClient({
    features: builtIn(),
    storage,
    platform,
    newId,
    ready: Promise.resolve(),
    events: new EventHub(storage),
    filters,
    ...(extras.wipe ? { wipe: extras.wipe } : {}),
  });
  return new Server({
    storage,
    platform,
    network: new FreshNetwork(platform),
    newId,
    client: (...given) => client.createdBy(...given),
    handlers,
    ...queuesOf(options.queues),
    owner: options.owner,
    workers: options.workers ?? DEFAULT_WORKERS,
    thrifty: options.workers === undefined,
    onError: onErrorOf(options),
    ...extras,
    filters,
  });
}

// biome-ignore lint/suspicious/noConsole: what nobody listens to must not vanish
const logError = (error: unknown): void => console.error("slowmatch:", error);
export const onErrorOf = ({
  onError,
  logger,
}: Pick<ServerOptions, "onError" | "logger">): ((error: unknown) => void) =>
  onError ??
  (logger ? (error) => say(logger, "error", "Something went wrong behind the scenes.", { error }) : logError);

/** The app's, and within a server with a logger the one that tells it of attempts. */
export const filtersOf = ({
  filters = [],
  logger,
}: Pick<ServerOptions, "filters" | "logger">): readonly JobFilter[] =>
  logger && Array.isArray(filters) ? [logAttempts(logger), ...filters] : filters;

function checkServerOptions(call: string, options: ServerOptions): void {
  expectOption(
    typeof options === "object" && options !== null,
    call,
    "options",
    options,
    "{ handlers, queues, workers, … }",
  );
  expectKnownOptions(call, options, Object.keys(RULES));
  checkParts(call, "", options as object as Record<string, unknown>, RULES, false);
  databaseOf(call, options.database, options.namespace);
}
