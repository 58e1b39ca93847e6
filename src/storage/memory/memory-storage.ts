import { ClosedError } from "../../errors/call-errors.ts";
import type { Notice } from "../../job/notice.ts";
import type { StateFiltering } from "../../job/state-hooks.ts";
import type { Change, Decision, Key, ListRead, Operation, Read } from "../../operations/operation.ts";
import { TABLE_NAMES, TABLES, type TableName } from "../../operations/tables.ts";
import { guarded } from "../../platform/guarded.ts";
import { compareKeys } from "../keys.ts";
import type { NoticeListener, Storage, StorageStatus } from "../storage.ts";
import { SortedKeys } from "./sorted-keys.ts";

/** The data of one in-memory database; storages opened on the same one see each other's changes, as tabs do. */
export class MemoryDatabase {
  readonly tables: Map<TableName, MemoryTable> = new Map(
    TABLE_NAMES.map((name) => [name, new MemoryTable(name)]),
  );
  /** What filters have written into stores that would be the app's own. */
  readonly appRows: Map<string, unknown[]> = new Map();
  readonly listeners: Set<(notices: readonly Notice[], from: object) => void> = new Set();
}

/** The storage contract in memory: for tests, and to keep the contract honest by a second implementation. */
export class MemoryStorage implements Storage {
  readonly #database: MemoryDatabase;
  readonly #own = new Set<(notices: readonly Notice[], from: object) => void>();
  readonly #filtering: StateFiltering | undefined;
  #closed = false;

  constructor(database: MemoryDatabase = new MemoryDatabase(), filtering?: StateFiltering) {
    this.#database = database;
    this.#filtering = filtering;
  }

  async run<Input, Result>(operation: Operation<Input, Result>, input: Input): Promise<Result> {
    if (this.#closed) throw new ClosedError("This storage has been closed; open another.");
    // A storage that answered in the caller's own turn would hide races that a real one has.
    await Promise.resolve();
    const deciding = operation.decide(structuredClone(input));
    const undo: (() => void)[] = [];
    let decided: Decision<Result>;
    try {
      let step = deciding.next();
      while (!step.done) step = deciding.next(step.value.map((read) => this.#perform(read, undo)));
      decided = step.value;
      this.#write(decided.changes, undo);
    } catch (error) {
      for (const step of undo.reverse()) step();
      throw error;
    }
    const { notices, result } = decided;
    if (notices.length > 0) {
      for (const listener of [...this.#database.listeners]) guarded(() => listener(notices, this));
    }
    return structuredClone(result);
  }

  subscribe(listener: NoticeListener): () => void {
    const own = (notices: readonly Notice[], from: object): void => listener(notices, from === this);
    this.#database.listeners.add(own);
    this.#own.add(own);
    return () => {
      this.#database.listeners.delete(own);
      this.#own.delete(own);
    };
  }

  onStatus(_listener: (status: StorageStatus) => void): () => void {
    return () => {};
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const listener of this.#own) this.#database.listeners.delete(listener);
  }

  #perform(read: Read, undo: (() => void)[]): unknown {
    if (read.kind === "hooks") return this.#filtering?.hooks;
    if (read.kind === "leaving") return undefined;
    if (read.kind === "write") return this.#write(read.changes, undo);
    const table = this.#database.tables.get(read.table)!;
    if (read.kind === "keys") return table.list({ ...read, kind: "list" }).map((row) => table.keyOf(row));
    return structuredClone(read.kind === "get" ? table.rows.get(read.key) : table.list(read));
  }

  #write(changes: readonly Change[], undo: (() => void)[]): void {
    // Cloned before the first is applied: a value that can't be cloned must leave nothing behind.
    for (const change of changes.map(cloned)) {
      if (change.kind === "put-app") {
        const rows = this.#database.appRows.get(change.store) ?? [];
        this.#database.appRows.set(change.store, [...rows, change.value]);
        undo.push(() => this.#database.appRows.set(change.store, rows));
        continue;
      }
      const table = this.#database.tables.get(change.table)!;
      for (const key of keysOf(table, change)) {
        const before = table.rows.get(key);
        undo.push(() => (before ? table.put(before) : table.delete(key)));
        if (change.kind === "put") table.put(change.value);
        else table.delete(key);
      }
    }
  }
}

/** What a job was is of no use here, where all rows of a table lie in one place. */
function cloned(change: Change): Change {
  return structuredClone("was" in change ? { ...change, was: undefined } : change);
}

function keysOf(table: MemoryTable, change: Exclude<Change, { kind: "put-app" }>): string[] {
  if (change.kind === "put") return [table.keyOf(change.value)];
  if (change.kind === "delete") return [change.key];
  const bounds = change.kind === "clear" ? {} : { lower: change.lower, upper: change.upper };
  return table.list({ kind: "list", table: change.table, ...bounds }).map((row) => table.keyOf(row));
}

type Row = Record<string, unknown>;

class MemoryTable {
  readonly rows: Map<string, Row> = new Map();
  readonly #keyName: string;
  readonly #indexes: Map<string, SortedKeys>;
  readonly #keys = new SortedKeys();

  constructor(name: TableName) {
    this.#keyName = TABLES[name].key;
    this.#indexes = new Map(TABLES[name].indexes.map((index) => [index, new SortedKeys()]));
  }

  keyOf(value: object): string {
    return (value as Row)[this.#keyName] as string;
  }

  put(value: object): void {
    const row = value as Row;
    const key = this.keyOf(value);
    this.delete(key);
    this.rows.set(key, row);
    this.#keys.add([key, key]);
    for (const [name, index] of this.#indexes) {
      if (row[name] !== undefined) index.add([row[name] as Key, key]);
    }
  }

  delete(key: string): void {
    const row = this.rows.get(key);
    if (!row) return;
    this.rows.delete(key);
    this.#keys.remove([key, key]);
    for (const [name, index] of this.#indexes) {
      if (row[name] !== undefined) index.remove([row[name] as Key, key]);
    }
  }

  list({
    index,
    lower,
    upper,
    lowerOpen,
    upperOpen,
    limit = Number.POSITIVE_INFINITY,
    reverse,
  }: ListRead): Row[] {
    const keys = index === undefined ? this.#keys : this.#indexes.get(index)!;
    const found: Row[] = [];
    for (const [indexKey, key] of keys.from(reverse ? upper : lower, reverse ?? false)) {
      if (found.length >= limit) break;
      const low = lower === undefined ? 1 : compareKeys(indexKey, lower);
      const high = upper === undefined ? -1 : compareKeys(indexKey, upper);
      if (reverse ? low < 0 || (low === 0 && lowerOpen) : high > 0 || (high === 0 && upperOpen)) break;
      if (reverse ? high === 0 && upperOpen : low === 0 && lowerOpen) continue;
      found.push(this.rows.get(key)!);
    }
    return found;
  }
}
