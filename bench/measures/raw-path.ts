// The shortest way from a page to a handler in a worker: write the row, wait for the commit, wake the worker, claim.

/** Milliseconds, comparable between contexts of one machine. */
export const now = (): number => performance.timeOrigin + performance.now();

const NAME = "bench-raw-path";
const opened = (): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("ready", { autoIncrement: true });
      request.result.createObjectStore("leases");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
const done = (tx: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve();
    tx.onabort = () => reject(tx.error);
  });

/** The page's side: answers once the worker has been woken. */
export async function rawPage(wake: () => void): Promise<(n: number) => Promise<void>> {
  const database = await opened();
  return async (n) => {
    const tx = database.transaction("ready", "readwrite", { durability: "relaxed" });
    tx.objectStore("ready").put({ n, name: "ping", queue: "default", createdAt: Date.now() });
    tx.commit();
    await done(tx);
    wake();
  };
}

/** The worker's side: claims what is there, and begins it. */
export function rawWorker(begin: (n: number) => void): () => Promise<void> {
  let database: Promise<IDBDatabase> | undefined;
  return async () => {
    database ??= opened();
    const tx = (await database).transaction(["ready", "leases"], "readwrite", { durability: "relaxed" });
    const rows = await new Promise<{ n: number }[]>((resolve) => {
      const request = tx.objectStore("ready").getAll();
      request.onsuccess = () => resolve(request.result);
    });
    tx.objectStore("ready").clear();
    tx.objectStore("leases").put(rows, "worker");
    tx.commit();
    await done(tx);
    for (const { n } of rows) begin(n);
  };
}
