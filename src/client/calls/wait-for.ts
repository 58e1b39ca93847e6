import type { Notice } from "../../job/notice.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Storage } from "../../storage/storage.ts";

export interface WaitFor<T> {
  storage: Storage;
  clock: Clock;
  /** Whether a notice may tell of what is waited for. */
  concerns: (notice: Notice) => boolean;
  /** Looks whether it has come; `undefined`: not yet. What it throws ends the wait. */
  look: () => Promise<{ answer: T } | undefined>;
  /** Milliseconds. */
  timeout?: number;
  late: (timeout: number) => Error;
  signal?: AbortSignal | undefined;
  /** Ends the wait as well: the client's own end. */
  closing: AbortSignal;
}

/** Waits for something that any context may bring about; rejects when it takes too long, or when one of the signals aborts. */
export function waitFor<T>({
  storage,
  clock,
  concerns,
  look,
  timeout,
  late,
  signal,
  closing,
}: WaitFor<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stops: (() => void)[] = [];
    const settle = (finish: () => void): void => {
      for (const stop of stops.splice(0)) stop();
      finish();
    };
    const lookNow = (): void => {
      look().then(
        (found) => found && settle(() => resolve(found.answer)),
        (error: unknown) => settle(() => reject(error)),
      );
    };
    const ends = signal ? [signal, closing] : [closing];
    for (const end of ends) if (end.aborted) return reject(end.reason);
    // Listening before looking: an end between the two would be missed the other way round.
    stops.push(storage.subscribe((notices) => void (notices.some(concerns) && lookNow())));
    if (timeout !== undefined) {
      stops.push(clock.setTimer(timeout, () => settle(() => reject(late(timeout)))));
    }
    for (const end of ends) {
      const aborted = (): void => settle(() => reject(end.reason));
      end.addEventListener("abort", aborted, { once: true });
      stops.push(() => end.removeEventListener("abort", aborted));
    }
    lookNow();
  });
}
