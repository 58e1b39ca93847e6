/** Most jobs claimed beyond those that start at once: the knee of the measured curve, where a page doesn't yet wait. */
const MOST = 32;
/** Work that a server may put aside for itself, milliseconds: little enough that nobody else waits for it. */
const AHEAD = 20;

/**
 * How many jobs to claim ahead of the free workers: none while attempts are slow, so that no other context idles while
 * jobs lie here; more the quicker they are, so that a transaction is shared by many.
 */
export class Pace {
  #average: number | undefined;

  /** An attempt took this long, milliseconds. */
  record(duration: number): void {
    this.#average = this.#average === undefined ? duration : this.#average * 0.7 + duration * 0.3;
  }

  /** Jobs to hold in reserve, for this many workers. */
  ahead(workers: number): number {
    if (this.#average === undefined) return 0;
    const each = Math.max(0.25, this.#average);
    return Math.min(MOST, Math.floor((AHEAD / each) * workers));
  }
}
