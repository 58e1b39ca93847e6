/** A short message about something a person did. */
export interface Toast {
  id: number;
  tone: "done" | "refused" | "working";
  title: string;
  detail?: string;
  undo?: () => Promise<void>;
  /** A job that has come of it. */
  jobId?: string;
  /** Ends what is being done; what has been done stays. */
  stop?: () => void;
}

/** Long enough to reach the undo button; what was refused stays until it is closed. */
const STAY = 8_000;
const SHOWN = 4;

/** The messages of one dashboard. */
export class Toasts {
  list: readonly Toast[] = [];
  /** Pixels at the bottom that something else has taken. */
  taken = 0;
  readonly #changed: () => void;
  readonly #working: (done: number, total: number) => string;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #last = 0;

  constructor(changed: () => void, working: (done: number, total: number) => string) {
    this.#changed = changed;
    this.#working = working;
  }

  /** @param jobId a job that has come of it, to be opened */
  done(title: string, undo?: () => Promise<void>, jobId?: string): void {
    const more = { ...(undo ? { undo } : {}), ...(jobId === undefined ? {} : { jobId }) };
    this.#show({ id: ++this.#last, tone: "done", title, ...more }, true);
  }

  refused(title: string, detail: string): void {
    this.#show({ id: ++this.#last, tone: "refused", title, detail }, false);
  }

  /**
   * Shows progress until it is told `undefined`.
   *
   * @param total 0 when it isn't known
   */
  working(total: number, stop?: () => void): (done: number | undefined) => void {
    const id = ++this.#last;
    const show = (done: number): void =>
      this.#show(
        { id, tone: "working", title: this.#working(done, total), ...(stop ? { stop } : {}) },
        false,
      );
    show(0);
    return (done) => (done === undefined ? this.close(id) : show(done));
  }

  close(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.list = this.list.filter((toast) => toast.id !== id);
    this.#changed();
  }

  /** Stays clear of a bar that is so many pixels tall; 0 once it has gone. */
  stayClear(pixels: number): void {
    if (pixels === this.taken) return;
    this.taken = pixels;
    this.#changed();
  }

  /** Nothing goes away while a person's pointer or focus is on it. */
  hold(held: boolean): void {
    for (const toast of this.list) {
      clearTimeout(this.#timers.get(toast.id));
      if (!held && toast.tone === "done") this.#expire(toast.id);
    }
  }

  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.list = [];
  }

  #show(toast: Toast, passing: boolean): void {
    const others = this.list.filter(({ id }) => id !== toast.id);
    this.list = [...others, toast].slice(-SHOWN);
    if (passing) this.#expire(toast.id);
    this.#changed();
  }

  #expire(id: number): void {
    this.#timers.set(
      id,
      setTimeout(() => this.close(id), STAY),
    );
  }
}
