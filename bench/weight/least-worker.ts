/*
 * How little a service worker without cron could weigh: written by hand, for the weight alone, as least-client.ts is; what it writes is in
 * least-worker-turn.ts and least-worker-rows.ts. It claims in batches under a Web Lock, runs handlers with a timeout and a signal, retries, remembers steps, sleeps
 * and checkpoints, takes back what dead workers held, wakes for messages, the network and periodic sync, and tells the other contexts.
 *
 * It is not a worker to use. It checks nothing, knows no owner, place, version, filter, preference, weight of queues, nested batch, log,
 * progress or full store; what was claimed and not begun counts as interrupted; a handler that has no end holds the worker; a chain of
 * continuations or a server's leavings of any length are one transaction. It opens its database once and never again, has no clock
 * but the machine's, and its store has more indexes than the least client's.
 */
import { type Outcome, openDatabase, type Row, settled, transact } from "./least-worker-rows.ts";
import { turn } from "./least-worker-turn.ts";

interface Context {
  signal: AbortSignal;
  attempt: number;
  saved: unknown;
  checkpoint(value: unknown): Promise<void>;
  step<T>(name: string, run: () => T | Promise<T>): Promise<T>;
  sleep(name: string, milliseconds: number): Promise<void>;
}

type Handler = (args: unknown, context: Context) => unknown;

interface WorkEvent extends ExtendableEvent {
  data?: { slowmatch?: string };
  tag?: string;
}
interface ExtendableEvent extends Event {
  waitUntil(promise: Promise<unknown>): void;
}

/** So many are claimed ahead of free workers at most: one transaction for all of them. */
const BATCH = 32;
const TAG = "slowmatch";
/** A worker waits this long for the next job instead of ending, milliseconds. */
const PATIENCE = 20_000;

class Sleep {
  readonly until: number;
  constructor(until: number) {
    this.until = until;
  }
}

/** Before the n-th retry, milliseconds. */
const retryDelay = (n: number): number =>
  Math.round((n - 1) ** 4 + 15 + Math.floor(Math.random() * 30) * n) * 1_000;

export function leastWorker(
  name: string,
  handlers: Readonly<Record<string, Handler>>,
  { queues = ["default"], workers = 4 }: { queues?: string[]; workers?: number } = {},
) {
  const database = openDatabase(name);
  const server = crypto.randomUUID();
  const channel = new BroadcastChannel(name);
  const controls = new Map<string, AbortController>();
  const running = new Set<Promise<void>>();
  const waiting: Row[] = [];
  let ended: Outcome[] = [];
  let poke = (): void => {};
  let shift: Promise<boolean> | undefined;
  const locked = new Promise<void>((resolve) => {
    navigator.locks.request(server, () => {
      resolve();
      return new Promise(() => {});
    });
  });
  channel.onmessage = ({ data }) => {
    for (const { id, state } of data) if (state === "deleted") controls.get(id)?.abort();
  };

  /** Writes beside a job, as long as it is still ours. */
  const attach = async (job: Row, key: string, value: unknown): Promise<void> => {
    await transact(await database, async ({ jobs, payloads }) => {
      const stored = (await settled(jobs.get(job.id))) as Row | undefined;
      if (stored?.token !== job.token)
        throw new DOMException("The job is no longer this worker's.", "AbortError");
      payloads.put({ id: `${job.id} ${key}`, value });
    });
  };
  const attached = async (job: Row, key: string): Promise<{ value: unknown } | undefined> =>
    settled((await database).transaction("payloads").objectStore("payloads").get(`${job.id} ${key}`));

  const run = async (job: Row): Promise<void> => {
    const control = new AbortController();
    const { signal } = control;
    controls.set(job.id, control);
    const late = new Promise<never>((_, reject) => {
      signal.onabort = () => reject(signal.reason);
    });
    const timer = job.timeout
      ? setTimeout(() => control.abort(new DOMException("Too slow.", "TimeoutError")), job.timeout)
      : undefined;
    const context: Context = {
      signal,
      attempt: job.attempts ?? 1,
      saved: (await attached(job, "saved"))?.value,
      checkpoint: (value) => attach(job, "saved", value),
      async step<T>(step: string, make: () => T | Promise<T>) {
        const known = await attached(job, `step ${step}`);
        if (known) return known.value as T;
        const value = await make();
        await attach(job, `step ${step}`, value);
        return value;
      },
      async sleep(step, milliseconds) {
        const until = await context.step(`sleep ${step}`, () => Date.now() + milliseconds);
        if (until > Date.now()) throw new Sleep(until);
      },
    };
    try {
      const result = await Promise.race([handlers[job.name]?.(job.args, context), late]);
      ended.push({ job, state: "succeeded", more: { result: structuredClone(result) } });
    } catch (cause) {
      ended.push(outcomeOf(job, cause));
    }
    clearTimeout(timer);
    controls.delete(job.id);
  };

  const work = async (): Promise<boolean> => {
    await locked;
    for (;;) {
      const { held = [] } = await navigator.locks.query();
      const outcomes = ended;
      ended = [];
      const asked = {
        server,
        alive: held.map((lock) => lock.name ?? ""),
        queues,
        handles: (job: string) => Object.hasOwn(handlers, job),
        online: navigator.onLine,
        room: waiting.length < workers ? BATCH : 0,
        outcomes,
      };
      const [{ claimed, next, waits }, notices] = await transact(await database, (each) =>
        turn(each, asked),
      ).catch((cause) => {
        // Done is done: its end is written by the next turn.
        ended.unshift(...outcomes);
        throw cause;
      });
      if (notices.length > 0) channel.postMessage(notices);
      waiting.push(...claimed);
      while (running.size < workers && waiting.length > 0) {
        const job: Promise<void> = run(waiting.shift() as Row).finally(() => running.delete(job));
        running.add(job);
      }
      const patience = next - Date.now();
      if (running.size === 0 && ended.length === 0 && claimed.length === 0 && patience > PATIENCE) {
        if (next < Number.POSITIVE_INFINITY) channel.postMessage([{ alarm: next }]);
        return !waits;
      }
      let timer: ReturnType<typeof setTimeout> | undefined;
      const moment = new Promise<void>((resolve) => {
        poke = resolve;
        if (patience < PATIENCE) timer = setTimeout(resolve, Math.max(0, patience));
      });
      if (ended.length === 0) await Promise.race([moment, ...running]);
      clearTimeout(timer);
    }
  };

  /** Answers whether nothing waits for the network. */
  const wake = (): Promise<boolean> => {
    poke();
    shift ??= work().finally(() => {
      shift = undefined;
    });
    return shift;
  };
  const scope = globalThis as unknown as EventTarget & {
    registration?: { sync?: { register(tag: string): Promise<void> } };
  };
  const on = (type: string, answer: (event: WorkEvent) => Promise<unknown> | undefined): void =>
    scope.addEventListener?.(type, (event) => {
      const lasting = answer(event as WorkEvent);
      if (lasting !== undefined) (event as WorkEvent).waitUntil(lasting);
    });
  on("message", ({ data }) =>
    data?.slowmatch === "wake"
      ? wake().then((isDone) => (isDone ? undefined : scope.registration?.sync?.register(TAG)))
      : undefined,
  );
  on("activate", wake);
  on("periodicsync", ({ tag }) => (tag === TAG ? wake() : undefined));
  on("sync", ({ tag }) => {
    if (tag !== TAG) return undefined;
    // One that is rejected is given again by the browser.
    return wake().then((isDone) => (isDone ? undefined : Promise.reject(new Error("There are jobs left."))));
  });
  return { wake, server };
}

function outcomeOf(job: Row, cause: unknown): Outcome {
  const attempts = job.attempts ?? 1;
  if (cause instanceof Sleep)
    return { job, state: "scheduled", dueAt: cause.until, more: { attempts: attempts - 1 } };
  const { name, message } = cause instanceof Error ? cause : { name: "Error", message: String(cause) };
  const error = { name, message };
  const isSpent = name === "FatalJobError" || attempts >= (job.maxAttempts ?? 11);
  if (isSpent) return { job, state: "failed", more: { error } };
  return { job, state: "scheduled", dueAt: Date.now() + retryDelay(attempts), more: { error } };
}
