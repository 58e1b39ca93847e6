import { deleteDB, type IDBPDatabase, openDB, unwrap } from "idb";
import { afterEach, describe, expect, test } from "vitest";
import { createClient, defineJob, handle, jobStores, upgradeStores } from "../../src/index.ts";
import { createServer } from "../../src/server.ts";

export const upload = defineJob<{ note: string }, string>("upload");
const uploadHandler = handle(upload, ({ note }) => `uploaded ${note}`);

let count = 0;
let name = "";
const opened: IDBPDatabase[] = [];

const openApp = async (): Promise<IDBPDatabase> => {
  const db = await openDB(name, 7, {
    upgrade(db, _from, _to, transaction) {
      db.createObjectStore("notes", { keyPath: "id" });
      // An app may well have a store of this name.
      db.createObjectStore("jobs", { keyPath: "id" });
      upgradeStores(db, transaction);
    },
  });
  opened.push(db);
  return db;
};

export const beginApp = async () => {
  name = `within-${++count}`;
  const db = await openApp();
  const jobs = createClient({ serviceWorker: false, database: db });
  return {
    db,
    jobs,
    begun: () => db.transaction([...jobStores, "notes"], "readwrite"),
    async [Symbol.asyncDispose]() {
      await jobs.close();
    },
  };
};

async function closeApps(): Promise<void> {
  for (const db of opened.splice(0)) db.close();
  await deleteDB(name);
}

/** Collects them until it is asked for what there was. */
function unhandledRejections(): () => unknown[] {
  const found: unknown[] = [];
  const { process } = globalThis as { process?: NodeJS.Process };
  if (process?.on) {
    const note = (reason: unknown): void => void found.push(reason);
    process.on("unhandledRejection", note);
    return () => {
      process.off("unhandledRejection", note);
      return found;
    };
  }
  const noteEvent = ({ reason }: PromiseRejectionEvent): void => void found.push(reason);
  globalThis.addEventListener("unhandledrejection", noteEvent);
  return () => {
    globalThis.removeEventListener("unhandledrejection", noteEvent);
    return found;
  };
}

/** What `jobs.within(transaction)` promises, on whatever IndexedDB there is. */
export function describeWithin(where: string): void {
  describe(`jobs.within, ${where}`, () => {
    afterEach(closeApps);

    test("an app's write and its job are committed together, and the job runs", async () => {
      await using app = await beginApp();
      await using server = createServer({
        database: { name, open: openApp },
        handlers: [uploadHandler],
      });
      await server.ready;

      const transaction = app.begun();
      void transaction.objectStore("notes").put({ id: "n1", text: "hello" });
      const id = await app.jobs.within(transaction).enqueue(upload, { note: "n1" });
      await transaction.done;

      expect(await app.jobs.result(id)).toBe("uploaded n1");
      expect(await app.db.get("notes", "n1")).toEqual({ id: "n1", text: "hello" });
    });

    test("the browser's own transaction is as good as one that idb has wrapped", async () => {
      await using app = await beginApp();
      const native = unwrap(app.db).transaction([...jobStores, "notes"], "readwrite");
      const done = new Promise((resolve) => native.addEventListener("complete", resolve));

      const id = await app.jobs.within(native).enqueue(upload, { note: "n1" });
      await done;

      expect((await app.jobs.get(id))?.state).toBe("enqueued");
    });

    test("reads, writes and every way to enqueue share one transaction", async () => {
      await using app = await beginApp();
      const transaction = app.begun();
      const within = app.jobs.within(transaction);
      const notes = transaction.objectStore("notes");

      await notes.put({ id: "n1" });
      const first = await within.enqueue(upload, { note: "n1" });
      await notes.put({ id: "n2", job: first });
      const later = await within.schedule(upload, { note: "n2" }, { delay: "1h" });
      const child = await within.continueWith([first, later], upload, { note: "n3" });
      const more = await within.enqueueMany([
        { job: upload, args: { note: "n4" } },
        { job: upload, args: { note: "n5" }, when: { delay: "1h" } },
      ]);
      expect(await notes.count()).toBe(2);
      await transaction.done;

      const states = await Promise.all(
        [first, later, child, ...more].map(async (id) => (await app.jobs.get(id))?.state),
      );
      expect(states).toEqual(["enqueued", "scheduled", "awaiting", "enqueued", "scheduled"]);
      expect((await app.jobs.get(first))?.continuations).toEqual([child]);
      expect(await app.db.get("notes", "n2")).toEqual({ id: "n2", job: first });
    });

    test("calls that don't wait for each other are made in their order, and all are counted", async () => {
      await using app = await beginApp();
      await app.jobs.ready;
      const transaction = app.begun();
      const within = app.jobs.within(transaction);
      const calls = [
        within.enqueue(upload, { note: "n1" }, { id: "first" }),
        within.continueWith("first", upload, { note: "n2" }, { id: "second" }),
        app.jobs.within(transaction).enqueue(upload, { note: "n3" }, { unique: { key: "one" }, id: "third" }),
        within.enqueue(upload, { note: "n4" }, { unique: { key: "one" } }),
        within.continueWith("nobody", upload, { note: "n5" }).catch(({ code }) => code),
        within.batch((b) => b.enqueue(upload, { note: "n6" })).then(({ jobs }) => jobs.length),
      ];
      void transaction.objectStore("notes").put({ id: "n1" });

      expect(await Promise.all(calls)).toEqual(["first", "second", "third", "third", "job-not-found", 1]);
      await transaction.done;
      const { enqueued, awaiting } = await app.jobs.monitor.statistics();
      expect([enqueued, awaiting]).toEqual([3, 1]);
      expect(await app.jobs.monitor.jobs({ state: "enqueued" })).toHaveLength(3);
    });

    test("an aborted transaction leaves neither the app's write nor any job, and nobody is told", async () => {
      await using app = await beginApp();
      await app.jobs.ready;
      const told: string[] = [];
      app.jobs.addEventListener("change", () => told.push("change"));

      const transaction = app.begun();
      void transaction.objectStore("notes").put({ id: "n1" });
      const within = app.jobs.within(transaction);
      const ids = [
        await within.enqueue(upload, { note: "n1" }),
        await within.schedule(upload, { note: "n1" }, { delay: "1h" }),
      ];
      ids.push(await within.continueWith(ids, upload, { note: "n1" }));
      transaction.abort();
      await expect(transaction.done).rejects.toThrow();

      expect(await Promise.all(ids.map((id) => app.jobs.get(id)))).toEqual([undefined, undefined, undefined]);
      expect(await app.db.get("notes", "n1")).toBeUndefined();
      expect(await app.jobs.monitor.statistics()).toMatchObject({ enqueued: 0, scheduled: 0, awaiting: 0 });
      expect(told).toEqual([]);
    });

    test("an abort of the browser's own transaction is nobody's unhandled rejection", async () => {
      await using app = await beginApp();
      const native = unwrap(app.db).transaction([...jobStores, "notes"], "readwrite");
      const aborted = new Promise((resolve) => native.addEventListener("abort", resolve));
      const unhandled = unhandledRejections();

      const id = await app.jobs.within(native).enqueue(upload, { note: "n1" });
      native.abort();
      await aborted;

      expect(await app.jobs.get(id)).toBeUndefined();
      expect(unhandled()).toEqual([]);
    });

    test("a failed write of the app takes the job with it", async () => {
      await using app = await beginApp();
      await app.db.put("notes", { id: "n1" });

      const transaction = app.begun();
      const id = await app.jobs.within(transaction).enqueue(upload, { note: "n1" });
      await expect(transaction.objectStore("notes").add({ id: "n1" })).rejects.toThrow();
      await expect(transaction.done).rejects.toThrow();

      expect(await app.jobs.get(id)).toBeUndefined();
    });

    test("events and servers hear of it after the commit, and not before", async () => {
      await using app = await beginApp();
      const ran: string[] = [];
      await using server = createServer({
        database: { name, open: openApp },
        handlers: [
          handle(upload, ({ note }) => {
            ran.push(note);
            return note;
          }),
        ],
      });
      await server.ready;
      const order: string[] = [];
      app.jobs.addEventListener("enqueued", () => order.push("told"));

      const transaction = app.begun();
      unwrap(transaction).addEventListener("complete", () => order.push("committed"));
      const id = await app.jobs.within(transaction).enqueue(upload, { note: "n1" });
      order.push("answered");
      for (let i = 0; i < 20; i++) await transaction.objectStore("notes").put({ id: `n${i}` });
      expect([order, ran]).toEqual([["answered"], []]);
      await transaction.done;
      await app.jobs.result(id);

      expect(order).toEqual(["answered", "committed", "told"]);
      expect(ran).toEqual(["n1"]);
    });

    test("a refused call writes nothing, and the app's transaction goes on", async () => {
      await using app = await beginApp();
      const transaction = app.begun();
      const within = app.jobs.within(transaction);

      await expect(within.continueWith("nobody", upload, { note: "n1" })).rejects.toMatchObject({
        code: "job-not-found",
      });
      await expect(within.enqueue(upload, { note: "n1" }, { queue: "No!" })).rejects.toMatchObject({
        code: "invalid-job",
      });
      await transaction.objectStore("notes").put({ id: "n1" });
      await transaction.done;

      expect(await app.db.count("notes")).toBe(1);
      expect(await app.jobs.monitor.statistics()).toMatchObject({ enqueued: 0, awaiting: 0 });
    });

    test("a transaction that doesn't span the job stores is refused, with their names and the line that would", async () => {
      await using app = await beginApp();
      const enqueue = (transaction: ReturnType<typeof app.begun>): Promise<string> =>
        app.jobs.within(transaction).enqueue(upload, { note: "n1" });

      await expect(enqueue(app.db.transaction(["notes"], "readwrite"))).rejects.toThrow(
        /doesn't span the stores 'slowmatch-jobs', 'slowmatch-ready', .*db\.transaction\(\[\.\.\.jobStores, 'notes'\], 'readwrite'\)/,
      );
      const but = jobStores.filter((store) => store !== "slowmatch-counters");
      await expect(enqueue(app.db.transaction(but, "readwrite"))).rejects.toThrow(
        "doesn't span the store 'slowmatch-counters'.",
      );
      await expect(enqueue(app.db.transaction([...jobStores]) as never)).rejects.toThrow("is readonly");
    });

    test("a transaction of another database is refused, with the names of both", async () => {
      await using app = await beginApp();
      const other = await openDB(`${name}-other`, 1, { upgrade: (db) => upgradeStores(db) });

      const call = app.jobs
        .within(other.transaction([...jobStores], "readwrite"))
        .enqueue(upload, { note: "n1" });

      await expect(call).rejects.toThrow(
        `is one of the database '${name}-other', and this client's jobs are in '${name}'`,
      );
      other.close();
      await deleteDB(`${name}-other`);
    });

    test("a transaction that has ended is refused, with the reason", async () => {
      await using app = await beginApp();
      const transaction = app.begun();
      await transaction.done;

      await expect(app.jobs.within(transaction).enqueue(upload, { note: "n1" })).rejects.toThrow(
        "the transaction has ended. A browser ends one as soon as nothing is asked of it",
      );
      expect(await app.jobs.monitor.statistics()).toMatchObject({ enqueued: 0 });
    });
  });
}
