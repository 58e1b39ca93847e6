import { expectOption } from "../errors/expect-option.ts";
import type { Job } from "../job/job.ts";
import { runningJobs } from "../job/lease.ts";
import { snapshot } from "../job/snapshot.ts";
import { type LeftJob, readLeftJobs } from "../operations/read-left-jobs.ts";
import { readJobs } from "../operations/reads/queries.ts";
import type { Clock } from "../platform/clock.ts";
import type { Storage } from "../storage/storage.ts";
import { NO_MATTER, type World } from "./world.ts";

/** Jobs of one transaction, at most: whoever wants to write waits for it. */
const SHARED = 128;

interface Question {
  id: string;
  resolve: (job: Job | undefined) => void;
  reject: (error: unknown) => void;
}

/**
 * Reads single jobs. Those that are asked for before the first of them is looked up share its transaction, which begins
 * no later than it would alone: whoever asks, and then changes something, is told how it was.
 */
export class JobReader {
  readonly #storage: Storage;
  readonly #world: World;
  readonly #clock: Clock;
  /** What is to be read next, and has not been looked up yet. */
  #open: Question[] | undefined;

  constructor(storage: Storage, world: World, clock: Clock) {
    this.#storage = storage;
    this.#world = world;
    this.#clock = clock;
  }

  /** @throws InvalidJobError */
  async read(id: string): Promise<Job | undefined> {
    expectOption(typeof id === "string", "get", "id", id, "a job's id");
    return new Promise((resolve, reject) => {
      const question: Question = { id, resolve, reject };
      if (this.#open && this.#open.length < SHARED) this.#open.push(question);
      else {
        this.#open = [question];
        void this.#answer(this.#open);
      }
    });
  }

  async #answer(questions: readonly Question[]): Promise<void> {
    const close = (): void => {
      if (this.#open === questions) this.#open = undefined;
    };
    try {
      const jobs = await this.#read({
        get ids() {
          close();
          return questions.map(({ id }) => id);
        },
      });
      for (const [i, { resolve }] of questions.entries()) resolve(jobs[i]);
    } catch (error) {
      close();
      // What one of them can't be read for is no answer to the others.
      if (questions.length === 1) questions[0]!.reject(error);
      else for (const question of questions) void this.#answer([question]);
    }
  }

  async #read(input: { readonly ids: readonly string[] }): Promise<(Job | undefined)[]> {
    const { jobs, ...seen } = await this.#storage.run(readJobs, input);
    const running = runningJobs(seen.leases);
    const records = jobs.flatMap((job) => job?.record ?? []);
    const world = await this.#world(seen, records, running);
    const found = jobs.map((job) => job && snapshot(job.record, running.get(job.record.id), world, job));
    const missing = input.ids.filter((_id, i) => !found[i]);
    if (missing.length === 0) return found;
    const now = this.#clock.now();
    const { left, areTakenIn } = await this.#storage.run(readLeftJobs, { ids: missing, now });
    // Between the two looks: neither has seen them.
    if (areTakenIn) return this.#read(input);
    const waiting = new Map(left.map((each) => [each.record.id, apart(each)]));
    return found.map((job, i) => job ?? waiting.get(input.ids[i]!));
  }
}

/** One that a page has left, and that is not in its queue yet. */
const apart = ({ record, args }: LeftJob): Job => ({
  ...snapshot(record, undefined, NO_MATTER, { args }),
  waitingFor: [{ kind: "constraint", detail: "Waiting for more free storage." }],
});
