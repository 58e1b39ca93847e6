import { defineJob, type JobDefinition } from "../../../src/index.ts";

/** What a handler does when it is called. */
export type How = "plain" | "fatal" | "large" | "nested" | "later" | "hold";

export interface WorkArgs {
  how: How;
  /** The first so many attempts throw. */
  failures?: number;
  /** Milliseconds in the handler. */
  takes?: number;
  /** Makes the arguments large. */
  ballast?: string;
}

// Nothing is removed while a round can still ask for it, whatever the clock is set to.
const keep = { succeeded: "365d", failed: "365d", deleted: "365d" } as const;
const retry = { attempts: 8, delay: ["50ms", "100ms", "400ms"] as const };

export const work: JobDefinition<WorkArgs, unknown> = defineJob("work", { keep, retry });
/** With the usual keep time, so that jobs of both kinds are in the store. */
export const plain: JobDefinition<WorkArgs, unknown> = defineJob("plain", { retry });
export const single: JobDefinition<WorkArgs, unknown> = defineJob("single", { keep, retry });
/** Durable steps and a durable sleep. */
export const steps: JobDefinition<{ steps: number; sleep?: number }, unknown> = defineJob("steps", {
  keep,
  retry,
});
export const online: JobDefinition<WorkArgs, unknown> = defineJob("online", {
  keep,
  retry,
  queue: "net",
  requires: { network: "online" },
});
export const guarded: JobDefinition<WorkArgs, unknown> = defineJob("guarded", { keep, retry, hold: "auth" });
/** Only a page with a server runs it. */
export const windowOnly: JobDefinition<WorkArgs, unknown> = defineJob("window-only", {
  keep,
  retry,
  runsIn: "window",
});

/** Of a batch; may add another member to it. */
export const member: JobDefinition<WorkArgs & { adds?: boolean }, unknown> = defineJob("member", {
  keep,
  retry,
});
/** Two with one key at a time, in all contexts together. */
export const paired: JobDefinition<WorkArgs, unknown> = defineJob("paired", {
  keep,
  retry,
  concurrency: { key: "pair", limit: 2 },
});
/** One after another, also while one waits for its next attempt. */
export const inLine: JobDefinition<WorkArgs, unknown> = defineJob("in-line", {
  keep,
  retry,
  concurrency: { key: "line", limit: 1, strict: true },
});
/** In any second so many begin, of one key. */
export const METERED = 6;
export const metered: JobDefinition<WorkArgs, unknown> = defineJob("metered", {
  keep,
  retry,
  rateLimit: { key: "meter", limit: METERED, per: "1s" },
});
/** Would rather have room on the disk, of which there is little, and a page that is seen. */
export const rather: JobDefinition<WorkArgs, unknown> = defineJob("rather", {
  keep,
  retry,
  prefers: { storage: "not-low", visible: true, within: "500ms" },
});
