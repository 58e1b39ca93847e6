import type { Totals } from "../../operations/tables.ts";
import { isMarked, type Left, type Mark, type Turn } from "./kept-totals.ts";
import { newestFirst } from "./ranges.ts";
import { answerOf } from "./request.ts";
import { STREAM_STORE, storeOf } from "./schema.ts";

/** So many of a stream's rows that were written over are removed at once: each removal is a request. */
const LEFT = 16;

/** What stands in the place of the totals while a stream is open. */
const ELSEWHERE = { id: "totals", streamed: true } as const;

/**
 * The totals, as one operation reads and writes them.
 *
 * They are one row, read before each write and written over. While one context writes alone, a call after another, they
 * are a **stream**: it adds them to a store of their own under the next number of the browser's own count, and reads
 * nothing. A number is given once, and never again whatever is removed or cleared; whoever else writes reads that a stream is
 * open, takes a number too, and closes it. So who is given the number after his own last one knows that nobody has written in
 * between; who is given another has written nothing, aborts, and reads. No clock has a part in it, and a page that stood
 * still between its two calls for a year finds out as well.
 */
export class TotalsRow {
  readonly #transaction: IDBTransaction;
  #turn: Turn | undefined;
  #isBorrowed = false;
  #opens = false;
  /** `undefined`: it has not looked. */
  #isStreamed: boolean | undefined;
  #found: Mark | undefined;
  /** The number of its first row; asked for at once, since the answer may come while other writes are waited for. */
  #first: Promise<IDBValidKey | undefined> | undefined;
  #last: { value: Totals; request?: IDBRequest<IDBValidKey> } | undefined;

  constructor(transaction: IDBTransaction) {
    this.#transaction = transaction;
  }

  /** The first read may be answered by what was left, without asking: what follows stands or falls with {@link isTrue}. */
  follow(turn: Turn): void {
    this.#turn = turn;
  }

  /** The operation asked for nothing else at first. */
  get isPlain(): boolean {
    return this.#turn !== undefined;
  }

  get isBorrowed(): boolean {
    return this.#isBorrowed;
  }

  /** What was read; absent: nothing was. */
  get found(): Mark | undefined {
    return this.#found;
  }

  /** What a commit of it leaves; absent: it has not written them. */
  get left(): Left | undefined {
    if (!this.#last) return undefined;
    const { value, request } = this.#last;
    return request ? { value, number: request.result as number } : { value };
  }

  async get(): Promise<Totals | undefined> {
    const { kept, mayOpen = false } = this.#turn ?? {};
    if (kept?.number !== undefined && !this.#isBorrowed) {
      this.#isBorrowed = true;
      return kept.value;
    }
    const totals = await this.#read();
    // The operation changes what it is given.
    if (totals) this.#found = { sequence: totals.sequence, seenAt: totals.seenAt };
    this.#opens = mayOpen && !this.#isStreamed && isMarked(kept?.value, this.#found);
    return totals;
  }

  put(value: Totals): void {
    if (this.#isBorrowed || this.#opens) this.#add(value);
    else {
      if (this.#isStreamed !== false) this.#close();
      this.#table.put(value);
      this.#last = { value };
    }
  }

  /** After the row itself was removed. */
  clear(): void {
    this.#close();
  }

  /** The rows of a range of the table, with the totals as they are. */
  async in(rows: Promise<unknown[]>): Promise<unknown[]> {
    const read = (await rows) as { id: string }[];
    return Promise.all(read.map((row) => (row.id === ELSEWHERE.id ? this.#read() : row)));
  }

  /** Whether what was borrowed was the newest row. The write alone can tell. */
  async isTrue(): Promise<boolean> {
    return (await this.#first) === this.#turn!.kept!.number! + 1;
  }

  async #read(): Promise<Totals | undefined> {
    const row = (await answerOf(this.#table.get(ELSEWHERE.id))) as Totals | typeof ELSEWHERE | undefined;
    this.#isStreamed = row !== undefined && "streamed" in row;
    if (!this.#isStreamed) return row as Totals | undefined;
    const [newest] = await newestFirst(this.#stream, undefined, 1);
    return newest?.value as Totals | undefined;
  }

  #add(value: Totals): void {
    if (this.#opens) this.#table.put(ELSEWHERE);
    const request = this.#stream.add(value);
    if (this.#isBorrowed) this.#first ??= answerOf(request).catch(() => undefined);
    this.#last = { value, request };
    const number = this.#turn?.kept?.number;
    if (number !== undefined && number % LEFT === 0) this.#stream.delete(IDBKeyRange.upperBound(number));
  }

  /** The number that is taken is the point: a store that is only cleared goes on counting from where it was. */
  #close(): void {
    this.#stream.add(null);
    this.#stream.clear();
  }

  get #table(): IDBObjectStore {
    return this.#transaction.objectStore(storeOf("counters"));
  }

  get #stream(): IDBObjectStore {
    return this.#transaction.objectStore(STREAM_STORE);
  }
}
