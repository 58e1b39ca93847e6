import { defineJob, type JobDefinition } from "../../../../src/index.ts";

export interface TaskArgs {
  /** The attempt stays in its handler until the test opens this gate. */
  gate?: string;
  /** The first so many attempts throw. */
  failures?: number;
}

export interface TaskResult {
  /** The context that ran it, such as `service-worker v1`. */
  where: string;
  attempt: number;
}

/** Tells the ledger of its begin and its end. */
export const task: JobDefinition<TaskArgs, TaskResult> = defineJob("task", {
  retry: { attempts: 3, delay: "1s" },
});
/** The same, for tests that need a wait before the retry that leaves time for what the test does meanwhile. */
export const patient: JobDefinition<TaskArgs, TaskResult> = defineJob("patient", {
  retry: { attempts: 3, delay: "3s" },
});
/** The same, reporting its progress all the time. */
export const talkative: JobDefinition<TaskArgs, TaskResult> = defineJob("talkative");
export const upload: JobDefinition<TaskArgs, TaskResult> = defineJob("upload", {
  requires: { network: "online" },
  retry: { attempts: 3, delay: "1s" },
});
/** Only servers in a page have a handler for it. */
export const pageTask: JobDefinition<TaskArgs, string> = defineJob("page-task");
/** Answers one more than its parents together. */
export const addOne: JobDefinition<void, number> = defineJob<void, number>("add-one");
/** Twenty durable steps, each of which waits at a gate of its own name: `step 0` to `step 19`. */
export const voyage: JobDefinition<void, number> = defineJob<void, number>("voyage");
/** Takes a large picture as a durable step, waits at the gate `send`, answers its size. */
export const album: JobDefinition<void, number> = defineJob<void, number>("album");
/** Answers so many characters. */
export const fat: JobDefinition<{ size: number }, string> = defineJob("fat", { retry: false });
/** Two with one key at a time, in whichever tab or worker. */
export const paired: JobDefinition<TaskArgs & { lane: string }, TaskResult> = defineJob("paired", {
  concurrency: { key: ({ lane }) => lane, limit: 2 },
});
/** One after another. */
export const inLine: JobDefinition<TaskArgs & { lane: string }, TaskResult> = defineJob("in-line", {
  concurrency: { key: ({ lane }) => `line ${lane}`, limit: 1 },
});
/** Five begin in any second. */
export const metered: JobDefinition<TaskArgs, TaskResult> = defineJob("metered", {
  rateLimit: { limit: 5, per: "1s" },
});
/** Begins an endless loop; before all others. */
export const loop: JobDefinition<void, void> = defineJob<void>("loop", {
  priority: 10,
  retry: false,
  maxInterruptions: 3,
});
/** Ends its tab with it, by the test's hand. */
export const windowTask: JobDefinition<TaskArgs, TaskResult> = defineJob("window-task", {
  priority: 10,
  retry: false,
  maxInterruptions: 3,
  runsIn: "window",
});
/** Looks at no signal, and has no time. */
export const deaf: JobDefinition<TaskArgs, TaskResult> = defineJob("deaf", {
  retry: false,
  timeout: "500ms",
});
/** One attempt: told to fail, it stays failed. */
export const node: JobDefinition<TaskArgs, TaskResult> = defineJob("node", { retry: false });
