import { openDB, unwrap } from "idb";
import { describe, expect, test } from "vitest";
import {
  createClient,
  defineJob,
  handle,
  type JobFilter,
  jobStores,
  upgradeStores,
} from "../../src/index.ts";
import { createServer } from "../../src/server.ts";

const send = defineJob<{ to: string }, string>("send", { retry: false });

const audit: JobFilter = {
  name: "audit",
  stores: ["audit"],
  onStateApplied: ({ job, state, now, write }) => write("audit", { job: job.id, state, at: now }),
};

const open = (name: string, stores: readonly string[] = ["audit", "notes"]) =>
  openDB(name, 1, {
    upgrade(db) {
      upgradeStores(db);
      for (const store of stores) db.createObjectStore(store, { keyPath: "id", autoIncrement: true });
    },
  });

const statesIn = async (db: Awaited<ReturnType<typeof open>>): Promise<string[]> =>
  (await db.getAll("audit")).map(({ state }: { state: string }) => state);

/** What filters write into the app's own stores, on whatever IndexedDB there is. */
export function describeAppStores(): void {
  describe("a filter's rows in the app's own database", () => {
    test("are committed with the changes they tell of, by client and server", async () => {
      const db = await open("rows");
      const database = { name: "rows", open: async () => unwrap(await open("rows")) };
      await using jobs = createClient({ serviceWorker: false, database: unwrap(db), filters: [audit] });
      await using server = createServer({
        database,
        filters: [audit],
        handlers: [handle(send, ({ to }) => to)],
      });
      await server.ready;

      await jobs.result(await jobs.enqueue(send, { to: "ada" }));

      expect(await statesIn(db)).toEqual(["enqueued", "processing", "succeeded"]);
      db.close();
    });

    test("go with the app's own transaction, and are gone when that is aborted", async () => {
      const db = await open("within");
      await using jobs = createClient({ serviceWorker: false, database: unwrap(db), filters: [audit] });

      const kept = db.transaction([...jobStores, "notes", "audit"], "readwrite");
      await jobs.within(unwrap(kept)).enqueue(send, { to: "ada" });
      await kept.done;
      const lost = db.transaction([...jobStores, "notes", "audit"], "readwrite");
      await jobs.within(unwrap(lost)).enqueue(send, { to: "bob" });
      lost.abort();
      await lost.done.catch(() => {});

      expect(await statesIn(db)).toEqual(["enqueued"]);
      db.close();
    });

    test("need a transaction that spans their store", async () => {
      const db = await open("narrow");
      await using jobs = createClient({ serviceWorker: false, database: unwrap(db), filters: [audit] });

      const narrow = db.transaction([...jobStores, "notes"], "readwrite");

      await expect(jobs.within(unwrap(narrow)).enqueue(send, { to: "ada" })).rejects.toThrow(
        "doesn't span the store 'audit'",
      );
      db.close();
    });

    test("need a database that has their store", async () => {
      const db = await open("without", ["notes"]);
      await using jobs = createClient({ serviceWorker: false, database: unwrap(db), filters: [audit] });

      await expect(jobs.enqueue(send, { to: "ada" })).rejects.toThrow(
        "A filter writes into the store 'audit', which the database 'without' does not have.",
      );
      expect(await jobs.monitor.statistics()).toMatchObject({ enqueued: 0 });
      db.close();
    });

    test("that the store refuses end the app's call, which has changed nothing", async () => {
      const db = await openDB("refused", 1, {
        upgrade(db) {
          upgradeStores(db);
          // Neither a key path nor a generator: a row without a key is refused.
          db.createObjectStore("audit");
        },
      });
      await using jobs = createClient({ serviceWorker: false, database: unwrap(db), filters: [audit] });

      await expect(jobs.enqueue(send, { to: "ada" })).rejects.toMatchObject({ code: "filter" });
      expect(await jobs.monitor.statistics()).toMatchObject({ enqueued: 0 });
      db.close();
    });

    test("that the store refuses don't hold up a job in the server", async () => {
      const openUnique = () =>
        openDB("unique", 1, {
          upgrade(db) {
            upgradeStores(db);
            db.createObjectStore("audit", { autoIncrement: true }).createIndex("job", "job", {
              unique: true,
            });
          },
        });
      const db = await openUnique();
      const errors: unknown[] = [];
      await using jobs = createClient({ serviceWorker: false, database: unwrap(db) });
      await using server = createServer({
        database: { name: "unique", open: async () => unwrap(await openUnique()) },
        filters: [audit],
        handlers: [handle(send, ({ to }) => to)],
        onError: (error) => errors.push(error),
      });
      await server.ready;

      expect(await jobs.result(await jobs.enqueue(send, { to: "ada" }))).toBe("ada");

      // The claim's row is there; that of the end has the same unique key.
      expect((await db.getAll("audit")).map(({ state }) => state)).toEqual(["processing"]);
      expect(errors).toEqual([expect.objectContaining({ code: "filter" })]);
      db.close();
    });
  });

  describe("a filter that has to be waited for", () => {
    test("is refused within the app's transaction, which goes on", async () => {
      const db = await open("waiting");
      const slow: JobFilter = { name: "slow", onCreating: () => new Promise(() => {}) };
      await using jobs = createClient({ serviceWorker: false, database: unwrap(db), filters: [slow] });

      const transaction = db.transaction([...jobStores, "notes"], "readwrite");
      await expect(jobs.within(unwrap(transaction)).enqueue(send, { to: "ada" })).rejects.toMatchObject({
        code: "filter",
        message: expect.stringContaining("onCreating of the filter 'slow' answered a promise"),
      });
      await transaction.objectStore("notes").put({ id: 1 });
      await transaction.done;

      expect(await db.count("notes")).toBe(1);
      expect(await jobs.monitor.statistics()).toMatchObject({ enqueued: 0 });
      db.close();
    });

    test("at once, is asked there like everywhere", async () => {
      const db = await open("at-once");
      const told: unknown[] = [];
      const filter: JobFilter = {
        onCreating: (context) => {
          context.meta["from"] = context.call;
        },
        onCreated: ({ id }) => void told.push(id),
      };
      await using jobs = createClient({ serviceWorker: false, database: unwrap(db), filters: [filter] });

      const transaction = db.transaction([...jobStores, "notes"], "readwrite");
      const id = await jobs.within(unwrap(transaction)).enqueue(send, { to: "ada" });
      await transaction.done;

      expect((await jobs.get(id))?.meta).toEqual({ from: "within.enqueue" });
      expect(told).toEqual([id]);
      db.close();
    });
  });
}
