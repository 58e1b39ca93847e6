import { type Change, type Deciding, getMany } from "../operation.ts";
import type { Rows } from "../tables.ts";

type Table = "batches" | "limits" | "recurring";

/** The rows of one table that an operation knows: as they were read, or as they are to be. */
export class Known<T extends Table> {
  readonly #table: T;
  readonly #rows = new Map<string, Rows[T] | undefined>();
  readonly #changed = new Set<string>();

  constructor(table: T) {
    this.#table = table;
  }

  /** As this operation sees it; it must have been loaded, adopted or saved before. */
  get(id: string): Rows[T] | undefined {
    return this.#rows.get(id);
  }

  *load(ids: Iterable<string>): Deciding<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#rows.has(id));
    const rows = yield* getMany(this.#table, missing);
    for (const [i, id] of missing.entries()) this.#rows.set(id, rows[i]);
  }

  /** One that was read with others; what this operation has made of it stands. */
  adopt(row: Rows[T]): void {
    if (!this.#rows.has(row.id)) this.#rows.set(row.id, row);
  }

  save(row: Rows[T]): void {
    this.#rows.set(row.id, row);
    this.#changed.add(row.id);
  }

  forget(id: string): void {
    this.#rows.set(id, undefined);
    this.#changed.add(id);
  }

  /** Those that are to be written. */
  changed(): Rows[T][] {
    return [...this.#changed].flatMap((id) => this.#rows.get(id) ?? []);
  }

  /** The changes, once. */
  take(): Change[] {
    const table = this.#table;
    const changes = [...this.#changed].map((id) => {
      const value = this.#rows.get(id);
      return (value ? { kind: "put", table, value } : { kind: "delete", table, key: id }) as Change;
    });
    this.#changed.clear();
    return changes;
  }
}
