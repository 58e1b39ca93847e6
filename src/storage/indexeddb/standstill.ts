import type { Lifecycle } from "../../platform/lifecycle.ts";

/**
 * A page that is put aside stands still with whatever it has open, and a transaction that is open holds up those of all
 * other contexts: measured, until the page is shown again. So they are aborted the moment the page is told, none is
 * begun before it is back, and what was aborted is then run again.
 */
export class Standstill {
  readonly #open = new Set<IDBTransaction>();
  readonly #stops: (() => void)[];
  #times = 0;
  #over: Promise<void> | undefined;
  #end = (): void => {};

  /**
   * @param onBegin called at its beginning, after what was open has been aborted
   * @param onEnd the page ends for good: it is rid of its transactions by that, and has a last one to make
   */
  constructor(lifecycle: Lifecycle | undefined, onBegin: () => void, onEnd: () => void) {
    const begin = (still?: boolean): void => {
      if (!still) onEnd();
      if (!still || this.isOn) return;
      this.#times += 1;
      this.#over = new Promise((resolve) => {
        this.#end = resolve;
      });
      for (const transaction of this.#open) abort(transaction);
      onBegin();
    };
    const end = (): void => {
      this.#over = undefined;
      this.#end();
    };
    this.#stops = lifecycle ? [lifecycle.onSuspend(begin), lifecycle.onResume(end)] : [];
  }

  get isOn(): boolean {
    return this.#over !== undefined;
  }

  /** Resolves when the page is back; `undefined` while it runs. */
  get over(): Promise<void> | undefined {
    return this.#over;
  }

  /** How often the page has been put aside: an abort is heard of only when it is back. */
  get times(): number {
    return this.#times;
  }

  /** From now on it is aborted when the page is put aside. */
  watch(transaction: IDBTransaction): void {
    // It was begun in the same turn in which the page was put aside.
    if (this.isOn) abort(transaction);
    this.#open.add(transaction);
    const ended = (): void => void this.#open.delete(transaction);
    transaction.addEventListener("complete", ended);
    transaction.addEventListener("abort", ended);
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#end();
  }
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It is being committed, which needs nothing of this page any more.
  }
}
