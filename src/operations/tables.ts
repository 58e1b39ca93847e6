import type { BatchRecord } from "../batch/record.ts";
import type { Hold } from "../job/lane.ts";
import type { LeaseRow } from "../job/lease.ts";
import type { LeftCall } from "../job/left-call.ts";
import type { LimitRow } from "../job/limit.ts";
import type { QueueLimits } from "../job/queue-limit.ts";
import type { JobRecord } from "../job/record.ts";
import type { FinalState, StoredState } from "../job/state.ts";
import type { RecurringRecord } from "../recurring/recurring-job.ts";

/** What belongs to a job and isn't in its record, which is rewritten at every transition: all under the job's id. */
export interface PayloadRow {
  /** `<job id> args`, `… result`, `… saved`, `… step <number>` or `… log <attempt>-<number>`: an id has no blank. */
  id: string;
  value: unknown;
  /** Never stored: the database couldn't read the value back, and says why. */
  unreadable?: string;
}

/** A live job server, as it announced itself. */
export interface ServerRow {
  id: string;
  kind: string;
  queues: readonly string[];
  /** Their weights, where it shares its turns out by them. */
  weights?: Readonly<Record<string, number>>;
  workers: number;
  handles: readonly string[];
  /** Versions of those handlers, where they aren't 0. */
  versions?: Readonly<Record<string, number>>;
  /** The signed-in user it works for, if it was told one. */
  owner?: string;
  startedAt: number;
  /** Renewed by a heartbeat where there are no Web Locks; else as old as the row. */
  seenAt: number;
  /** It holds a Web Lock named by its id for as long as it lives. */
  locked: boolean;
  /** It also says every few seconds that it lives, and is dead when it doesn't, whatever its lock says. */
  beats: boolean;
  /** Its page was put aside or has ended, and could still say so: what it held is given back, and not interrupted. */
  parted?: true;
  lastWake?: { source: string; at: number };
}

/** The clock was set: when that was noticed (by the new time), and by how many milliseconds; negative is back. */
export interface ClockJump {
  at: number;
  by: number;
}

/** Of a queue: a minute, how many jobs ended in it, and in the one before. */
export type Pace = [minute: number, here: number, before: number];

/** A server that died, and what was taken back from it. */
export interface FallenServer {
  id: string;
  kind: string;
  startedAt: number;
  /** When it was found to be dead. */
  at: number;
  /** How many jobs it ran, and the ids of the first. */
  count: number;
  jobs: string[];
}

/** Counts of one minute: created, succeeded, failed, deleted, retried. */
export type MinuteCounts = [number, number, number, number, number];

/**
 * The one row every write touches: how many jobs are in each state and lane, the last sequence number, what is paused,
 * and the present hour's history by minute. One record, so that keeping it costs one put.
 */
export interface Totals {
  id: "totals";
  /** When the store was begun: another value than the one remembered outside of it tells that it was lost. */
  epoch: number;
  sequence: number;
  states: Record<StoredState, number>;
  /** Of the scheduled ones, those that have an attempt behind them. */
  retries: number;
  /** Batches; absent: none has ever been. */
  batches?: number;
  /** Enqueued jobs by lane, running ones included. */
  lanes: Record<string, number>;
  /** Enqueued jobs that stand in line for a limit, by queue. They are not among those of the lanes. */
  behind?: Record<string, number>;
  /** What each queue as a whole allows; absent: no queue is limited. */
  queueLimits?: Record<string, QueueLimits>;
  /** When the first of the limits opens that are shut for a time and that jobs wait for; absent: none. */
  opensAt?: number;
  paused: string[];
  /** Holds that stand. */
  holds: Hold[];
  /** Recurring definitions. */
  recurring: number;
  /** By final state: the place in its list (end, sequence) up to which jobs kept for the usual time are removed. */
  swept: Record<FinalState, [number, number]>;
  /** The clock at the last write: one that then reads earlier has been set back. */
  seenAt: number;
  /** When all awaiting jobs were last looked through for one that nobody had told, and how far that has come. */
  repaired?: { at: number; after?: [number, number] };
  /** The device's time zone when recurring definitions were last looked at. */
  zone?: string;
  /** By queue, jobs that ended lately; absent: none has. */
  pace?: Record<string, Pace>;
  /** The last servers that died over their work, newest last; absent: none. */
  fallen?: FallenServer[];
  /** The last times the clock was found to have been set, newest last. */
  jumps: ClockJump[];
  /** Epoch hours of `minutes`. */
  hour: number;
  minutes: Record<number, MinuteCounts>;
}

/** A past hour, as it was in {@link Totals}. */
export interface HourRow {
  id: `hour:${string}`;
  hour: number;
  minutes: Record<number, MinuteCounts>;
}

export type CounterRow = Totals | HourRow;

/** One kind of wake-up: when it last came and what it brought. */
export interface WakeupRow {
  source: string;
  lastAt: number;
  /** How often it has come. */
  count: number;
  /** Jobs begun by its last coming. */
  jobs: number;
}

/** What has ended and whom that concerns: a job's or a batch's continuations. */
export interface Ended {
  id: string;
  state: FinalState;
  /** A batch that failed and can't succeed any more. */
  forGood?: boolean;
  children: readonly string[];
}

/**
 * What one transaction has left to the next, because it would have grown too long: carried on by whichever job server
 * looks first. Complete in itself, so that what it speaks of may be gone meanwhile. The table is empty nearly always.
 */
export type ChoreRow = { id: string } & Chore;

export type Chore =
  /** Continuations of what has ended are still to be told of it. */
  | { kind: "tell"; ended: readonly Ended[] }
  /** The members of a batch from a number on: release those that wait for its beginning. */
  | ({ kind: "open" } & Walk)
  /** The members of a batch from a number on, and the batches in it: delete what has not ended. */
  | ({ kind: "cancel"; reason: string } & Walk)
  /** Jobs that a page has left before it had the rules at hand: create them. Nothing of them can be refused. */
  | { kind: "create"; calls: readonly LeftCall[] };

/** Where a walk through a batch has come: first its members, by their number, then the batches in it. */
export interface Walk {
  batch: string;
  member: number;
  /** The sequence of the last nested batch; absent while there are members. */
  nested?: number;
}

/** What each table holds. */
export interface Rows {
  jobs: JobRecord;
  payloads: PayloadRow;
  leases: LeaseRow;
  servers: ServerRow;
  counters: CounterRow;
  recurring: RecurringRecord;
  wakeups: WakeupRow;
  limits: LimitRow;
  batches: BatchRecord;
  chores: ChoreRow;
}

export type TableName = keyof Rows;

/** Indexes, their key in the row; a row without the key isn't in the index. */
export interface Indexes {
  jobs: "ready" | "list" | "retries" | "expires" | "uniqueKey" | "own" | "batch" | "better";
  payloads: never;
  leases: never;
  servers: never;
  counters: never;
  recurring: "dueAt";
  wakeups: never;
  limits: "due";
  batches: "list" | "nest" | "expires";
  chores: never;
}

export const TABLES: { readonly [T in TableName]: { key: string; indexes: readonly Indexes[T][] } } = {
  jobs: {
    key: "id",
    indexes: ["ready", "list", "retries", "expires", "uniqueKey", "own", "batch", "better"],
  },
  payloads: { key: "id", indexes: [] },
  leases: { key: "server", indexes: [] },
  servers: { key: "id", indexes: [] },
  counters: { key: "id", indexes: [] },
  recurring: { key: "id", indexes: ["dueAt"] },
  wakeups: { key: "source", indexes: [] },
  batches: { key: "id", indexes: ["list", "nest", "expires"] },
  chores: { key: "id", indexes: [] },
  limits: { key: "id", indexes: ["due"] },
};

export const TABLE_NAMES: readonly TableName[] = Object.keys(TABLES) as TableName[];

/** The key of an hour's row: fixed width, so that a range of hours is a range of keys. */
export const hourKey = (hour: number): HourRow["id"] => `hour:${String(hour).padStart(8, "0")}`;

/** The key of a chore: fixed width, so that the oldest comes first. */
export const choreKey = (sequence: number): string => String(sequence).padStart(16, "0");

export const argsKey = (id: string): string => `${id} args`;
export const resultKey = (id: string): string => `${id} result`;
export const savedKey = (id: string): string => `${id} saved`;
/** Fixed width, so that keys sort as numbers do. */
const padded = (n: number): string => String(n).padStart(6, "0");
export const stepKey = (id: string, step: number): string => `${id} step ${padded(step)}`;
export const stepNumber = (key: string): number => Number(key.slice(key.lastIndexOf(" ") + 1));
/** Runs are counted over all attempts, and none writes over the lines of another. */
export const logKey = (id: string, run: number, line: number): string =>
  `${id} log ${padded(run)}-${padded(line)}`;
/** The run and the line of a log's key. */
export const logPlace = (key: string): [run: number, line: number] => {
  const [run = "", line = ""] = key.slice(key.lastIndexOf(" ") + 1).split("-");
  return [Number(run), Number(line)];
};

/** The keys of everything under a prefix: no key has a character behind this one. */
export const under = (prefix: string): { lower: string; upper: string } => ({
  lower: `${prefix} `,
  upper: `${prefix} \uffff`,
});
