import type { Hold } from "../job/lane.ts";

/** Which page of limits, and how long. */
export interface LimitQuery {
  /** Rows that are looked at, 1 to 1,000, default 50. */
  limit?: number;
  /** The `next` of the page before. */
  after?: string;
}

/** A key by which jobs are limited now, because some of them wait, run, or have begun lately. */
export interface LimitInfo {
  /** `concurrency`: at most `limit` at a time. `rate`: at most `limit` starts in `per` milliseconds. */
  kind: "concurrency" | "rate";
  /** What the jobs say as their key; where they say none, their name. */
  key: string;
  limit: number;
  per?: number;
  mode?: "fixed" | "sliding";
  /** How many run now or keep their place while they wait (with `strict`, and a limit of one over an interruption), or have begun in the present window. */
  used: number;
  /** Jobs that wait and will need it, those included that would be next, and those that keep their place while they wait for a worker. */
  waiting: number;
  /** A rate that is used up: when the next may begin. */
  opensAt?: number;
}

/** A page of limits: an array that also knows how to go on. It may be short of rows and have a `next` all the same. */
export interface LimitPage extends Array<LimitInfo> {
  /** Give it as `after` to read the next page; absent on the last one. */
  next?: string;
}

/** A hold that stands. */
export interface HoldInfo extends Hold {
  /** Jobs that are ready but for this; those in line for a limit as well aren't counted. */
  waiting: number;
}
