import type { Job, WaitingFor } from "./job.ts";
import { type Circumstances, type Lane, laneOf } from "./lane.ts";
import { laneBlockers, parseLane } from "./lane-blockers.ts";
import type { Running } from "./lease.ts";
import { isConcurrency, type LimitRow, limitBlocker } from "./limit.ts";
import { isBatchId } from "./names.ts";
import type { Conditions } from "./needs.ts";
import { requirementsOf } from "./needs-met.ts";
import { expiresAt } from "./place.ts";
import type { JobRecord } from "./record.ts";
import type { StoredPreference } from "./requirements.ts";

/** What a snapshot knows of the world beside the record. */
export interface Surroundings
  extends Conditions,
    Pick<Circumstances, "paused" | "holds" | "queuesInUse" | "now"> {
  /** The limits of the jobs in question, and how many run of each. */
  limits?: { rows: ReadonlyMap<string, LimitRow>; running: ReadonlyMap<string, number> };
  /** What each live job server serves, and what it found of the device when it last claimed. */
  servers: readonly (Pick<Circumstances, "queues" | "handles" | "versions" | "kind" | "owner"> &
    Partial<Conditions>)[];
}

/** The public picture of a record and its lease. */
export function snapshot(
  record: JobRecord,
  running: Running | undefined,
  world: Surroundings,
  payloads: { args?: unknown; result?: unknown } = {},
): Job {
  const entry = running?.entry;
  const expires = expiresAt(record);
  const progress = entry ? entry.progress : record.progress;
  const startedAt = entry?.since ?? record.startedAt;
  const result = record.resultPayload ? payloads.result : record.result;
  return {
    id: record.id,
    name: record.name,
    queue: record.queue,
    priority: record.priority,
    state: entry ? "processing" : record.state,
    args: record.payload ? payloads.args : record.args,
    ...(result === undefined ? {} : { result }),
    ...shedOf(record, payloads),
    ...(record.error ? { error: record.error } : {}),
    attempt: entry?.attempt ?? record.attempts,
    maxAttempts: record.maxAttempts,
    interruptions: record.interruptions,
    createdAt: record.createdAt,
    ...(record.scheduledFor === undefined ? {} : { scheduledFor: record.scheduledFor }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(record.finishedAt === undefined ? {} : { finishedAt: record.finishedAt }),
    ...(expires === undefined ? {} : { expiresAt: expires }),
    parents: (record.parents ?? []).flatMap(({ id }) => (id === record.batch?.[0] ? [] : [id])),
    ...conditionOf(record.on),
    continuations: record.children ?? [],
    ...(record.batch === undefined ? {} : { batchId: record.batch[0] }),
    ...(record.recurringId === undefined ? {} : { recurringId: record.recurringId }),
    ...(record.owner === undefined ? {} : { owner: record.owner }),
    ...(record.createdBy === undefined ? {} : { createdBy: record.createdBy }),
    meta: record.meta ?? {},
    ...placing(record),
    tags: [...(record.tags ?? [])],
    displayName: record.displayName ?? record.name,
    ...(record.redact === undefined ? {} : { redact: [...record.redact] }),
    ...(progress ? { progress } : {}),
    waitingFor: entry ? [] : waitingFor(record, world),
    history: entry
      ? [
          ...record.history,
          {
            state: "processing",
            at: entry.since,
            data: { attempt: entry.attempt, serverId: running.row.server },
          },
        ]
      : record.history,
    ...(running ? { serverId: running.row.server } : {}),
  };
}

const conditionOf = (on: JobRecord["on"]): Pick<Job, "on"> =>
  on === undefined || on === "succeeded" ? {} : { on };

/** What decides where and when it may run, beside its turn. */
function placing({
  requires,
  prefers,
  hold,
  runsIn,
  version,
}: JobRecord): Pick<Job, "requires" | "prefers" | "hold" | "runsIn" | "version"> {
  return {
    ...(requires ? { requires: { ...requires } } : {}),
    ...(prefers ? { prefers: preferenceOf(prefers) } : {}),
    ...(hold === undefined ? {} : { hold }),
    ...(runsIn === undefined ? {} : { runsIn }),
    ...(version === undefined ? {} : { version }),
  };
}

function preferenceOf({ needs, within, until }: StoredPreference): NonNullable<Job["prefers"]> {
  return { ...requirementsOf(needs), within, ...(until === undefined ? {} : { until }) };
}

/** A result that is said to lie apart and doesn't was given up to make room. */
function shedOf(record: JobRecord, payloads: { result?: unknown }): Pick<Job, "shed"> {
  const { shed = [], resultPayload } = record;
  const gone = resultPayload && "result" in payloads && payloads.result === undefined;
  if (gone && !shed.includes("result")) return { shed: [...shed, "result"] };
  return shed.length > 0 ? { shed: [...shed] } : {};
}

/** Why a job that isn't running isn't. For an enqueued one the answer comes from what decides its claim. */
export function waitingFor(record: JobRecord, world: Surroundings): WaitingFor[] {
  const isAlone = world.servers.length === 0;
  // With nobody awake one whose time has come stands where an enqueued one does: it isn't time that it waits for any more.
  switch (
    isAlone && record.state === "scheduled" && record.scheduledFor! < world.now! ? "enqueued" : record.state
  ) {
    case "scheduled":
      return [
        {
          kind: "time",
          detail: record.attempts > 0 ? "Waiting for its next attempt." : "Waiting for its time.",
          ...(record.scheduledFor === undefined ? {} : { until: record.scheduledFor }),
        },
      ];
    case "awaiting":
      return (record.parents ?? []).filter((link) => !link.met).map(({ id }) => waitingForParent(record, id));
    case "enqueued": {
      const lane = parseLane(laneOf(record));
      if (isAlone) {
        return [
          ...laneBlockers(
            { ...lane, version: 0 },
            { ...world, queues: [], handles: new Set([lane.name]) },
            record.better,
          ),
          ...limitBlockers(record, world),
          { kind: "no-wakeup", detail: "No job server is awake; it runs at the next wake-up." },
        ];
      }
      // Each server decides for itself; the one that is held back by least is the one to wait for.
      const [least = []] = world.servers
        .map((server) => laneBlockers(lane, { ...world, ...server }, record.better))
        .sort((a, b) => a.length - b.length);
      const blockers = [...least, ...limitBlockers(record, world)];
      return blockers.length > 0 ? blockers : [{ kind: "workers-busy", detail: workerFor(lane) }];
    }
    default:
      return [];
  }
}

const workerFor = ({ suspicion }: Lane): string =>
  suspicion === 0
    ? "Waiting for a free worker."
    : "A context died while it ran, or was about to: it stands behind the others, and begins alone.";

/** What its limits hold it back by, each by itself. */
function limitBlockers(
  { limits = [], slot }: JobRecord,
  { limits: seen, now = 0 }: Surroundings,
): WaitingFor[] {
  return limits.flatMap(({ id }) => {
    if (slot && isConcurrency(id)) return [];
    const blocker = limitBlocker(seen?.rows.get(id), seen?.running.get(id) ?? 0, now);
    if (!blocker) return [];
    const { shut: _shut, ...reason } = blocker;
    return [reason];
  });
}

function waitingForParent({ batch, on = "succeeded" }: JobRecord, id: string): WaitingFor {
  if (batch?.[0] === id) return { kind: "parent", detail: "Waiting for its batch to begin." };
  const what = isBatchId(id) ? `the batch ${id}` : id;
  return { kind: "parent", detail: `Waiting for ${what} (on '${on}').` };
}
