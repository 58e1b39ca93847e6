import "fake-indexeddb/auto";
import { openDB, unwrap } from "idb";
import { expect, test } from "vitest";
import { createClient, defineJob, handle, jobStores, upgradeStores } from "../../src/index.ts";
import { createServer } from "../../src/server.ts";

const upload = defineJob<{ note: string }, string>("upload");

const openApp = (name: string) =>
  openDB(name, 7, {
    upgrade(db) {
      db.createObjectStore("notes", { keyPath: "id" });
      // An app may well have a store of this name.
      db.createObjectStore("jobs", { keyPath: "id" });
      upgradeStores(db);
    },
  });

test("an app's write and its job are committed together, and the job runs", async () => {
  const db = await openApp("app-commit");
  await using jobs = createClient({ serviceWorker: false, database: unwrap(db) });
  await using server = createServer({
    database: { name: "app-commit", open: async () => unwrap(await openApp("app-commit")) },
    handlers: [handle(upload, ({ note }) => `uploaded ${note}`)],
  });
  await server.ready;

  const transaction = db.transaction([...jobStores, "notes"], "readwrite");
  void transaction.objectStore("notes").put({ id: "n1", text: "hello" });
  const id = await jobs.within(unwrap(transaction)).enqueue(upload, { note: "n1" });
  await transaction.done;

  expect(await jobs.result(id)).toBe("uploaded n1");
  expect(await db.get("notes", "n1")).toEqual({ id: "n1", text: "hello" });
  db.close();
});

test("an aborted transaction leaves neither the app's write nor the job, and nobody is told", async () => {
  const db = await openApp("app-abort");
  await using jobs = createClient({ serviceWorker: false, database: unwrap(db) });
  await jobs.ready;
  const told: string[] = [];
  jobs.addEventListener("enqueued", (event) => told.push(event.id));

  const transaction = db.transaction([...jobStores, "notes"], "readwrite");
  void transaction.objectStore("notes").put({ id: "n1" });
  const id = await jobs.within(unwrap(transaction)).enqueue(upload, { note: "n1" });
  transaction.abort();
  await expect(transaction.done).rejects.toThrow();

  expect(await jobs.get(id)).toBeUndefined();
  expect(await db.get("notes", "n1")).toBeUndefined();
  expect(await jobs.monitor.statistics()).toMatchObject({ enqueued: 0 });
  expect(told).toEqual([]);
  db.close();
});

test("a transaction that doesn't span the job stores is refused with the line that would", async () => {
  const db = await openApp("app-scope");
  await using jobs = createClient({ serviceWorker: false, database: unwrap(db) });

  const transaction = db.transaction(["notes"], "readwrite");

  await expect(jobs.within(unwrap(transaction)).enqueue(upload, { note: "n1" })).rejects.toThrow(
    "db.transaction([...jobStores, 'notes'], 'readwrite')",
  );
  db.close();
});
