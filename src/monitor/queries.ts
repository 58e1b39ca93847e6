import type { BatchInfo } from "../batch/batch-info.ts";
import type { Job } from "../job/job.ts";
import type { BatchState, JobState } from "../job/state.ts";
import type { Duration } from "../time/duration.ts";
import type { InstantInput } from "../time/moment.ts";

/** Which jobs a page has; all conditions must hold. Default: all, the newest first. */
export interface JobQuery {
  /** Only jobs in this state. Default: any. */
  state?: JobState;
  /** Only scheduled jobs that have an attempt behind them and wait for another: a list of its own, by when they are due. */
  retries?: boolean;
  /** The beginning of an id: a range of keys. */
  id?: string;
  /** In `queue`, `name` and `tag`, `*` stands for any run of characters. */
  queue?: string;
  /** The definition's name. */
  name?: string;
  /** One of the job's tags. */
  tag?: string;
  /** Made by this recurring definition. */
  recurringId?: string;
  /** The members of this batch, in the order in which they were added (or backwards), along an index. */
  batchId?: string;
  /** Occurs in the name or the message of the last error or one of its causes. */
  error?: string;
  /** Attempts begun, bounds included. */
  attempts?: { min?: number; max?: number };
  /** How long the last attempt of a job that has ended took, bounds included: `{ min: '5s' }`. */
  took?: { min?: Duration; max?: Duration };
  /** Created then or later. Without a state, newest first, the list is read no further. */
  createdAfter?: InstantInput;
  /** Created before then. */
  createdBefore?: InstantInput;
  /** Words, all of which must occur in the id, name, display name, tags, error or reason. */
  search?: string;
  /** By the time that matters in the state (due, begun, ended, created). Default `'newest'`. */
  order?: "newest" | "oldest";
  /** 1 to 1,000, default 50. */
  limit?: number;
  /** The `next` of the page before, or the id of its last job. */
  after?: string;
}

/** A page of jobs: an array that also knows how to go on. */
export interface JobPage extends Array<Job> {
  /** Give it as `after` to read the next page; absent on the last one. */
  next?: string;
  /** How many stored jobs were looked at to find these. */
  looked: number;
}

/** Which batches a page has; all conditions must hold. Default: all. */
export interface BatchQuery {
  /** Only batches in this state. Default: any. */
  state?: BatchState;
  /** Only the batches in this one. */
  parentId?: string;
  /** 1 to 1,000, default 50. */
  limit?: number;
  /** The `next` of the page before, or the id of its last batch. */
  after?: string;
}

/** A page of batches: an array that also knows how to go on. */
export interface BatchPage extends Array<BatchInfo> {
  /** Give it as `after` to read the next page; absent on the last one. */
  next?: string;
}

/** Which stretch of the past, and how finely. */
export interface HistoryQuery {
  /** The first moment. */
  from: number | Date | string;
  /** The last one. Default: now. */
  to?: number | Date | string;
  /** How long each span is. Days are UTC days. At most 1,500 spans in one answer. Default `'hour'`. */
  resolution?: "minute" | "hour" | "day";
}
