import { type AnyJobHandler, handle, type JobContext } from "../../../../src/index.ts";
import {
  addOne,
  album,
  deaf,
  fat,
  inLine,
  loop,
  metered,
  node,
  pageTask,
  paired,
  patient,
  type TaskArgs,
  type TaskResult,
  talkative,
  task,
  upload,
  voyage,
  windowTask,
} from "./jobs.ts";

/** One line of the ledger, which is kept outside the browser: what was really begun and ended. */
export type LedgerNote =
  | { type: "begin" | "end"; job: string; name: string; attempt: number; where: string; gate?: string }
  | { type: "aborted"; job: string; reason: string; where: string }
  | { type: "tick" };

/** Resolves when the ledger has it and, where a gate is named, when the test has opened that. */
export async function report(note: LedgerNote, signal?: AbortSignal): Promise<void> {
  const request = { method: "POST", body: JSON.stringify(note), keepalive: true, signal: signal ?? null };
  const response = await fetch("/ledger", request);
  if (!response.ok) throw new Error(`The ledger answered ${response.status}.`);
}

/** Large, and not to be made smaller: a browser keeps it in a file of its own. */
export function noise(): string {
  const digits = Array.from(crypto.getRandomValues(new Uint16Array(30_000)), (n) => n.toString(36));
  return digits.join("").repeat(3);
}

/** @param where names this context in the ledger */
export function handlersOf(where: string): AnyJobHandler[] {
  const perform = async ({ gate, failures = 0 }: TaskArgs, context: JobContext): Promise<TaskResult> => {
    const { id: job, name, attempt, signal } = context;
    signal.addEventListener("abort", () => {
      report({ type: "aborted", job, reason: String((signal.reason as Error).name), where }).catch(() => {});
    });
    await report({ type: "begin", job, name, attempt, where, ...(gate === undefined ? {} : { gate }) });
    if (attempt <= failures) throw new Error(`Attempt ${attempt} was told to fail.`);
    await report({ type: "end", job, name, attempt, where });
    return { where, attempt };
  };
  const talk = async (args: TaskArgs, context: JobContext): Promise<TaskResult> => {
    let over = false;
    const done = perform(args, context).finally(() => {
      over = true;
    });
    for (let step = 0; !over; step++) {
      context.progress((step % 100) / 100, `step ${step}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return done;
  };
  return [
    handle(talkative, talk),
    handle(task, perform),
    handle(fat, ({ size }) => "x".repeat(size)),
    handle(voyage, async (_, { id: job, name, attempt, step }) => {
      let done = 0;
      for (let i = 0; i < 20; i++)
        done += await step(`step ${i}`, async () => {
          await report({ type: "begin", job, name, attempt, where, gate: `step ${i}` });
          await report({ type: "end", job, name: `step ${i}`, attempt, where });
          return 1;
        });
      return done;
    }),
    handle(album, async (_, { id: job, attempt, step }) => {
      const photo = await step("take", async () => {
        await report({ type: "begin", job, name: "take", attempt, where });
        return noise();
      });
      await report({ type: "begin", job, name: "send", attempt, where, gate: "send" });
      return photo.length;
    }),
    handle(patient, perform),
    handle(upload, perform),
    handle(paired, perform),
    handle(inLine, perform),
    handle(metered, perform),
    handle(node, perform),
    handle(windowTask, perform),
    handle(deaf, perform),
    handle(loop, async (_, { id: job, name, attempt }) => {
      await report({ type: "begin", job, name, attempt, where });
      for (;;);
    }),
    handle(addOne, (_, { parents }) => parents.reduce((sum, { result }) => sum + (result as number), 1)),
  ];
}

/** A handler that only pages have: it enqueues a job for the worker and answers its id. */
export const pageHandler: AnyJobHandler = handle(
  pageTask,
  async ({ gate }, { id: job, name, attempt, client }) => {
    await report({
      type: "begin",
      job,
      name,
      attempt,
      where: "window",
      ...(gate === undefined ? {} : { gate }),
    });
    return client.enqueue(task, {});
  },
);
