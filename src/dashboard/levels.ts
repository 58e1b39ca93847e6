import type { Statistics } from "../monitor/monitor-api.ts";

const MINUTE = 60_000;
/** How far back it is remembered, in minutes. */
export const REMEMBERED = 60;

/** Numbers of which the store keeps no history. */
export type Level = "scheduled" | "servers";

/**
 * What this page has seen of numbers whose past nobody stores, minute by minute. While it watches, a number that nobody
 * has told of stands as it was; while it doesn't, nothing is known, and nothing is made up.
 */
export class Levels {
  readonly #seen = new Map<number, Pick<Statistics, Level>>();
  #minute: number | undefined;

  note({ scheduled, servers }: Pick<Statistics, Level>, now: number): void {
    const minute = Math.floor(now / MINUTE);
    this.#fill(minute);
    this.#seen.set(minute, { scheduled, servers });
    this.#minute = minute;
    for (const each of this.#seen.keys()) if (each <= minute - REMEMBERED) this.#seen.delete(each);
  }

  /** Nobody watches until something is noted again. */
  rest(now: number): void {
    this.#fill(Math.floor(now / MINUTE) + 1);
    this.#minute = undefined;
  }

  /** The last hour by minute, oldest first; `undefined` where nobody watched. */
  over(level: Level, now: number): (number | undefined)[] {
    const minute = Math.floor(now / MINUTE);
    if (this.#minute !== undefined) this.#fill(minute + 1);
    return Array.from({ length: REMEMBERED }, (_, i) => this.#seen.get(minute - REMEMBERED + 1 + i)?.[level]);
  }

  /** Carries what was noted last up to a minute, which is not among them. */
  #fill(end: number): void {
    const last = this.#minute === undefined ? undefined : this.#seen.get(this.#minute);
    if (this.#minute === undefined || !last) return;
    // A clock that has jumped a day ahead is not filled in.
    for (let each = Math.max(this.#minute + 1, end - REMEMBERED); each < end; each++)
      this.#seen.set(each, last);
  }
}
