import type { LeaseRow } from "../../job/lease.ts";
import type { LimitRow } from "../../job/limit.ts";
import type { JobRecord } from "../../job/record.ts";
import type { JobState } from "../../job/state.ts";
import type { ServerRow, Totals } from "../tables.ts";

/** What every view needs to know of the whole: counters, leases, servers. Three small reads. */
export interface Overview {
  totals: Totals;
  leases: LeaseRow[];
  servers: ServerRow[];
  /** Rows of the limits of the records that were read, and of their queues; absent: none. */
  limits?: LimitRow[];
}

/** A stretch of a list: the records behind a position, in order. */
export interface StretchInput {
  /** Absent: all jobs, by id. */
  state?: JobState;
  /** Scheduled jobs that wait for another attempt, by when they are due. */
  retries?: true;
  /** Members of this batch, by the order in which they were added. */
  batch?: string;
  /** Jobs whose ids begin so, by id. */
  prefix?: string;
  reverse: boolean;
  limit: number;
  /** The list key (or, without a state, the id) of the last record seen. */
  after?: StretchPosition;
}

export type StretchPosition =
  | { time: number; sequence: number }
  | { since: number; id: string }
  | { id: string }
  | { key: string };

export interface Stretch extends Overview {
  records: JobRecord[];
  /** The last record read, whether or not it belongs to the answer: where the next stretch goes on. */
  last?: JobRecord | undefined;
  /** The list goes on. */
  more: boolean;
}
