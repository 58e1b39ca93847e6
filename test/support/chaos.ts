import type { SlowmatchClient } from "../../src/client/job-client.ts";
import {
  type BatchBuilder,
  BatchEndedError,
  ClosedError,
  Cron,
  FatalJobError,
  FilterError,
  JobCancelledError,
  type JobClient,
  JobConflictError,
  type JobFilter,
  JobNotFoundError,
  type JobPage,
  PartNotLoadedError,
  type RecurringOptions,
  StorageLostError,
} from "../../src/index.ts";
import type { JobNotice } from "../../src/job/notice.ts";
import { JOB_STATES } from "../../src/job/state.ts";
import type { StateFiltering } from "../../src/job/state-hooks.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { idSource } from "../../src/platform/ids.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTestRuntime, type RuntimeServer, type TestRuntime } from "../../src/testing.ts";
import { faults, type Store, storeOf, undone } from "./audit.ts";
import {
  type Command,
  type How,
  type Plan,
  RECURRENCES,
  type Recurrence,
  type ServerKind,
} from "./chaos-commands.ts";
import { argsOf, LARGE, optionsOf, Witnessed, work } from "./chaos-job.ts";
import { type Doorstep, doorstepOf, LayeredPage } from "./chaos-pages.ts";
import { Removals } from "./chaos-removals.ts";
import { LimitWitness } from "./limit-witness.ts";
import { NOON } from "./make-job.ts";

/** What a call may be answered with: trouble, no such parent, a filter that throws or cancels, no core, an end. */
const REFUSALS = [
  BatchEndedError,
  StorageLostError,
  PartNotLoadedError,
  ClosedError,
  JobNotFoundError,
  FilterError,
  FatalJobError,
  JobCancelledError,
  JobConflictError,
];

const QUEUE_LIMITS = {
  all: null,
  one: { concurrency: 1 },
  two: { concurrency: 2 },
  "three in 20s": { rateLimit: { limit: 3, per: "20s" } },
} as const;

const SCHEDULES: Record<
  Recurrence,
  [how: How, schedule: string | { every: string }, options: RecurringOptions]
> = {
  plain: ["quick", Cron.minutely(), {}],
  skip: ["gate", { every: "20s" }, { overlap: "skip" }],
  replace: ["gate", { every: "20s" }, { overlap: "replace" }],
  strict: ["quick", { every: "15s" }, { misfire: "strict" }],
  few: ["steps", { every: "10s" }, { maxRuns: 2 }],
};

/** Rounds of recovery after which a job that has not ended is stuck: three for each of the longest chain there can be. */
const MOST_ROUNDS = 250;

/** Tabs whose client comes in layers, at a time. */
const PAGES = 2;

/** Failures that are still to come. */
interface Trouble {
  before: number;
  after: number;
  /** Transactions of pages that have no storage yet. */
  leaving: number;
}

const lost = (): Error => new StorageLostError("The disk is asleep.");

/**
 * Makes a storage whose every operation begins and answers a little later, by chance, so that contexts overtake each
 * other; and that fails when it is told to, and for whoever is dead.
 */
function shaky(inner: Storage, chance: () => number, trouble: Trouble, lives: () => boolean): Storage {
  const pause = async (): Promise<void> => {
    for (let left = Math.floor(chance() * 6); left > 0; left--) await Promise.resolve();
  };
  return {
    async run(operation, input, options) {
      await pause();
      if (!lives()) throw lost();
      const writes = operation.mode === "readwrite";
      if (writes && trouble.before > 0 && trouble.before--) throw lost();
      const answer = await inner.run(operation, input, options);
      await pause();
      if (!lives()) throw lost();
      if (writes && trouble.after > 0 && trouble.after--) throw lost();
      return answer;
    },
    subscribe: (...told) => inner.subscribe(...told),
    onStatus: (listener) => inner.onStatus(listener),
    close: () => inner.close(),
  };
}

/** A world in which everything may happen at any moment, and the book that is kept of it. */
export class Chaos {
  readonly #runtime: TestRuntime;
  readonly #witness: Storage;
  readonly #clients: readonly JobClient[];
  readonly #witnessed = new Witnessed();
  readonly #answered: string[] = [];
  readonly #batches: string[] = [];
  readonly #waiting: Promise<unknown>[] = [];
  readonly #trouble: Trouble = { before: 0, after: 0, leaving: 0 };
  /** Where each job was last told to be. */
  readonly #told = new Map<string, string>();
  /** Jobs that may have been put back unbegun: of those only a number is told. */
  readonly #doubted = new Set<string>();
  readonly #limits = new LimitWitness();
  readonly #removals = new Removals();
  #exported: string | undefined;
  readonly #doorstep: Doorstep;
  readonly #chance: () => number;
  /** Every page there was; the last of each place is there now. */
  readonly #visits: LayeredPage[][] = Array.from({ length: PAGES }, () => []);
  /** The page whose storage is being opened. */
  #opening: LayeredPage | undefined;
  #opened: Storage | undefined;
  /** When each job was seen to come into being, as a number that only grows. */
  readonly #born = new Map<string, number>();
  readonly #hasFilters: boolean;
  readonly #faults: string[] = [];
  #servers: RuntimeServer[] = [];
  /** Of these, those that run whatever there is. */
  readonly #forAll = new Set<RuntimeServer>();
  #ids = 0;

  constructor(
    openStorage: (filtering?: StateFiltering) => Storage,
    seed: number,
    filters: readonly JobFilter[] = [],
    doorstep: Doorstep = doorstepOf(openStorage),
  ) {
    let state = seed;
    const chance = (): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return state / 0x80000000;
    };
    this.#chance = chance;
    this.#doorstep = doorstep;
    this.#hasFilters = filters.length > 0;
    this.#witness = openStorage();
    this.#witness.subscribe((notices) => {
      for (const notice of notices) {
        this.#limits.hear(notice);
        if (notice.type === "job") this.#hear(notice);
        if (notice.type === "many") this.#doubt();
      }
    });
    const open = (_: unknown, filtering: StateFiltering): Storage => {
      const page = this.#opening;
      const lives = (): boolean => page?.alive ?? true;
      this.#opened = shaky(openStorage(filtering), chance, this.#trouble, lives);
      return this.#opened;
    };
    this.#runtime = createTestRuntime({ now: NOON, seed, filters, openStorage: open });
    this.#runtime.kill();
    this.#clients = [this.#runtime.client, this.#runtime.addClient({ owner: "ada" })];
    for (let i = 0; i < 2; i++) this.#start();
  }

  async play(commands: readonly Command[]): Promise<void> {
    for (const command of commands) {
      await this.#do(command);
      // A few microtasks and no more: the next command meets the last one's operations half done.
      for (let i = 0; i < 5; i++) await Promise.resolve();
    }
    await this.#look();
  }

  /** A store is sound in every moment. */
  async #look(): Promise<void> {
    this.#faults.push(...faults(await storeOf(this.#witness)).map((each) => `in the middle: ${each}`));
  }

  /** Lets everything end: the world is whole again, and every handler succeeds. */
  async recover(): Promise<void> {
    Object.assign(this.#trouble, { before: 0, after: 0, leaving: 0 });
    const { client } = this.#runtime;
    // Of some pages the core never comes: what they have left is for others.
    for (const page of this.#visits.flat().filter(({ alive }) => alive)) {
      if (this.#chance() < 0.5) page.arrive();
      else if (!page.isWhole) page.die();
    }
    this.#runtime.setOnline(true);
    for (const queue of ["*", "default", "mail"]) await client.resumeQueue(queue);
    for (const kind of RECURRENCES) await client.recurring.removeIfExists(kind);
    for (const server of this.#servers) server.context.resume();
    // A new one looks for everything; those that live must have been told of it.
    const alone = this.#servers.some((each) => this.#forAll.has(each)) && this.#chance() < 0.5;
    if (!alone) this.#start();
    // With the power off, each of a chain of jobs that prefer it waits its five minutes and then for its gate.
    for (let round = 0; round < 12 || (round < MOST_ROUNDS && (await this.#hasUnended())); round++) {
      for (const hold of ["auth", "imported"]) await client.release(hold);
      for (const gate of this.#witnessed.gates.splice(0)) gate.resolve("recovered");
      await this.#runtime.advance("2m");
    }
    await Promise.all(this.#waiting);
    if (!alone) return;
    this.#faults.push(...undone(await storeOf(this.#witness)));
    // Whoever died at rest is noticed by whoever comes next.
    this.#start();
    await this.#runtime.settle();
  }

  async #hasUnended(): Promise<boolean> {
    const { jobs } = await storeOf(this.#witness);
    return jobs.some(({ state }) => state === "enqueued" || state === "scheduled");
  }

  /** What is wrong, after recovery; empty when every promise was kept. */
  async faults(): Promise<string[]> {
    const store = await storeOf(this.#witness);
    const found = [...this.#faults, ...this.#witnessed.faults, ...faults(store)];
    const removals = this.#removals;
    // Another job of the same id may have had other limits.
    const known = store.jobs.filter(({ id }) => !removals.isGone(id));
    found.push(...this.#limits.faults(known, this.#witnessed.hasJumped));
    const byId = new Map(store.jobs.map((job) => [job.id, job]));
    for (const id of [...this.#answered, ...this.#witnessed.answered])
      if (!byId.has(id)) removals.misses(id, `${id} was answered and is not there`);
    found.push(...removals.faults, ...removals.left(store.jobs, this.#runtime.now()));
    for (const { id, state } of store.jobs) {
      if (state === "enqueued" || state === "scheduled") found.push(`${id} is stuck ${state}`);
      const job = await this.#runtime.client.get(id);
      if (job?.state === "awaiting" && job.waitingFor.length === 0)
        found.push(`${id} awaits without a reason`);
      // A filter may make a success of anything, or answer something else.
      if (!this.#hasFilters && state === "succeeded" && job?.args === "large" && job.result !== LARGE)
        found.push(`${id} has lost its result`);
      if (this.#told.get(id) !== job?.state)
        found.push(`${id} is ${job?.state}, told was ${this.#told.get(id)}`);
    }
    for (const id of removals.hasCleared ? [] : this.#batches) {
      if (!store.batches.some((batch) => batch.id === id)) found.push(`${id} was answered and is not there`);
    }
    for (const page of this.#visits.flat()) {
      found.push(...page.disorder(this.#born));
      // Nothing is of a time that has not come.
      if (!this.#witnessed.hasJumped) found.push(...page.misdated(store.jobs));
    }
    found.push(...(await this.#unlisted(store)), ...undone(store));
    const living = new Set((await this.#runtime.client.monitor.servers()).map(({ id }) => id));
    for (const { server } of store.leases)
      if (!living.has(server)) found.push(`${server} is dead and has a lease`);
    return found;
  }

  /** What somebody who looks through the lists of the states does not find, or finds twice. */
  async #unlisted({ jobs }: Store): Promise<string[]> {
    const found: string[] = [];
    for (const state of JOB_STATES) {
      const listed: string[] = [];
      let after: string | undefined;
      do {
        const page: JobPage = await this.#runtime.client.monitor.jobs({
          state,
          limit: 3,
          ...(after === undefined ? {} : { after }),
        });
        listed.push(...page.map(({ id }) => id));
        after = page.next;
      } while (after !== undefined);
      const real = jobs.filter((job) => job.state === state).map(({ id }) => id);
      const isSame = listed.length === real.length && new Set([...listed, ...real]).size === real.length;
      if (!isSame) found.push(`${state} are ${real.join(", ")}, listed are ${listed.join(", ")}`);
    }
    return found;
  }

  /** Whether a job of this id has been removed: another may have its id now, or it may have been imported again. */
  isGone(id: string): boolean {
    return this.#removals.isGone(id);
  }

  async end(): Promise<void> {
    await this.#runtime.close();
    await this.#witness.close();
  }

  #start(kind: ServerKind = "any"): void {
    const owner = kind === "ada" || kind === "eve" ? kind : undefined;
    // Its handlers are only asked once it has begun.
    const handler = this.#witnessed.handler(
      () => server.context.alive,
      () => this.#runtime.now(),
      owner,
    );
    const server = this.#runtime.addServer({
      handlers: [handler],
      workers: 2,
      ...(owner === undefined ? {} : { owner }),
      ...(kind === "mail" ? { queues: ["mail"] } : {}),
      ...(kind === "weighted" ? { queues: { mail: 2, default: 1 }, kind: "window" } : {}),
    });
    this.#servers.push(server);
    if (kind === "any" || kind === "weighted") this.#forAll.add(server);
  }

  /** Each move begins where the one before ended: nothing happens to a job twice, or behind its back. */
  #hear(notice: JobNotice): void {
    const { id, state, previous } = notice;
    if (state === "progress") return;
    this.#removals.hear(notice);
    if (previous === undefined && !this.#born.has(id)) this.#born.set(id, this.#born.size);
    const last = this.#told.get(id);
    if (last !== previous && !this.#doubted.delete(id))
      this.#faults.push(`${id} was ${last}, then moved from ${previous} to ${state}`);
    if (state === "removed") this.#told.delete(id);
    else this.#told.set(id, state);
    if (state === "succeeded" || state === "removed") this.#witnessed.over(id);
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
      case "look":
        await this.#look();
        return;
      case "jump":
        this.#witnessed.hasJumped = true;
        this.#runtime.setClock(this.#runtime.now() + command.minutes * 60_000);
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
        if (this.#servers.length < 4) this.#start(command.kind);
        return;
      case "kill":
      case "stop":
      case "suspend":
      case "freeze":
      case "resume":
        this.#toServer(command.do, command.server);
        return;
      case "visit":
      case "core":
      case "no core":
      case "die":
      case "shut":
        this.#toPage(command.do, command.page % PAGES);
        return;
      case "fail to leave":
        this.#trouble.leaving += command.times;
        return;
      case "leave":
        this.#leave(command);
        return;
      case "fail before":
      case "fail after":
        this.#trouble[command.do === "fail before" ? "before" : "after"] += command.times;
        return;
      case "succeed":
      case "throw": {
        const [gate] = this.#witnessed.gates.splice(
          command.gate % Math.max(1, this.#witnessed.gates.length),
          1,
        );
        if (command.do === "succeed") gate?.resolve("opened");
        else gate?.reject(new Error("thrown"));
        return;
      }
      case "burst": {
        const answered = this.#ask(command);
        // A page whose core isn't here may have to wait for it.
        if (command.count % 2 === 0 && this.#clientOf(command.client)) await answered;
        return;
      }
      default:
        void this.#ask(command);
    }
  }

  #toServer(what: "kill" | "stop" | "suspend" | "freeze" | "resume", nth: number): void {
    const at = nth % Math.max(1, this.#servers.length);
    const server = this.#servers[at];
    if (!server) return;
    if (what === "suspend" || what === "freeze") server.context.suspend(what === "freeze");
    if (what === "resume") server.context.resume();
    if (what === "kill") server.kill();
    if (what === "stop") void server.server.stop({ grace: 5_000 });
    if (what === "kill" || what === "stop") this.#servers.splice(at, 1);
  }

  #toPage(what: "visit" | "core" | "no core" | "die" | "shut", place: number): void {
    if (what === "visit") {
      this.#visits[place]?.at(-1)?.die();
      this.#visit(place);
      return;
    }
    const page = this.#page(place);
    if (what === "core") {
      page.arrive();
      void this.#wait(this.#readBack(page), page);
    }
    if (what === "no core") page.lose();
    if (what === "die") page.die();
    if (what === "shut") void this.#wait(page.client.close(), page);
  }

  /** A page that has its core finds whatever it was answered before. */
  async #readBack(page: LayeredPage): Promise<void> {
    const { answered, client } = page;
    for (const id of [...answered]) {
      const job = await client.get(id);
      if (!job && page.isWhole && !page.hasFailed)
        this.#removals.misses(id, `${id} was answered, and its page does not find it`);
    }
  }

  /** The page in a place; whoever has died there is followed by another. */
  #page(place: number): LayeredPage {
    const last = this.#visits[place]?.at(-1);
    return last?.alive ? last : this.#visit(place);
  }

  #visit(place: number): LayeredPage {
    const clock = { ...systemClock, now: () => this.#runtime.now() };
    const page: LayeredPage = new LayeredPage({
      ...this.#doorstep,
      clock,
      newId: idSource(clock, this.#chance),
      aborts: () => this.#trouble.leaving > 0 && this.#trouble.leaving-- > 0,
      openCore: () => {
        this.#opening = page;
        const client = this.#runtime.addClient() as SlowmatchClient;
        this.#opening = undefined;
        return { client, storage: this.#opened! };
      },
    });
    this.#visits[place]?.push(page);
    return page;
  }

  /** Calls made in one turn, by a page that mostly has no core yet. */
  #leave({ page: nth, plans, seconds, together, own }: Extract<Command, { do: "leave" }>): void {
    const page = this.#page(nth % PAGES);
    const { client } = page;
    const when = seconds === undefined ? undefined : { delay: seconds * 1_000 };
    const requests = plans.map((plan) => {
      const id = own ? { id: this.#ownId() } : {};
      const request = { job: work, args: argsOf(plan), options: { ...optionsOf(plan), ...id } };
      return when ? { ...request, when } : request;
    });
    const calls = together
      ? [client.enqueueMany(requests)]
      : requests.map(({ job, args, options }) =>
          when ? client.schedule(job, args, when, options) : client.enqueue(job, args, options),
        );
    for (const [i, call] of calls.entries()) {
      if (!own && (together ? plans : plans.slice(i, i + 1)).every(isPlain)) page.asks(call);
      void this.#wait(this.#left(call, page), page);
    }
  }

  #ownId(): string {
    return `own-${this.#ids++ % 5}`;
  }

  async #left(call: Promise<string | string[]>, page: LayeredPage): Promise<void> {
    const ids = await this.#made(call);
    page.answered.push(...[ids ?? []].flat());
  }

  /** Calls a client; its answer is waited for at the end, too. */
  #ask(command: Asked): Promise<unknown> {
    const nth = "client" in command ? command.client : 0;
    const client = this.#clientOf(nth);
    if (client) return this.#wait(this.#asked(command, client));
    const page = this.#page((nth % (this.#clients.length + PAGES)) - this.#clients.length);
    const answer = this.#asked(command, page.client);
    if (["enqueue", "schedule"].includes(command.do) && "plan" in command && isPlain(command.plan))
      page.asks(answer as Promise<string>);
    return this.#wait(answer, page);
  }

  /** `undefined`: it is a page's. */
  #clientOf(nth: number): JobClient | undefined {
    return this.#clients[nth % (this.#clients.length + PAGES)];
  }

  #wait(answer: Promise<unknown>, page?: LayeredPage): Promise<unknown> {
    // What was refused in trouble was not answered, so nothing is promised of it.
    const heard = answer.catch((error: unknown) =>
      page?.alive === false ? undefined : this.#refused(error),
    );
    const waited = page ? Promise.race([heard, page.gone]) : heard;
    this.#waiting.push(waited);
    return waited;
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
          ? b.continueWith(last!, work, argsOf(plan), optionsOf(plan))
          : b.enqueue(work, argsOf(plan), optionsOf(plan));
      }
    };
    switch (command.do) {
      case "batch": {
        const { plans, nested, after, on, follow } = command;
        const then = { job: work, args: argsOf(follow), options: optionsOf(follow) };
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
        return this.#made(client.enqueue(work, argsOf(command.plan), optionsOf(command.plan)));
      case "burst":
        return this.#burst(client, command);
      case "own id": {
        const id = this.#ownId();
        return this.#made(client.enqueue(work, argsOf(command.plan), { ...optionsOf(command.plan), id }));
      }
      case "enqueue many": {
        const many = command.plans.map((plan) => ({
          job: work,
          args: argsOf(plan),
          options: optionsOf(plan),
        }));
        return this.#made(client.enqueueMany(many));
      }
      case "schedule": {
        const when = { delay: command.seconds * 1_000 };
        return this.#made(client.schedule(work, argsOf(command.plan), when, optionsOf(command.plan)));
      }
      case "continue": {
        const options = { ...optionsOf(command.plan), on: command.on };
        return this.#made(
          client.continueWith(command.parents.map(parent), work, argsOf(command.plan), options),
        );
      }
      case "delete":
        return client.delete(pick(command.job));
      case "requeue":
        return client.requeue(pick(command.job), { attempts: command.job % 2 === 0 ? "keep" : "renew" });
      case "reschedule":
        return client.reschedule(pick(command.job), { delay: 30_000 });
      case "hurry":
        return client.hurry(pick(command.job));
      case "duplicate":
        return this.#made(client.duplicate(pick(command.job)));
      case "hold":
        return client.hold("auth");
      case "unhold":
        return client.release("auth");
      case "limit queue":
        return client.monitor.limitQueue(command.queue, QUEUE_LIMITS[command.allows]);
      case "pause":
        return client.pauseQueue(command.queue);
      case "unpause":
        return client.resumeQueue(command.queue);
      case "recur": {
        const [how, schedule, options] = SCHEDULES[command.kind ?? "plain"];
        return client.recurring.addOrUpdate(command.kind ?? "plain", work, how, schedule, options);
      }
      case "trigger":
        return client.recurring.trigger(command.kind ?? "plain", { asDue: command.kind === "strict" });
      case "unrecur":
        return client.recurring.removeIfExists(command.kind ?? "plain");
      case "change":
        return client.recurring.change(command.kind ?? "plain", { schedule: { every: "25s" } });
      case "rest":
        return client.recurring.pause(command.kind ?? "plain");
      case "go on":
        return client.recurring.resume(command.kind ?? "plain");
      case "clear":
        this.#removals.clear();
        return client.clear(command.filter);
      case "export":
        return this.#export(client);
      case "import":
        return this.#import(client, command.run);
    }
  }

  async #burst(client: JobClient, { plan, count }: Extract<Command, { do: "burst" }>): Promise<void> {
    const alone: Plan = { ...plan, limit: "none", unique: "none" };
    for (let i = 0; i < count; i++) await this.#made(client.enqueue(work, argsOf(alone), optionsOf(alone)));
  }

  async #export(client: JobClient): Promise<void> {
    this.#exported = await client.export();
  }

  async #import(client: JobClient, run: boolean): Promise<void> {
    if (this.#exported !== undefined) await client.import(this.#exported, { run });
  }

  async #made(answer: Promise<string | string[] | undefined>): Promise<string | string[] | undefined> {
    const ids = await answer;
    this.#answered.push(...[ids ?? []].flat());
    return ids;
  }
}

/** It is created for itself, and stands for nothing else. */
const isPlain = ({ unique }: Plan): boolean => unique === "none";

type Asked = Exclude<
  Command,
  | { gate: number }
  | { server: number }
  | { times: number }
  | { page: number }
  | { minutes: number }
  | { do: "start"; kind?: ServerKind }
  | { do: "pass" | "settle" | "look" | "online" | "offline" | "plug" | "unplug" }
>;
