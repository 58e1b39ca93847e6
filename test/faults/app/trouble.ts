/** How far the clock is set, milliseconds, when a page is loaded; the server puts it before the page's script. */
declare const CLOCK: number | undefined;

/**
 * Sets the clock of a context, then and whenever it is told to. Sent to the alarm's worker as text, so it may use
 * nothing from outside itself.
 */
export function bendClock(offset: number): (by: number) => void {
  const real = Date.now.bind(Date);
  let by = offset;
  Date.now = () => real() + by;
  const channel = new BroadcastChannel("faults");
  channel.addEventListener("message", ({ data }) => {
    const { clock } = data as { clock?: number };
    if (clock !== undefined) by = clock;
  });
  return (to) => {
    by = to;
  };
}

/** Moments of a transaction at which it is aborted, one after the other: after so many requests, or at its commit. */
const MOMENTS = [0, Number.POSITIVE_INFINITY, 1, 3, Number.POSITIVE_INFINITY];

/** A read-write transaction to be aborted: after so many more requests, or else instead of its commit. */
const doomed = new WeakMap<IDBTransaction, number>();

/** Aborts the next read-write transactions, each at a moment of its own, whenever it is told to; until it is told of calm. */
export function bendTransactions(): void {
  let left = 0;
  let turn = 0;
  new BroadcastChannel("faults").addEventListener("message", ({ data }) => {
    const { abort = 0, calm = false } = data as { abort?: number; calm?: boolean };
    left = calm ? 0 : left + abort;
  });
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (...given) {
    const opened = transaction.apply(this, given);
    if (given[1] === "readwrite" && left > 0) {
      left -= 1;
      doomed.set(opened, MOMENTS[turn++ % MOMENTS.length]!);
    }
    return opened;
  };
  const requests = ["get", "getAll", "put", "add", "delete"] as const;
  for (const name of requests) {
    const request = IDBObjectStore.prototype[name] as (
      this: IDBObjectStore,
      ...given: unknown[]
    ) => IDBRequest;
    IDBObjectStore.prototype[name] = function (this: IDBObjectStore, ...given: unknown[]) {
      const requested = request.apply(this, given);
      const after = doomed.get(this.transaction);
      if (after !== undefined) doomed.set(this.transaction, after - 1);
      if (after === 0) this.transaction.abort();
      return requested;
    };
  }
  const { commit } = IDBTransaction.prototype;
  IDBTransaction.prototype.commit = function () {
    if (doomed.has(this)) this.abort();
    else commit.call(this);
  };
}

/** Everything that can only be done from within a context; must come before the library. */
export const setClock: (by: number) => void = bendClock(typeof CLOCK === "undefined" ? 0 : CLOCK);
bendTransactions();
