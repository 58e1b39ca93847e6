import type { Key } from "../../operations/operation.ts";
import { compareKeys } from "../keys.ts";

/** An index entry: the index key, then the record's own key, which orders equal ones. */
export type Entry = readonly [Key, string];

/** Entries in IndexedDB's order, kept sorted: enough of a tree for the thousands of rows that tests have. */
export class SortedKeys {
  readonly #entries: Entry[] = [];

  add(entry: Entry): void {
    this.#entries.splice(this.#position(entry), 0, entry);
  }

  remove(entry: Entry): void {
    const at = this.#position(entry);
    const found = this.#entries[at];
    if (found && compareEntries(found, entry) === 0) this.#entries.splice(at, 1);
  }

  /** The entries from a bound on (or the end), upwards or, with `reverse`, downwards. */
  *from(bound: Key | undefined, reverse: boolean): Generator<Entry> {
    if (reverse) {
      // Behind every entry of the bound itself: no record key is greater than this character.
      const start = bound === undefined ? this.#entries.length : this.#position([bound, "\uffff"]);
      for (let i = start - 1; i >= 0; i--) yield this.#entries[i]!;
    } else {
      const start = bound === undefined ? 0 : this.#position([bound, ""]);
      for (let i = start; i < this.#entries.length; i++) yield this.#entries[i]!;
    }
  }

  #position(entry: Entry): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareEntries(this.#entries[middle]!, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function compareEntries(a: Entry, b: Entry): number {
  return compareKeys(a[0], b[0]) || compareKeys(a[1], b[1]);
}
