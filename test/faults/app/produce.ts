import { Cron, type JobClient, type JobRequest } from "../../../src/index.ts";
import { Chance } from "../chance.ts";
import {
  guarded,
  type How,
  inLine,
  member,
  metered,
  online,
  paired,
  plain,
  rather,
  single,
  steps,
  type WorkArgs,
  windowOnly,
  work,
} from "./jobs.ts";
import type { Told } from "./notes.ts";

export interface Production {
  seed: number;
  /** Jobs to ask for, about. */
  jobs: number;
  /** The longest pause between two calls, milliseconds. */
  pause: number;
  /** Other weights than the usual ones. */
  mix?: Mix;
}

/** How often each kind of call is made, beside the others. */
const USUAL = {
  one: 20,
  plain: 6,
  later: 8,
  many: 8,
  row: 5,
  steps: 6,
  chain: 6,
  join: 5,
  unique: 8,
  online: 4,
  guarded: 3,
  window: 3,
  recur: 1,
  batch: 3,
  paired: 4,
  inLine: 3,
  metered: 4,
  rather: 3,
  meddle: 3,
};

/** Weights of the kinds of calls, where they aren't the usual ones: what a round is to meet is asked for often. */
export type Mix = Partial<Record<keyof typeof USUAL, number>>;

/** Asks for jobs of every kind, in an order that the seed says, and tells what was answered. */
export async function produce(
  client: JobClient,
  { seed, jobs, pause, mix }: Production,
  tell: (told: Told) => void,
): Promise<void> {
  const producer = new Producer(client, new Chance(seed), tell, { ...USUAL, ...mix });
  while (producer.asked < jobs) {
    producer.ask();
    // Some calls are made in one turn and share a transaction, others come one at a time.
    if (producer.chance.happens(0.4))
      await new Promise((resolve) => setTimeout(resolve, producer.chance.between(0, pause)));
  }
  await Promise.all(producer.waiting);
}

class Producer {
  readonly chance: Chance;
  readonly waiting: Promise<void>[] = [];
  /** How many jobs have been asked for. */
  asked = 0;
  readonly #client: JobClient;
  readonly #tell: (told: Told) => void;
  readonly #weights: typeof USUAL;
  readonly #known: string[] = [];

  constructor(client: JobClient, chance: Chance, tell: (told: Told) => void, weights: typeof USUAL) {
    this.#client = client;
    this.chance = chance;
    this.#tell = tell;
    this.#weights = weights;
  }

  ask(): void {
    const client = this.#client;
    const { chance } = this;
    const kinds: Record<keyof typeof USUAL, () => void> = {
      one: () => this.#call(1, client.enqueue(work, this.#args(), this.#place())),
      plain: () => this.#call(1, client.enqueue(plain, this.#args())),
      later: () => this.#call(1, client.schedule(work, this.#args(), { delay: chance.between(50, 900) })),
      many: () => this.#many(),
      row: () => this.#row(),
      steps: () => this.#call(1, client.enqueue(steps, this.#stepArgs())),
      chain: () => this.#chain(),
      join: () => this.#join(),
      unique: () => this.#unique(),
      online: () => this.#call(1, client.enqueue(online, this.#args())),
      guarded: () => this.#call(1, client.enqueue(guarded, { how: chance.one<How>(["hold", "plain"]) })),
      window: () => this.#call(1, client.enqueue(windowOnly, this.#args())),
      recur: () => this.#recur(),
      batch: () => this.#batch(),
      paired: () => this.#call(1, client.enqueue(paired, this.#args(), this.#place())),
      inLine: () => this.#call(1, client.enqueue(inLine, this.#args())),
      metered: () => this.#call(1, client.enqueue(metered, this.#args())),
      rather: () => this.#call(1, client.enqueue(rather, this.#args())),
      meddle: () => this.#meddle(),
    };
    const weights = Object.entries(this.#weights) as [keyof typeof USUAL, number][];
    let at = chance.next() * weights.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [kind, weight] of weights) {
      at -= weight;
      if (at >= 0) continue;
      kinds[kind]();
      return;
    }
  }

  #args(): WorkArgs {
    const { chance } = this;
    const how = chance.one<How>(["plain", "plain", "plain", "plain", "large", "nested", "later", "fatal"]);
    return {
      how,
      ...(chance.happens(0.3) ? { takes: chance.between(1, 150) } : {}),
      ...(chance.happens(0.2) ? { failures: chance.between(1, 2) } : {}),
      ...(chance.happens(0.1) ? { ballast: "a".repeat(chance.between(9_000, 40_000)) } : {}),
    };
  }

  #stepArgs(): { steps: number; sleep?: number } {
    const { chance } = this;
    const sleep = chance.happens(0.3) ? { sleep: chance.between(1, 400) } : {};
    return { steps: chance.between(1, 6), ...sleep };
  }

  #place() {
    const { chance } = this;
    return {
      queue: chance.one(["default", "default", "mail"]),
      priority: chance.one([0, 0, 1, -1]),
      ...(chance.happens(0.2) ? { tags: [chance.one(["red", "blue"]), "tagged"] } : {}),
    };
  }

  #many(): void {
    const count = this.chance.between(2, 8);
    const requests: JobRequest<WorkArgs>[] = Array.from({ length: count }, () => ({
      job: work,
      args: this.#args(),
    }));
    this.#call(count, this.#client.enqueueMany(requests));
  }

  /** A call after another, each awaited. Where nobody else writes meanwhile, they leave the totals to a stream. */
  #row(): void {
    const { chance } = this;
    const count = chance.between(8, 20);
    const args = Array.from({ length: count }, () => this.#args());
    const [begins, delay] = [chance.between(0, 1_200), chance.between(300, 900)];
    const ask = async (): Promise<string[]> => {
      await new Promise((resolve) => setTimeout(resolve, begins));
      // By their time, since a server that does them at once writes as often as the row.
      for (const each of args) this.#promise([await this.#client.schedule(work, each, { delay })]);
      return [];
    };
    this.#call(count, ask());
  }

  #chain(): void {
    const { chance } = this;
    const on = chance.one(["succeeded", "failed", "deleted", "finished"] as const);
    const grow = async (): Promise<string[]> => {
      const first = await this.#client.enqueue(work, this.#args());
      this.#promise([first]);
      const second = await this.#client.continueWith(first, work, this.#args(), { on });
      this.#promise([second]);
      return [await this.#client.continueWith(second, work, this.#args(), { on: "finished" })];
    };
    this.#call(3, grow());
  }

  #join(): void {
    if (this.#known.length < 3) {
      this.#chain();
      return;
    }
    const parents = [...new Set([0, 1, 2].map(() => this.chance.one(this.#known)))];
    const on = this.chance.one(["succeeded", "finished"] as const);
    this.#call(1, this.#client.continueWith(parents, work, this.#args(), { on }));
  }

  /** A batch with another in it, followed by jobs; members add members, and some batches are cancelled. */
  #batch(): void {
    const { chance } = this;
    const client = this.#client;
    const args = (): WorkArgs & { adds?: boolean } => ({
      how: chance.one<How>(["plain", "plain", "plain", "fatal"]),
      ...(chance.happens(0.4) ? { takes: chance.between(1, 150) } : {}),
      ...(chance.happens(0.3) ? { adds: true } : {}),
    });
    const after = this.#known.length > 0 && chance.happens(0.3) ? chance.one(this.#known) : undefined;
    const create = async (): Promise<string[]> => {
      const batch = await client.batch(
        (outer) => {
          const first = outer.enqueue(member, args());
          outer.continueWith(first, member, args(), { on: "finished" });
          for (let left = chance.between(0, 3); left > 0; left--) outer.enqueue(member, args());
          if (!chance.happens(0.6)) return;
          outer.batch((inner) => void [inner.enqueue(member, args()), inner.enqueue(member, args())], {
            onFinished: { job: work, args: this.#args() },
          });
        },
        {
          onSucceeded: { job: work, args: this.#args() },
          onFinished: { job: work, args: this.#args() },
          ...(after === undefined ? {} : { after, on: "finished" as const }),
        },
      );
      const ids = [...batch.jobs, batch.onSucceeded, batch.onFinished].filter((id) => id !== undefined);
      this.#promise(ids);
      if (chance.happens(0.2)) await batch.cancel();
      return [];
    };
    this.#call(6, create());
  }

  #unique(): void {
    const { chance } = this;
    const unique = {
      key: `key ${chance.between(1, 4)}`,
      while: chance.one(["unfinished", "enqueued", "2s"] as const),
      onConflict: chance.one(["keep", "replace", "reject"] as const),
    };
    const asked = chance.happens(0.5)
      ? this.#client.enqueue(single, { how: "plain", takes: 50 }, { unique })
      : this.#client.schedule(single, { how: "plain" }, { delay: "300ms" }, { unique });
    this.#call(1, asked);
  }

  #recur(): void {
    const id = `recurring-${this.chance.between(1, 3)}`;
    const options = { maxRuns: this.chance.between(1, 4) };
    const schedule = this.chance.happens(0.5) ? { every: 1_000 } : Cron.minutely();
    const added = this.#client.recurring.addOrUpdate(id, work, { how: "plain" }, schedule, options);
    const triggered = async (): Promise<string[]> => {
      await added;
      const job = await this.#client.recurring.trigger(id);
      return job === undefined ? [] : [job];
    };
    this.#call(2, triggered());
  }

  #meddle(): void {
    if (this.#known.length === 0) return;
    const job = this.chance.one(this.#known);
    const by = this.chance.one(["delete", "requeue"] as const);
    this.#tell({ type: "meddled", job, by });
    this.#call(
      0,
      this.#client[by](job).then(() => []),
    );
  }

  #call(jobs: number, answer: Promise<string | string[]>): void {
    this.asked += jobs;
    this.waiting.push(
      answer.then(
        (ids) => this.#promise([ids].flat()),
        ({ name, message }: Error) => this.#tell({ type: "refused", error: name, message }),
      ),
    );
  }

  #promise(ids: string[]): void {
    this.#known.push(...ids);
    if (ids.length > 0) this.#tell({ type: "promised", ids });
  }
}
