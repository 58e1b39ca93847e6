import {
  type BatchBuilder,
  BatchEndedError,
  Cron,
  defineJob,
  FatalJobError,
  FilterError,
  handle,
  JobCancelledError,
  type JobClient,
  type JobFilter,
  JobNotFoundError,
  RetryLater,
  StorageLostError,
} from "../../src/index.ts";
import type { JobOptions } from "../../src/job/definition.ts";
import type { JobNotice } from "../../src/job/notice.ts";
import type { StateFiltering } from "../../src/job/state-hooks.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTestRuntime, type RuntimeServer, type TestRuntime } from "../../src/testing.ts";
import { faults, storeOf } from "./audit.ts";
import type { Command, How, Limit, Plan } from "./chaos-commands.ts";
import { type Deferred, deferred } from "./deferred.ts";
import { LimitWitness } from "./limit-witness.ts";
import { NOON } from "./make-job.ts";

const work = defineJob<How, unknown>("work", { maxInterruptions: 3 });
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
const optionsOf = ({ queue, priority, attempts, delay, exhausted, network, prefers, limit }: Plan) => ({
  ...LIMITS[limit],
  queue,
  priority,
  retry: { attempts, delay, exhausted },
  ...(network ? { requires: { network: "online" as const } } : {}),
  ...(prefers ? { prefers: { charging: true, within: "5m" } } : {}),
});

/** What a call may be answered with: trouble, no such parent, a filter that throws or cancels. */
const REFUSALS = [
  BatchEndedError,
  StorageLostError,
  JobNotFoundError,
  FilterError,
  FatalJobError,
  JobCancelledError,
];

/** Rounds of recovery after which a job that has not ended is stuck: three for each of the longest chain there can be. */
const MOST_ROUNDS = 250;

/** Failures that are still to come. */
interface Trouble {
  before: number;
  after: number;
}

const lost = (): Error => new StorageLostError("The disk is asleep.");

/**
 * Makes a storage whose every operation begins and answers a little later, by chance, so that contexts overtake each
 * other; and that fails when it is told to.
 */
function shaky(inner: Storage, chance: () => number, trouble: Trouble): Storage {
  const pause = async (): Promise<void> => {
    for (let left = Math.floor(chance() * 6); left > 0; left--) await Promise.resolve();
  };
  return {
    async run(operation, input, options) {
      await pause();
      const writes = operation.mode === "readwrite";
      if (writes && trouble.before > 0 && trouble.before--) throw lost();
      const answer = await inner.run(operation, input, options);
      await pause();
      if (writes && trouble.after > 0 && trouble.after--) throw lost();
      return answer;
    },
    subscribe: (listener) => inner.subscribe(listener),
    onStatus: (listener) => inner.onStatus(listener),
    close: () => inner.close(),
  };
}

/** A world in which everything may happen at any moment, and the book that is kept of it. */
export class Chaos {
  readonly #runtime: TestRuntime;
  readonly #witness: Storage;
  readonly #clients: readonly JobClient[];
  readonly #gates: Deferred<string>[] = [];
  readonly #answered: string[] = [];
  readonly #batches: string[] = [];
  readonly #waiting: Promise<unknown>[] = [];
  readonly #trouble: Trouble = { before: 0, after: 0 };
  /** Where each job was last told to be. */
  readonly #told = new Map<string, string>();
  /** Jobs that may have been put back unbegun: of those only a number is told. */
  readonly #doubted = new Set<string>();
  readonly #limits = new LimitWitness();
  readonly #faults: string[] = [];
  #servers: RuntimeServer[] = [];
  #ids = 0;

  constructor(
    openStorage: (filtering?: StateFiltering) => Storage,
    seed: number,
    filters: readonly JobFilter[] = [],
  ) {
    let state = seed;
    const chance = (): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return state / 0x80000000;
    };
    this.#witness = openStorage();
    this.#witness.subscribe((notices) => {
      for (const notice of notices) {
        this.#limits.hear(notice);
        if (notice.type === "job") this.#witnessed(notice);
        if (notice.type === "many") this.#doubt();
      }
    });
    const open = (_: unknown, filtering: StateFiltering): Storage =>
      shaky(openStorage(filtering), chance, this.#trouble);
    this.#runtime = createTestRuntime({ now: NOON, seed, filters, openStorage: open });
    this.#runtime.kill();
    this.#clients = [this.#runtime.client, this.#runtime.addClient()];
    for (let i = 0; i < 2; i++) this.#start();
  }

  async play(commands: readonly Command[]): Promise<void> {
    for (const command of commands) {
      await this.#do(command);
      // A few microtasks and no more: the next command meets the last one's operations half done.
      for (let i = 0; i < 5; i++) await Promise.resolve();
    }
  }

  /** Lets everything end: the world is whole again, and every handler succeeds. */
  async recover(): Promise<void> {
    Object.assign(this.#trouble, { before: 0, after: 0 });
    const { client } = this.#runtime;
    this.#runtime.setOnline(true);
    for (const queue of ["*", "default", "mail"]) await client.resumeQueue(queue);
    await client.recurring.removeIfExists("often");
    for (const server of this.#servers) server.context.resume();
    this.#start();
    // With the power off, each of a chain of jobs that prefer it waits its five minutes and then for its gate.
    for (let round = 0; round < 12 || (round < MOST_ROUNDS && (await this.#hasUnended())); round++) {
      for (const gate of this.#gates.splice(0)) gate.resolve("recovered");
      await this.#runtime.advance("2m");
    }
    await Promise.all(this.#waiting);
  }

  async #hasUnended(): Promise<boolean> {
    const { jobs } = await storeOf(this.#witness);
    return jobs.some(({ state }) => state === "enqueued" || state === "scheduled");
  }

  /** What is wrong, after recovery; empty when every promise was kept. */
  async faults(): Promise<string[]> {
    const store = await storeOf(this.#witness);
    const found = [...this.#faults, ...faults(store)];
    found.push(...this.#limits.faults(store.jobs));
    const byId = new Map(store.jobs.map((job) => [job.id, job]));
    for (const id of this.#answered) if (!byId.has(id)) found.push(`${id} was answered and is not there`);
    for (const { id, state } of store.jobs) {
      if (state === "enqueued" || state === "scheduled") found.push(`${id} is stuck ${state}`);
      const job = await this.#runtime.client.get(id);
      if (job?.state === "awaiting" && job.waitingFor.length === 0)
        found.push(`${id} awaits without a reason`);
      if (this.#told.get(id) !== job?.state)
        found.push(`${id} is ${job?.state}, told was ${this.#told.get(id)}`);
    }
    for (const id of this.#batches) {
      if (!store.batches.some((batch) => batch.id === id)) found.push(`${id} was answered and is not there`);
    }
    if (store.chores.length > 0) found.push(`${store.chores.length} chores are left undone`);
    const living = new Set((await this.#runtime.client.monitor.servers()).map(({ id }) => id));
    for (const { server } of store.leases)
      if (!living.has(server)) found.push(`${server} is dead and has a lease`);
    return found;
  }

  async end(): Promise<void> {
    await this.#runtime.close();
    await this.#witness.close();
  }

  #start(): void {
    const plan = handle(work, async (how, { attempt }) => {
      if (how === "gate") {
        const gate = deferred<string>();
        this.#gates.push(gate);
        return gate.promise;
      }
      if (how === "boom") throw new Error("boom");
      if (how === "fatal") throw new FatalJobError("fatal");
      if (how === "later" && attempt === 1) throw new RetryLater("5s");
      return how === "large" ? "x".repeat(12_000) : how;
    });
    this.#servers.push(this.#runtime.addServer({ handlers: [plan], workers: 2 }));
  }

  /** Each move begins where the one before ended: nothing happens to a job twice, or behind its back. */
  #witnessed({ id, state, previous }: JobNotice): void {
    if (state === "progress") return;
    const last = this.#told.get(id);
    if (last !== previous && !this.#doubted.delete(id))
      this.#faults.push(`${id} was ${last}, then moved from ${previous} to ${state}`);
    if (state === "removed") this.#told.delete(id);
    else this.#told.set(id, state);
  }

  #doubt(): void {
    for (const [id, state] of this.#told) if (state === "processing") this.#doubted.add(id);
  }

  async #do(command: Command): Promise<void> {
    switch (command.do) {
      case "settle":
        await this.#runtime.settle();
        return;
      case "pass":
        await this.#runtime.advance(command.seconds * 1_000);
        return;
      case "online":
      case "offline":
        this.#runtime.setOnline(command.do === "online");
        return;
      case "plug":
      case "unplug":
        this.#runtime.device({ charging: command.do === "plug" });
        return;
      case "start":
        if (this.#servers.length < 4) this.#start();
        return;
      case "kill":
      case "stop":
      case "suspend":
      case "resume":
        this.#toServer(command.do, command.server);
        return;
      case "fail before":
      case "fail after":
        this.#trouble[command.do === "fail before" ? "before" : "after"] += command.times;
        return;
      case "succeed":
      case "throw": {
        const [gate] = this.#gates.splice(command.gate % Math.max(1, this.#gates.length), 1);
        if (command.do === "succeed") gate?.resolve("opened");
        else gate?.reject(new Error("thrown"));
        return;
      }
      default:
        this.#ask(command);
    }
  }

  #toServer(what: "kill" | "stop" | "suspend" | "resume", nth: number): void {
    const at = nth % Math.max(1, this.#servers.length);
    const server = this.#servers[at];
    if (!server) return;
    if (what === "suspend") server.context.suspend();
    if (what === "resume") server.context.resume();
    if (what === "kill") server.kill();
    if (what === "stop") void server.server.stop({ grace: 5_000 });
    if (what === "kill" || what === "stop") this.#servers.splice(at, 1);
  }

  /** Calls a client; its answer is waited for at the end. */
  #ask(command: Asked): void {
    const answer = this.#asked(command, this.#clients[("client" in command ? command.client : 0) % 2]!);
    // What was refused in trouble was not answered, so nothing is promised of it.
    this.#waiting.push(answer.catch((error: unknown) => this.#refused(error)));
  }

  #refused(error: unknown): void {
    if (!REFUSALS.some((Refusal) => error instanceof Refusal)) throw error;
  }

  #asked(command: Asked, client: JobClient): Promise<unknown> {
    const pick = (nth: number): string =>
      this.#answered[nth % Math.max(1, this.#answered.length)] ?? "nobody";
    const pickBatch = (nth: number): string =>
      this.#batches[nth % Math.max(1, this.#batches.length)] ?? "batch:nobody";
    const parent = (nth: number): string => (nth % 3 === 0 ? pickBatch(nth) : pick(nth));
    const put = (b: BatchBuilder, { plans }: { plans: readonly Plan[] }): void => {
      let last: string | undefined;
      for (const plan of plans) {
        const isNext = last !== undefined && plan.priority === 0;
        last = isNext
          ? b.continueWith(last!, work, plan.how, optionsOf(plan))
          : b.enqueue(work, plan.how, optionsOf(plan));
      }
    };
    switch (command.do) {
      case "batch": {
        const { plans, nested, after, on, follow } = command;
        const then = { job: work, args: follow.how, options: optionsOf(follow) };
        const build = (b: BatchBuilder): void => {
          put(b, { plans });
          if (nested.length > 0) b.batch((inner) => put(inner, { plans: nested }), { onFinished: then });
        };
        const waits = after === undefined ? {} : { after: parent(after), on };
        return this.#made(
          client.batch(build, { onSucceeded: then, onFinished: then, ...waits }).then((batch) => {
            this.#batches.push(batch.id);
            return [...batch.jobs, batch.onSucceeded!, batch.onFinished!];
          }),
        );
      }
      case "add to batch":
        return this.#made(
          client.batches.add(pickBatch(command.batch), (b) => put(b, command), { reopen: command.reopen }),
        );
      case "cancel batch":
        return client.batches.cancel(pickBatch(command.batch));
      case "enqueue":
        return this.#made(client.enqueue(work, command.plan.how, optionsOf(command.plan)));
      case "own id": {
        const id = `own-${this.#ids++ % 5}`;
        return this.#made(client.enqueue(work, command.plan.how, { ...optionsOf(command.plan), id }));
      }
      case "enqueue many": {
        const many = command.plans.map((plan) => ({ job: work, args: plan.how, options: optionsOf(plan) }));
        return this.#made(client.enqueueMany(many));
      }
      case "schedule": {
        const when = { delay: command.seconds * 1_000 };
        return this.#made(client.schedule(work, command.plan.how, when, optionsOf(command.plan)));
      }
      case "continue": {
        const options = { ...optionsOf(command.plan), on: command.on };
        return this.#made(client.continueWith(command.parents.map(parent), work, command.plan.how, options));
      }
      case "delete":
        return client.delete(pick(command.job));
      case "requeue":
        return client.requeue(pick(command.job));
      case "reschedule":
        return client.reschedule(pick(command.job), { delay: 30_000 });
      case "pause":
        return client.pauseQueue(command.queue);
      case "unpause":
        return client.resumeQueue(command.queue);
      case "recur":
        return client.recurring.addOrUpdate("often", work, "quick", Cron.minutely());
      case "trigger":
        return client.recurring.trigger("often");
      case "unrecur":
        return client.recurring.removeIfExists("often");
    }
  }

  async #made(answer: Promise<string | string[]>): Promise<void> {
    this.#answered.push(...[await answer].flat());
  }
}

type Asked = Exclude<
  Command,
  | { gate: number }
  | { server: number }
  | { times: number }
  | { do: "pass" | "start" | "settle" | "online" | "offline" | "plug" | "unplug" }
>;
