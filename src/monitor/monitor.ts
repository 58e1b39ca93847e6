import { expectOption } from "../errors/expect-option.ts";
import { isPlace, parseLane, versionOf } from "../job/lane-blockers.ts";
import { expectId, expectQueue } from "../job/names.ts";
import { storedQueueLimits } from "../job/queue-limit-options.ts";
import { limitQueues } from "../operations/limit-queue.ts";
import { pauseQueue } from "../operations/pause-queue.ts";
import { readHeads, readOverview, readRecurring } from "../operations/reads/queries.ts";
import { readLog, readSteps } from "../operations/reads/read-attached.ts";
import { readBatch } from "../operations/reads/read-batches.ts";
import type { Overview } from "../operations/reads/stretch.ts";
import type { Platform } from "../platform/platform.ts";
import type { Storage } from "../storage/storage.ts";
import { readBatchPage } from "./batch-pages.ts";
import { readFailures } from "./failures.ts";
import { readHistory } from "./history.ts";
import { readPage } from "./job-pages.ts";
import { JobReader } from "./job-reader.ts";
import { holdInfos, readLimitPage } from "./limits.ts";
import type {
  FallenServerInfo,
  Monitor,
  ServerInfo,
  ServerKind,
  Statistics,
  StepInfo,
  UnhandledJobs,
} from "./monitor-api.ts";
import { queueInfos, queuesOf } from "./queues.ts";
import { recurringSnapshot } from "./recurring-snapshot.ts";
import { readSlowest } from "./slowest.ts";
import { readWakeupReport } from "./wakeups.ts";
import { liveServers, worldOf } from "./world.ts";

/** The read side of a storage. */
export function createMonitor(storage: Storage, platform: Platform): Monitor {
  const world = worldOf(platform);
  const reader = new JobReader(storage, world, platform.clock);
  const setPaused = async (call: string, queue: string, paused: boolean): Promise<void> => {
    if (queue !== "*") expectQueue(call, queue);
    await storage.run(pauseQueue, { now: platform.clock.now(), queue, paused });
  };
  return {
    async statistics() {
      const seen = await storage.run(readOverview, undefined);
      return statisticsOf(seen, (await liveServers(platform, seen.servers)).length);
    },
    jobs: (query = {}) => readPage(storage, world, query),
    job: (id) => reader.read(id),
    async log(id) {
      expectId("monitor.log", id);
      return storage.run(readLog, { id });
    },
    async steps(id) {
      expectId("monitor.steps", id);
      const rows = await storage.run(readSteps, { id });
      return rows.map(([, step]) => step as StepInfo);
    },
    async queues() {
      const { heads, ...seen } = await storage.run(readHeads, undefined);
      return queueInfos(seen, heads, platform.clock.now());
    },
    async recurring() {
      const records = await storage.run(readRecurring, {});
      return records
        .map(recurringSnapshot)
        .sort((a, b) => (a.nextRunAt ?? Infinity) - (b.nextRunAt ?? Infinity));
    },
    async servers() {
      const seen = await storage.run(readOverview, undefined);
      return serversOf(seen, await liveServers(platform, seen.servers));
    },
    async fallen() {
      const { totals } = await storage.run(readOverview, undefined);
      return (totals.fallen ?? []).map((each) => ({ ...each }) as FallenServerInfo).reverse();
    },
    async unhandled() {
      const seen = await storage.run(readOverview, undefined);
      return unhandledOf(seen, await liveServers(platform, seen.servers));
    },
    slowest: () => readSlowest(storage),
    batches: (query = {}) => readBatchPage(storage, query),
    async batch(id) {
      expectId("monitor.batch", id);
      return storage.run(readBatch, { id });
    },
    failures: () => readFailures(storage),
    storage: () => platform.siteStorage(),
    wakeups: () => readWakeupReport(storage, () => platform.capabilities()),
    async holds() {
      return holdInfos(await storage.run(readOverview, undefined));
    },
    limits: (query = {}) => readLimitPage(storage, platform.clock.now(), query),
    pauseQueue: (name) => setPaused("pauseQueue", name, true),
    async limitQueue(name, limits) {
      const call = "limitQueue";
      expectQueue(call, name);
      const queues = { [name]: storedQueueLimits(call, limits) ?? null };
      await storage.run(limitQueues, { now: platform.clock.now(), queues });
    },
    resumeQueue: (name) => setPaused("resumeQueue", name, false),
    history: (query) => readHistory(storage, platform.clock, query),
    subscribe(listener) {
      expectOption(typeof listener === "function", "monitor.subscribe", "listener", listener, "a function");
      return storage.subscribe(listener);
    },
  };
}

function statisticsOf(seen: Overview, servers: number): Statistics {
  const { states, retries, recurring } = seen.totals;
  const processing = seen.leases.reduce((sum, row) => sum + row.jobs.length, 0);
  // A running job's record still says "enqueued": what runs is known from the leases.
  const enqueued = states.enqueued - processing;
  return { ...states, enqueued, processing, retries, recurring, servers, queues: queuesOf(seen, 0).size };
}

/** Enqueued jobs by name and queue, of names that nobody who lives has a handler for. */
function unhandledOf({ totals }: Overview, live: Overview["servers"]): UnhandledJobs[] {
  if (live.length === 0) return [];
  const found = new Map<string, UnhandledJobs>();
  for (const [key, count] of Object.entries(totals.lanes)) {
    const { name, queue, place, version } = parseLane(key);
    if (live.some((server) => server.handles.includes(name) && versionOf(server, name) >= version)) continue;
    // One for a place where nobody is waits for that: who comes there may have its handler.
    if (!live.some(({ kind }) => isPlace(place, kind))) continue;
    const each = found.get(`${queue} ${name}`) ?? { name, queue, count: 0 };
    each.count += count;
    found.set(`${queue} ${name}`, each);
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

function serversOf({ leases }: Overview, live: Overview["servers"]): ServerInfo[] {
  return live.map((server) => {
    const lease = leases.find((row) => row.server === server.id);
    const ahead = lease?.jobs.filter((entry) => entry.ahead).map((entry) => entry.id) ?? [];
    return {
      id: server.id,
      kind: server.kind as ServerKind,
      queues: [...server.queues],
      ...(server.weights ? { weights: { ...server.weights } } : {}),
      workers: server.workers,
      startedAt: server.startedAt,
      seenAt: Math.max(server.seenAt, lease?.seenAt ?? 0),
      running: lease?.jobs.map((entry) => entry.id) ?? [],
      ...(ahead.length > 0 ? { ahead } : {}),
      handles: [...server.handles],
      ...(server.versions ? { versions: { ...server.versions } } : {}),
      ...(server.lastWake ? { lastWake: server.lastWake } : {}),
    };
  });
}
