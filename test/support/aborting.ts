import * as fake from "fake-indexeddb";
import { afterAll, expect } from "vitest";
import type { Operation } from "../../src/operations/operation.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { faults, type Store, storeOf } from "./audit.ts";

/** Each transaction is aborted at its request of this number, or at its commit. */
let doomedAt: number | "commit" = Number.POSITIVE_INFINITY;
const requested = new WeakMap<object, number>();
const passes = (transaction: object): boolean => {
  const nth = requested.get(transaction) ?? 0;
  requested.set(transaction, nth + 1);
  return nth !== doomedAt;
};

/** Until the calling file's end requests and commits of fake-indexeddb can be made to abort their transaction. */
export function bendTransactions(): void {
  for (const kind of [fake.IDBObjectStore, fake.IDBIndex]) {
    for (const name of ["get", "getAll", "openCursor", "put", "delete"] as const) {
      const prototype = kind.prototype as unknown as Record<string, (...given: unknown[]) => unknown>;
      const request = prototype[name];
      if (!request) continue;
      afterAll(() => {
        prototype[name] = request;
      });
      prototype[name] = function (this: IDBObjectStore | IDBIndex, ...given: unknown[]) {
        const answer = request.apply(this, given);
        const { transaction } = "objectStore" in this ? this.objectStore : this;
        if (passes(transaction)) return answer;
        // Reads are asked for side by side: no browser aborts in the middle of that.
        if (name === "put" || name === "delete") transaction.abort();
        else queueMicrotask(() => transaction.abort());
        return answer;
      };
    }
  }
  const { commit } = fake.IDBTransaction.prototype;
  fake.IDBTransaction.prototype.commit = function () {
    if (doomedAt === "commit") this.abort();
    else commit.call(this);
  };
  afterAll(() => {
    fake.IDBTransaction.prototype.commit = commit;
  });
}

let last: Promise<unknown> = Promise.resolve();
/** One after the other, whichever context asks: what is doomed is this one's and no other's. */
const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const next = last.then(work, work);
  last = next.catch(() => {});
  return next;
};

/** The requests at which it is aborted: each of the first, then fewer and fewer, since some transactions have hundreds. */
const EACH = 40;
const next = (at: number): number => (at < EACH ? at + 1 : Math.ceil(at * 1.3));

export interface Doom {
  /** By operation, at how many of its requests it has been aborted, its commit included. */
  readonly aborts: Map<string, number>;
  /** What is stored after each write, and what wrote it. */
  onCommit(operation: string, store: Store): void;
  /** Says no before the operation is begun. */
  refusal?(operation: Operation<never, unknown>): Error | undefined;
}

/**
 * Runs every write again and again, aborted at its commit, at its first request, its second …, before it is let through:
 * an aborted one must have changed nothing, and one that went through must leave a sound store.
 */
export function doomed(inner: Storage, witness: Storage, doom: Doom): Storage {
  const aborted = async (run: () => Promise<unknown>, at: number | "commit"): Promise<boolean> => {
    doomedAt = at;
    const failed = await run().then(
      () => false,
      () => true,
    );
    doomedAt = Number.POSITIVE_INFINITY;
    return failed;
  };
  return {
    run: (operation, input, options) =>
      inTurn(async () => {
        if (operation.mode === "readonly") return inner.run(operation, input, options);
        const refusal = doom.refusal?.(operation as Operation<never, unknown>);
        if (refusal) throw refusal;
        let answer: unknown;
        const run = async (): Promise<void> => {
          answer = await inner.run(operation, input, options);
        };
        const { name } = operation;
        const before = await storeOf(witness);
        const unchanged = async (at: number | "commit"): Promise<void> =>
          expect(await storeOf(witness), `${name}, aborted at ${at}`).toEqual(before);
        let times = 0;
        if (await aborted(run, "commit")) {
          await unchanged("commit");
          times += 1;
          for (let at = 0; await aborted(run, at); at = next(at)) {
            await unchanged(at);
            times += 1;
          }
        }
        const after = await storeOf(witness);
        doom.aborts.set(name, Math.max(times, doom.aborts.get(name) ?? 0));
        expect(faults(after, { wasFull: doom.aborts.has("make-room") }), name).toEqual([]);
        doom.onCommit(name, after);
        return answer as never;
      }),
    subscribe: (listener) => inner.subscribe(listener),
    onStatus: (listener) => inner.onStatus(listener),
    close: () => inner.close(),
  };
}
