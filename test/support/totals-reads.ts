import { vi } from "vitest";

/** How often the totals' row is read while something is done. */
export async function totalsReadsDuring(task: () => Promise<void>): Promise<number> {
  let reads = 0;
  const { get } = IDBObjectStore.prototype;
  const spy = vi.spyOn(IDBObjectStore.prototype, "get").mockImplementation(function (
    this: IDBObjectStore,
    key,
  ) {
    if (this.name === "slowmatch-counters") reads += 1;
    return get.call(this, key);
  });
  await task();
  spy.mockRestore();
  return reads;
}
