import type { Totals } from "../../operations/tables.ts";

/** So many reads in a row must show that nobody else writes; after a wrong guess twice as many, and so on up to the second. */
const LEAST_NEEDED = 3;
const MOST_NEEDED = 64;

/** The totals as a commit has left them. */
export interface Left {
  value: Totals;
  /** The number that the browser has given that row; absent: no stream is open. */
  number?: number;
}

/** One write's turn. */
export interface Turn {
  readonly database: IDBDatabase;
  /** What this context's last commit has left, which this turn alone has now. */
  readonly kept: Left | undefined;
  /** It may open a stream, if it reads just that. */
  readonly mayOpen: boolean;
}

/** How a write has dealt with the totals. */
export interface Dealt {
  /** What a commit of it leaves; absent: it has not written them. */
  readonly left: Left | undefined;
  /** What it has read; absent: nothing. */
  readonly found: Mark | undefined;
  /** It has asked for nothing else at first. */
  readonly isPlain: boolean;
  /** It has not read, and was right. */
  readonly isBorrowed: boolean;
}

/** Where the line stands, and when it was last written: enough to suppose that nobody has written since. */
export type Mark = Pick<Totals, "sequence" | "seenAt">;

export const isMarked = (totals: Mark | undefined, mark: Mark | undefined): boolean =>
  totals !== undefined && totals.sequence === mark?.sequence && totals.seenAt === mark.seenAt;

/**
 * The totals as this context's last commit has left them. In a row of awaited calls they are nearly always what the next
 * one would read, and that read is a fifth of what such a call costs. They are lent to one write at a time, see
 * `TotalsRow`; a wrong guess costs a transaction, so a stream is opened only after reads have shown that no other context
 * writes in between.
 */
export class KeptTotals {
  #kept: (Left & { database: IDBDatabase }) | undefined;
  #underWay = 0;
  /** Calls in a row that have read nothing else, and found what this context had left. */
  #met = 0;
  #needed = LEAST_NEEDED;
  #unproven: Promise<void> | undefined;
  #prove = (): void => {};

  /** A write may have to begin anew: what is asked for behind it waits for it, or would come before it. Absent: there is none. */
  get unproven(): Promise<void> | undefined {
    return this.#unproven;
  }

  begin(database: IDBDatabase): Turn {
    const kept = this.#underWay === 0 && this.#kept?.database === database ? this.#kept : undefined;
    this.forget();
    this.#underWay += 1;
    if (kept?.number !== undefined) {
      this.#unproven = new Promise((resolve) => {
        this.#prove = resolve;
      });
    }
    return { database, kept, mayOpen: this.#met >= this.#needed };
  }

  /** @param row absent: the write was not committed */
  end({ database, kept }: Turn, row?: Dealt): void {
    this.#underWay -= 1;
    if (kept?.number !== undefined) {
      this.#unproven = undefined;
      this.#prove();
    }
    if (row?.left && this.#underWay === 0) this.#kept = { ...row.left, database };
    if (!row && kept?.number !== undefined) {
      this.#met = 0;
      this.#needed = Math.min(MOST_NEEDED, this.#needed * 2);
    }
    if (!row) return;
    if (row.isBorrowed) this.#needed = Math.max(LEAST_NEEDED, this.#needed - 1);
    else this.#met = row.isPlain && isMarked(kept?.value, row.found) ? this.#met + 1 : 0;
  }

  /** Somebody else in this context writes: what was kept is no longer true. */
  forget(): void {
    this.#kept = undefined;
  }
}
