import { defineJob, FatalJobError, HoldError, handle, RetryLater } from "../../src/index.ts";
import type { JobOptions } from "../../src/job/definition.ts";
import type { JobContext, JobHandler } from "../../src/server/handler.ts";
import { CONFLICTS, type How, type Limit, type Plan } from "./chaos-commands.ts";
import { type Deferred, deferred } from "./deferred.ts";

/** Over what lies in a job's record. */
export const LARGE = "x".repeat(12_000);

export const work = defineJob<string, unknown>("work", { maxInterruptions: 3 });

/** What the job is to do, told by its arguments; those of some are large. */
export const argsOf = ({ how }: Plan): string => (how === "heavy" ? `${how} ${LARGE}` : how);

const one = { concurrency: { key: "one", limit: 1 } };
const strict = { concurrency: { key: "strict", limit: 1, strict: true } };
const rate = { rateLimit: { key: "rate", limit: 3, per: "20s", mode: "sliding" as const } };
const LIMITS: Record<Limit, JobOptions> = {
  none: {},
  one,
  two: { concurrency: { key: "two", limit: 2 } },
  strict,
  rate,
  both: { ...one, ...rate },
  "strict and rate": { ...strict, rateLimit: { key: "clock", limit: 1, per: "10s", mode: "fixed" } },
};

export const optionsOf = (plan: Plan): JobOptions => {
  const { queue, priority, attempts, delay, exhausted, network, prefers, limit, held, unique, keep } = plan;
  return {
    ...LIMITS[limit],
    queue,
    priority,
    retry: { attempts, delay, exhausted },
    ...(network ? { requires: { network: "online" as const } } : {}),
    ...(prefers ? { prefers: { charging: true, within: "5m" } } : {}),
    ...(held ? { hold: "auth" } : {}),
    ...(plan.how === "slow" ? { timeout: "5s" } : {}),
    ...(keep === "10s" ? { keep: { succeeded: "10s", failed: "10s", deleted: "10s" } } : {}),
    ...(keep === "succeeded 0s" ? { keep: { succeeded: 0 } } : {}),
    ...(unique === "none" ? {} : { unique: { key: "same", ...CONFLICTS[unique] } }),
  };
};

/** What is seen of handlers, by somebody who does not die. */
export class Witnessed {
  readonly faults: string[] = [];
  readonly gates: Deferred<string>[] = [];
  /** By job and step, the value that `step` has answered: it was stored by then. */
  readonly #stored = new Map<string, unknown>();
  /** By job and step, whoever performs it now. */
  readonly #performing = new Map<string, () => boolean>();
  readonly #asleep = new Map<string, number>();
  readonly #refused = new Set<string>();

  /** The wall clock was set: how long something took can't be told. */
  hasJumped = false;
  /** How often each id has been begun anew. */
  readonly #lives = new Map<string, number>();
  /** Ids that handlers were answered. */
  readonly answered: string[] = [];

  /** It has succeeded, or is gone: if it is begun once more, all of it is. */
  over(id: string): void {
    this.#lives.set(id, (this.#lives.get(id) ?? 0) + 1);
  }

  gate(): Promise<string> {
    const gate = deferred<string>();
    this.gates.push(gate);
    return gate.promise;
  }

  /**
   * @param lives whether the context that it runs in is there: what is dead does nothing, though its promises go on
   * @param owner whose jobs alone run there
   */
  handler(lives: () => boolean, now: () => number, owner?: string): JobHandler<string, unknown> {
    return handle(work, async (args, context) => {
      if (context.owner !== undefined && owner !== undefined && context.owner !== owner)
        this.faults.push(`${context.id} of ${context.owner} runs for ${owner}`);
      const how = args.split(" ")[0] as How;
      context.log("info", how, { attempt: context.attempt });
      context.progress(0.5, how);
      if (how === "gate") return this.gate();
      if (how === "boom") throw new Error("boom");
      if (how === "fatal") throw new FatalJobError("fatal");
      if (how === "later" && context.attempt === 1) throw new RetryLater("5s");
      if (how === "unsigned" && !this.#refused.has(context.id)) {
        this.#refused.add(context.id);
        throw new HoldError("auth");
      }
      if (how === "heavy" && args !== `heavy ${LARGE}`) this.faults.push(`${context.id} got other arguments`);
      if (how === "steps") return this.#stepByStep(context, lives, now);
      if (how === "slow") return this.gate();
      if (how === "yields" && context.saved === undefined) {
        await context.checkpoint("half");
        await context.yield();
      }
      if (how === "inner") await this.#enqueueMore(context, lives);
      return how === "large" ? LARGE : how;
    });
  }

  /** Asks for another job, in its own batch if it is in one. */
  async #enqueueMore({ client, batchId }: JobContext, lives: () => boolean): Promise<void> {
    const quick: JobOptions = { retry: false };
    const ids =
      batchId === undefined
        ? [await client.enqueue(work, "quick", quick)]
        : await client.batches.add(batchId, (b) => void b.enqueue(work, "quick", quick), { reopen: true });
    if (lives()) this.answered.push(...ids);
  }

  async #stepByStep(context: JobContext, lives: () => boolean, now: () => number): Promise<string> {
    const { signal } = context;
    const id = `${context.id} life ${this.#lives.get(context.id) ?? 0}`;
    const alive = (): boolean => lives() && !signal.aborted;
    const step = async (name: string, perform: () => string | Promise<string>): Promise<string> => {
      const key = `${id} ${name}`;
      const value = await context.step(name, async () => {
        if (!lives()) return new Promise<string>(() => {});
        if (signal.aborted) this.faults.push(`${key} is begun after the end of its attempt`);
        if (this.#stored.has(key)) this.faults.push(`${key} is performed although it was stored`);
        if (this.#performing.get(key)?.()) this.faults.push(`${key} is performed twice at once`);
        this.#performing.set(key, alive);
        try {
          return await perform();
        } finally {
          if (this.#performing.get(key) === alive) this.#performing.delete(key);
        }
      });
      if (!lives()) return new Promise<string>(() => {});
      const known = this.#stored.get(key) ?? value;
      if (known !== value) this.faults.push(`${key} was ${String(known)} and is ${value}`);
      this.#stored.set(key, known);
      return value;
    };
    const first = await step("first", () => LARGE);
    const until = this.#asleep.get(id) ?? now() + 5_000;
    this.#asleep.set(id, until);
    await context.sleep("rest", "5s");
    if (lives() && !this.hasJumped && now() < until) this.faults.push(`${id} woke ${until - now()} ms early`);
    await context.checkpoint("rested");
    const second = await step("second", () => this.gate());
    if (context.saved !== "rested") this.faults.push(`${id} has lost its checkpoint`);
    // Work outside of any step, that goes on whatever the signal says.
    await this.gate();
    return `${first.length} ${second} ${await step("third", () => "done")}`;
  }
}
