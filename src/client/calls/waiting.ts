import type { BatchNotice, JobNotice, Notice } from "../../job/notice.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Storage } from "../../storage/storage.ts";

export interface Wait<T> {
  /** Of the job or the batch of which something is waited for. */
  id: string;
  /** Whether a notice of it may tell of what is waited for. */
  concerns: (notice: JobNotice | BatchNotice) => boolean;
  /** Looks whether it has come; `undefined`: not yet. What it throws ends the wait. */
  look: () => Promise<{ answer: T } | undefined>;
  /** Milliseconds. */
  timeout?: number;
  late: (timeout: number) => Error;
  signal?: AbortSignal | undefined;
}

interface Waiter {
  concerns: Wait<unknown>["concerns"];
  /** Looks, now or once more when the look that is under way has ended: that one may read what was before. */
  look: () => void;
  end: (error: unknown) => void;
}

/**
 * Waits for things that any context may bring about; a wait rejects when it takes too long, when its signal aborts, or at
 * the client's end. There is one listener, whatever is waited for: it may be the results of ten thousand jobs.
 */
export class Waiting {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #closing: AbortSignal;
  readonly #waiters = new Map<string, Set<Waiter>>();
  #stopListening: (() => void) | undefined;

  /** @param closing the client's end */
  constructor(storage: Storage, clock: Clock, closing: AbortSignal) {
    this.#storage = storage;
    this.#clock = clock;
    this.#closing = closing;
  }

  wait<T>({ id, concerns, look, timeout, late, signal }: Wait<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      for (const end of [signal, this.#closing]) if (end?.aborted) return reject(end.reason);
      const stops: (() => void)[] = [];
      const settle = (finish: () => void): void => {
        for (const stop of stops.splice(0)) stop();
        finish();
      };
      const end = (error: unknown): void => settle(() => reject(error));
      let asked = 0;
      const lookAgain = async (): Promise<void> => {
        for (let seen = 0; seen < asked; ) {
          seen = asked;
          const found = await look();
          if (found) settle(() => resolve(found.answer));
        }
        asked = 0;
      };
      // Each by itself, however many there are: none has to wait for what is slow to be found out for another.
      const lookNow = (): void => {
        if (asked++ === 0) lookAgain().catch(end);
      };
      // Listening before looking: an end between the two would be missed the other way round.
      stops.push(this.#add(id, { concerns, look: lookNow, end }));
      if (timeout !== undefined) stops.push(this.#clock.setTimer(timeout, () => end(late(timeout))));
      if (signal) {
        const aborted = (): void => end(signal.reason);
        signal.addEventListener("abort", aborted, { once: true });
        stops.push(() => signal.removeEventListener("abort", aborted));
      }
      lookNow();
    });
  }

  #add(id: string, waiter: Waiter): () => void {
    this.#stopListening ??= this.#listen();
    const waiters = this.#waiters.get(id) ?? new Set();
    this.#waiters.set(id, waiters.add(waiter));
    return () => {
      waiters.delete(waiter);
      if (waiters.size > 0) return;
      this.#waiters.delete(id);
      if (this.#waiters.size > 0) return;
      this.#stopListening?.();
      this.#stopListening = undefined;
    };
  }

  #listen(): () => void {
    const closing = this.#closing;
    const stop = this.#storage.subscribe((notices) => this.#hear(notices));
    const closed = (): void => {
      for (const { end } of this.#all()) end(closing.reason);
    };
    closing.addEventListener("abort", closed, { once: true });
    return () => {
      stop();
      closing.removeEventListener("abort", closed);
    };
  }

  #all(): Waiter[] {
    return [...this.#waiters.values()].flatMap((waiters) => [...waiters]);
  }

  #hear(notices: readonly Notice[]): void {
    // Of many at once only a number is told.
    const told = new Set(notices.some(({ type }) => type === "many") ? this.#all() : []);
    for (const notice of notices)
      if (notice.type === "job" || notice.type === "batch")
        for (const waiter of this.#waiters.get(notice.id) ?? [])
          if (waiter.concerns(notice)) told.add(waiter);
    for (const { look } of told) look();
  }
}
