import type { JobProgress } from "../job/job.ts";
import { reportProgress } from "../operations/report-progress.ts";
import type { Clock } from "../platform/clock.ts";
import type { Storage } from "../storage/storage.ts";

/** Between two writes of progress, milliseconds: about as often as a person can follow. */
const INTERVAL = 250;

/** Gathers the progress of all running jobs and writes it together, a few times a second at most. */
export class ProgressBook {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #server: () => string;
  readonly #unwritten = new Map<string, { token: number; progress: JobProgress }>();
  #stopTimer: (() => void) | undefined;
  #last = Number.NEGATIVE_INFINITY;

  constructor(storage: Storage, clock: Clock, server: () => string) {
    this.#storage = storage;
    this.#clock = clock;
    this.#server = server;
  }

  note(id: string, token: number, progress: JobProgress): void {
    this.#unwritten.set(id, { token, progress });
    if (this.#stopTimer) return;
    const wait = Math.max(0, this.#last + INTERVAL - this.#clock.now());
    this.#stopTimer = this.#clock.setTimer(wait, () => this.#write());
  }

  /** The job has ended: what it last said goes into its record with the outcome, if it was written, and else is moot. */
  forget(id: string): void {
    this.#unwritten.delete(id);
  }

  #write(): void {
    this.#stopTimer = undefined;
    this.#last = this.#clock.now();
    const reports = [...this.#unwritten].map(([id, { token, progress }]) => ({ id, token, progress }));
    this.#unwritten.clear();
    if (reports.length === 0) return;
    // Progress is a courtesy: one that can't be written is overtaken by the next.
    this.#storage.run(reportProgress, { now: this.#last, server: this.#server(), reports }).catch(() => {});
  }
}
