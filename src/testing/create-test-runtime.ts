/// <reference lib="esnext.disposable" preserve="true" />
import type { JobClient } from "../client/client-api.ts";
import { EventHub } from "../client/event-hub.ts";
import { SlowmatchClient } from "../client/job-client.ts";
import { idSource } from "../platform/ids.ts";
import type { ContextKind } from "../platform/platform.ts";
import { buildServer } from "../server/create-server.ts";
import type { AnyJobHandler } from "../server/handler.ts";
import type { Server } from "../server/job-server.ts";
import type { ServerOptions } from "../server/server-api.ts";
import { MemoryDatabase, MemoryStorage } from "../storage/memory/memory-storage.ts";
import type { Storage } from "../storage/storage.ts";
import { type Duration, milliseconds } from "../time/duration.ts";
import { type InstantInput, instant } from "../time/instant.ts";
import { KillableStorage } from "./killable-storage.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { VirtualBrowser, type VirtualContext } from "./virtual-platform.ts";

export interface TestRuntimeOptions {
  handlers?: readonly AnyJobHandler[];
  queues?: readonly string[];
  /** Default 4. */
  workers?: number;
  /** What the server's context is. Default `'service-worker'`. */
  kind?: ContextKind;
  /** The signed-in user the server works for. */
  owner?: ServerOptions["owner"];
  /** Where the clock begins. Default 2027-01-01T00:00:00Z. */
  now?: InstantInput;
  /** Seeds ids and retry delays. Default 1. */
  seed?: number;
  /** Opens a storage for a context; default: one in-memory database. */
  openStorage?: (context: VirtualContext) => Storage;
}

/** Client, server and storage on a clock that a test moves. */
export interface TestRuntime {
  readonly client: JobClient;
  /** The same: most tests read better with it. */
  readonly jobs: JobClient;
  /** The present job server; a killed one is replaced by {@link TestRuntime.restart}. */
  readonly server: Server;
  now(): number;
  /** Lets everything happen that can happen at this moment. */
  settle(): Promise<void>;
  /** Moves the clock on, timer by timer, and lets everything happen that is due on the way. */
  advance(duration: Duration): Promise<void>;
  /** Moves the clock on until nothing runs or is scheduled any more; recurring jobs begun on the way are run too. */
  drain(): Promise<void>;
  /** Kills the server's context and begins another: what a browser does to a service worker at any moment. */
  interrupt(): Promise<void>;
  /** Kills the server's context where it stands; what ran there stays unfinished until another server takes it over. */
  kill(): void;
  /** A new server in a new context. */
  restart(): void;
  /** Another server on the same storage, in a context of its own. */
  addServer(
    options?: Pick<TestRuntimeOptions, "handlers" | "queues" | "workers" | "kind" | "owner">,
  ): RuntimeServer;
  /** Another client in a context of its own: a second tab. */
  addClient(options?: { owner?: string }): JobClient;
  /** What servers reported by `onError`, oldest first. */
  readonly errors: readonly unknown[];
  setOnline(online: boolean): void;
  /** Sets the clock without the passing of time. */
  setClock(now: InstantInput): void;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface RuntimeServer {
  readonly server: Server;
  readonly storage: KillableStorage;
  readonly context: VirtualContext;
  kill(): void;
}

/** Turns of the event loop without anything new after which all is taken to be quiet. */
const QUIET_TURNS = 3;

/**
 * The whole runtime on a virtual clock: in Node, without a browser, at full speed.
 *
 * @example
 * const runtime = createTestRuntime({ handlers: [handle(sendWelcome, send)] });
 * await runtime.client.schedule(sendWelcome, { userName: 'Ada' }, { delay: '2h' });
 * await runtime.advance('2h');
 */
export function createTestRuntime(options: TestRuntimeOptions = {}): TestRuntime {
  const { now = Date.UTC(2027, 0, 1), seed = 1 } = options;
  const clock = new VirtualClock(instant(now, "createTestRuntime: now"));
  const browser = new VirtualBrowser(clock, seed);
  const database = new MemoryDatabase();
  const openStorage = options.openStorage ?? (() => new MemoryStorage(database));
  const storages = new Set<KillableStorage>();
  const servers = new Set<RuntimeServer>();
  const open = (context: VirtualContext): KillableStorage => {
    const storage = new KillableStorage(openStorage(context));
    storages.add(storage);
    return storage;
  };
  const addClient: TestRuntime["addClient"] = ({ owner } = {}) => {
    const { platform } = browser.open("window");
    const storage = open({ platform } as VirtualContext);
    const newId = idSource(platform.clock, platform.random);
    const events = new EventHub(storage);
    return new SlowmatchClient({
      storage,
      platform,
      newId,
      ready: Promise.resolve(),
      events,
      ...(owner === undefined ? {} : { owner }),
      async onClose() {
        events.close();
        storages.delete(storage);
        await storage.close();
      },
    });
  };
  const addServer: TestRuntime["addServer"] = (given = {}) => {
    const { handlers = [], queues, workers, owner, kind = "service-worker" } = { ...options, ...given };
    const context = browser.open(kind);
    const storage = open(context);
    const server = buildServer(
      "createTestRuntime",
      {
        handlers,
        ...(queues ? { queues } : {}),
        ...(workers === undefined ? {} : { workers }),
        ...(owner === undefined ? {} : { owner }),
        onError: report,
      },
      storage,
      context.platform,
    );
    const kill = (): void => {
      context.kill();
      storage.kill();
      servers.delete(one);
      storages.delete(storage);
    };
    const one: RuntimeServer = { server, storage, context, kill };
    servers.add(one);
    return one;
  };
  const errors: unknown[] = [];
  const report = (error: unknown): void => void errors.push(error);
  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < QUIET_TURNS; ) {
      await turn();
      quiet = [...storages].some((storage) => storage.pending > 0) ? 0 : quiet + 1;
    }
  };
  const client = addClient();
  let main = addServer();
  const runtime: TestRuntime = {
    client,
    jobs: client,
    errors,
    get server() {
      return main.server;
    },
    now: () => clock.now(),
    settle,
    async advance(duration) {
      const until = clock.now() + milliseconds(duration, "advance");
      await settle();
      while (clock.next <= until) {
        clock.moveTo(Math.max(clock.now(), clock.next));
        await settle();
      }
      clock.moveTo(until);
      await settle();
    },
    async drain() {
      await settle();
      for (;;) {
        const { scheduled, processing } = await client.monitor.statistics();
        // What is still enqueued now is held back by something that no passing of time will change.
        if (scheduled + processing === 0 || !Number.isFinite(clock.next)) return;
        clock.moveTo(Math.max(clock.now(), clock.next));
        await settle();
      }
    },
    async interrupt() {
      main.kill();
      main = addServer();
      await settle();
    },
    kill: () => main.kill(),
    restart() {
      main = addServer();
    },
    addServer,
    addClient,
    setOnline: (online) => browser.setOnline(online),
    setClock: (time) => clock.set(instant(time, "setClock")),
    async close() {
      for (const each of [...servers]) each.kill();
      for (const storage of storages) await storage.close();
    },
    [Symbol.asyncDispose]: () => runtime.close(),
  };
  return runtime;
}

/** One turn of the event loop: a macrotask, so that whatever waits for storage or timers of the platform has its say. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
