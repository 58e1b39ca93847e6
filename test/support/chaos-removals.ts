import type { JobNotice } from "../../src/job/notice.ts";
import type { JobRecord } from "../../src/job/record.ts";
import { isFinal } from "../../src/job/state.ts";

/** Milliseconds after a job's time is over, by which somebody has removed it: servers look for it now and then. */
const PATIENCE = 600_000;

/** Keeps book of the jobs that go: at the end of their time, or when somebody clears them. */
export class Removals {
  readonly faults: string[] = [];
  /** When each job that has ended may go. */
  readonly #ends = new Map<string, number>();
  readonly #gone = new Set<string>();
  readonly #missed = new Map<string, string>();
  #hasCleared = false;

  hear({ id, state, at, expiresAt }: JobNotice): void {
    if (state === "removed") {
      const end = this.#ends.get(id);
      if (!this.#hasCleared && !(end !== undefined && end <= at))
        this.faults.push(`${id} was removed at ${at}, its time ends at ${end}`);
      this.#gone.add(id);
      this.#ends.delete(id);
    } else if (state !== "progress" && isFinal(state))
      this.#ends.set(id, expiresAt ?? Number.POSITIVE_INFINITY);
    else if (state !== "progress") this.#ends.delete(id);
  }

  /** Somebody clears: from now on jobs go at any time, and what a page has left goes unheard. */
  clear(): void {
    this.#hasCleared = true;
  }

  get hasCleared(): boolean {
    return this.#hasCleared;
  }

  /** Whether a job of this id has been there and was removed. */
  isGone(id: string): boolean {
    return this.#gone.has(id);
  }

  /** Somebody does not find it: to be judged when everything has been heard. */
  misses(id: string, fault: string): void {
    this.#missed.set(id, fault);
  }

  /** What is not there and was not removed, and what ought to have been. */
  left(jobs: readonly JobRecord[], now: number): string[] {
    const missed = [...this.#missed].filter(([id]) => !this.#hasCleared && !this.isGone(id));
    const stays = jobs.filter(
      ({ expires, children, batch }) =>
        expires !== undefined && expires + PATIENCE < now && !children?.length && !batch,
    );
    return [
      ...missed.map(([, fault]) => fault),
      ...stays.map(({ id, expires }) => `${id} is still there, its time was over at ${expires}`),
    ];
  }
}
