/// <reference lib="esnext.disposable" preserve="true" />

import type { ArgsThen } from "../client/api/call-options.ts";
import { builtIn } from "../client/built-in.ts";
import { EventHub } from "../client/events/event-hub.ts";
import { SlowmatchClient } from "../client/job-client.ts";
import { expectKnownOptions } from "../errors/expect-option.ts";
import { FilterSet } from "../job/filter-set.ts";
import { StateFilters } from "../job/state-filters.ts";
import type { StateFiltering } from "../job/state-hooks.ts";
import { idSource } from "../platform/ids.ts";
import { buildServer } from "../server/create-server.ts";
import type { JobHandler } from "../server/handler.ts";
import { MemoryDatabase, MemoryStorage } from "../storage/memory/memory-storage.ts";
import { milliseconds } from "../time/duration.ts";
import { instant } from "../time/instant.ts";
import { deviceChange } from "./device-change.ts";
import type { JobRun, RunJobOptions } from "./job-run.ts";
import { jobsOf } from "./jobs-of.ts";
import { KillableStorage } from "./killable-storage.ts";
import { runAlone } from "./run-job.ts";
import type { RuntimeServer, TestRuntime, TestRuntimeOptions } from "./test-runtime.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { VirtualBrowser, type VirtualContext } from "./virtual-platform.ts";

const SERVER_OPTIONS = "handlers queues workers kind owner filters".split(" ");
const OPTIONS = [...SERVER_OPTIONS, "now", "seed", "openStorage"];

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
  expectKnownOptions("createTestRuntime", options, OPTIONS);
  const { now = Date.UTC(2027, 0, 1), seed = 1 } = options;
  const clock = new VirtualClock(instant(now, "createTestRuntime: now"));
  const browser = new VirtualBrowser(clock, seed);
  const database = new MemoryDatabase();
  const openStorage =
    options.openStorage ??
    ((_: VirtualContext, filtering: StateFiltering) => new MemoryStorage(database, filtering));
  const errors: unknown[] = [];
  const report = (error: unknown): void => void errors.push(error);
  const storages = new Set<KillableStorage>();
  const servers = new Set<RuntimeServer>();
  const open = (context: VirtualContext, filters: FilterSet): KillableStorage => {
    const storage = new KillableStorage(
      openStorage(context, new StateFilters(filters, report, structuredClone)),
      context.platform.lifecycle,
    );
    storages.add(storage);
    return storage;
  };
  const addClient: TestRuntime["addClient"] = (its = {}) => {
    expectKnownOptions("addClient", its, ["owner", "filters"]);
    const { owner, filters: given = options.filters } = its;
    const { platform } = browser.open("window");
    const filters = new FilterSet("createTestRuntime", given);
    const storage = open({ platform } as VirtualContext, filters);
    const newId = idSource(platform.clock, platform.random);
    const events = new EventHub(storage);
    return new SlowmatchClient({
      features: builtIn(),
      storage,
      platform,
      newId,
      ready: Promise.resolve(),
      events,
      filters,
      ...(owner === undefined ? {} : { owner }),
      async onClose() {
        events.close();
        storages.delete(storage);
        await storage.close();
      },
    });
  };
  const addServer: TestRuntime["addServer"] = (given = {}) => {
    expectKnownOptions("addServer", given, SERVER_OPTIONS);
    const { handlers = [], queues, workers, owner, kind = "service-worker" } = { ...options, ...given };
    const context = browser.open(kind);
    const filters = new FilterSet("createTestRuntime", given.filters ?? options.filters);
    const storage = open(context, filters);
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
      { filters },
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
    jobsOf: (definition) => jobsOf(client, definition),
    async runJob(definition, ...[args, more]) {
      const handler = (options.handlers ?? []).find((each) => each.definition.name === definition.name);
      if (handler) return runAlone(createTestRuntime, handler, args, more);
      throw new Error(
        `runJob('${definition.name}'): this runtime has no handler for it. Give it to createTestRuntime({ handlers }).`,
      );
    },
    setOnline: (online) => browser.change({ online }),
    device: (is) => browser.change(deviceChange(is)),
    written: (store) => [...(database.appRows.get(store) ?? [])],
    setClock: (time) => clock.set(instant(time, "setClock")),
    async close() {
      for (const each of [...servers]) each.kill();
      for (const storage of storages) await storage.close();
    },
    [Symbol.asyncDispose]: () => runtime.close(),
  };
  return runtime;
}

/**
 * One attempt of one handler, alone, on a virtual clock that stands still: what it answered or threw, what it said of its
 * progress, logged, stored and enqueued. What it enqueues is listed and not run.
 *
 * @throws Error when the job can't run as it is: its constraints, a hold, no such attempt
 * @example
 * const { state, result, enqueued } = await runJob(uploadHandler, { file });
 */
export function runJob<Args, Result>(
  handler: JobHandler<Args, Result>,
  ...rest: ArgsThen<NoInfer<Args>, [options?: RunJobOptions]>
): Promise<JobRun<Args, Result>> {
  const [args, options] = rest;
  return runAlone(createTestRuntime, handler, args as Args, options);
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
