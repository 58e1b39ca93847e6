import type { JobClient, JobRequest } from "../../src/index.ts";
import { LOAD_QUEUE, type LoadArgs, loadJobs } from "../jobs.ts";

/** As many as a busy app makes in a season. */
export const LOAD = 100_000;
/** Jobs in one transaction: small enough that the page, and the jobs that run meanwhile, never wait for long. */
const CHUNK = 1_000;
const MINUTE = 60_000;

const PEOPLE = ["Ada", "Grace", "Linus", "Margaret", "دانا", "Barış", "Katherine", "Edsger"];
const TAGS = ["vip", "eu-west", "retry-me", "nightly", "import-7"];

/** What the load is doing: filling the store, emptying it, or nothing. */
export type LoadState = "idle" | "filling" | "removing";

/** Fills the store with varied jobs, a chunk at a time, so that anyone can feel the dashboard on a full one; and empties it. */
export class Load {
  state: LoadState = "idle";
  /** Of {@link LOAD}, while filling. */
  done = 0;
  /** There may be some to remove. */
  filled = false;
  readonly #jobs: JobClient;
  readonly #changed: () => void;
  #canceled = false;

  constructor(jobs: JobClient, changed: () => void) {
    this.#jobs = jobs;
    this.#changed = changed;
  }

  /** Whether an earlier visit has left some. */
  async look(): Promise<void> {
    const [some] = await this.#jobs.monitor.jobs({ queue: LOAD_QUEUE, limit: 1 });
    this.#become("idle", some !== undefined || this.filled);
  }

  async fill(): Promise<void> {
    if (this.state !== "idle") return;
    this.#canceled = false;
    this.done = 0;
    this.#become("filling", true);
    try {
      while (this.done < LOAD && !this.#canceled) {
        const from = this.done;
        await this.#jobs.enqueueMany(Array.from({ length: CHUNK }, (_, i) => requestOf(from + i)));
        this.done += CHUNK;
        this.#changed();
      }
    } finally {
      this.#become("idle", true);
    }
  }

  /** Stops after the chunk that is on its way; what is stored stays. */
  cancel(): void {
    this.#canceled = true;
  }

  async remove(): Promise<void> {
    if (this.state !== "idle") return;
    this.#become("removing", true);
    try {
      await this.#jobs.clear({ queue: LOAD_QUEUE });
      this.filled = false;
    } finally {
      this.#become("idle", this.filled);
    }
  }

  #become(state: LoadState, filled: boolean): void {
    this.state = state;
    this.filled = filled;
    this.#changed();
  }
}

/** The n-th job: most to run now, some planned for later, a few that fail or fail for a while. */
export function requestOf(n: number, now = Date.now()): JobRequest<LoadArgs> {
  const job = loadJobs[n % loadJobs.length]!;
  const person = PEOPLE[n % PEOPLE.length]!;
  const fate = n % 97 === 0 ? "fail" : n % 41 === 0 ? "stumble" : "work";
  const later = n % 5 === 0;
  return {
    job,
    args: { n, person, fate, when: new Date(now - n * 1_000) },
    options: {
      tags: n % 3 === 0 ? [TAGS[n % TAGS.length]!] : [],
      priority: n % 50 === 0 ? -5 : -10,
    },
    ...(later ? { when: { at: now + MINUTE * (1 + ((n * 7_919) % 10_080)) } } : {}),
  };
}
