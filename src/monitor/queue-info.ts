/** A queue, as it is now. */
export interface QueueInfo {
  name: string;
  /** Jobs enqueued in it and not yet claimed. */
  length: number;
  /** Jobs of it that run. */
  processing: number;
  /** When the first in line became ready. */
  oldestAt?: number;
  /** By itself, or with all others. */
  paused: boolean;
  /** All queues are paused (`pauseQueue("*")`), whatever this one is by itself. */
  allPaused?: true;
  /** Jobs of it that ended within the last minute. */
  perMinute: number;
  /** What the queue as a whole is limited to; absent: nothing. */
  limits?: QueueLimitInfo;
}

/** The limits of a queue, as `monitor.limitQueue` has set them. */
export interface QueueLimitInfo {
  /** Jobs of it that may run at a time. */
  concurrency?: number;
  /** Jobs of it that may start in `per` milliseconds, and how many have in the present window. */
  rateLimit?: { limit: number; per: number; mode: "fixed" | "sliding"; used: number };
}
