import { openDB } from "idb";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  ClosedError,
  createClient,
  defineJob,
  handle,
  type JobClient,
  type JobFilter,
  PartNotLoadedError,
} from "../../src/index.ts";
import { createServer } from "../../src/server.ts";
import { jobStores, upgradeStores } from "../../src/storage/indexeddb/schema.ts";
import { EarlyPage } from "../support/early-page.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";

useFakeIndexedDB();

const send = defineJob<unknown, unknown>("send");
const unique = (key: string) => ({ unique: { key } }) as const;
const seeing: JobFilter = { onCreating() {} };

const whole = (): JobClient => {
  const client = createClient({ serviceWorker: false });
  onTestFinished(() => client.close());
  return client;
};

/** The database as an earlier visit has made it. */
async function visited(): Promise<void> {
  const client = createClient({ serviceWorker: false });
  await client.ready;
  await client.close();
}

const inOrder = async (client: JobClient): Promise<unknown[]> =>
  (await client.monitor.jobs({ state: "enqueued", order: "oldest", limit: 100 })).map(({ args }) => args);

describe.each([
  ["at the very first visit", async () => {}],
  ["at a later visit", visited],
])("calls made before the client's rest is here, %s", (_, visit) => {
  test("stand in the line of their queue in the order in which they were made", async () => {
    await visit();
    const page = new EarlyPage();
    const { client } = page;
    const calls = [
      client.enqueue(send, 1),
      client.enqueue(send, 2, unique("two")),
      client.enqueueMany([{ job: send, args: 3 }]),
      client.enqueue(send, 4, { filters: [seeing] }),
      client.enqueueMany([{ job: send, args: 5, options: unique("five") }]),
      client.enqueue(send, 6),
    ];
    page.arrive();
    await Promise.all(calls);

    expect(await inOrder(client)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("find what an earlier one has made", async () => {
    await visit();
    const page = new EarlyPage();
    const { client } = page;
    const made = client.enqueue(send, 1, { id: "mine" });
    const got = client.get("mine");
    const child = client.continueWith("mine", send, 2, { id: "child" });
    const batch = client.batch((b) => b.continueWith("mine", send, 3));
    const deleted = client.delete("mine");
    page.arrive();

    expect(await made).toBe("mine");
    expect((await got)?.state).toBe("enqueued");
    expect(await child).toBe("child");
    expect((await batch).jobs).toHaveLength(1);
    expect(await deleted).toBe(true);
    expect((await client.get("child"))?.state).toBe("deleted");
  });

  test("keep what they were given, whatever the app does with it afterwards", async () => {
    await visit();
    const page = new EarlyPage({ filters: [seeing] });
    const { client } = page;
    class Note {
      text = "as given";
    }
    const args = new Note();
    const options = { tags: ["given"] };
    const list = [{ job: send, args }];
    const when = { at: new Date(4e12) };
    const query = { state: "scheduled" as const };
    const followed = { job: send, args };
    const all = {
      enqueue: client.enqueue(send, args, options),
      many: client.enqueueMany(list),
      scheduled: client.schedule(send, args, when, { id: "later" }),
      found: client.monitor.jobs(query),
      batch: client.batch((b) => b.enqueue(send, 0), { name: "given", onSucceeded: followed }),
      recurring: client.recurring.addOrUpdate("daily", send, args, "@daily", { job: options }),
      copy: client.duplicate("later", { args }),
    };
    args.text = "changed";
    options.tags.push("changed");
    list.push(list[0]!);
    when.at.setTime(5e12);
    query.state = "failed" as never;
    followed.job = defineJob("other");
    page.arrive();

    const given = { text: "as given" };
    expect(await client.get(await all.enqueue)).toMatchObject({ args: given, tags: ["given"] });
    const ids = await all.many;
    expect(ids).toHaveLength(1);
    expect((await client.get(ids[0]!))?.args).toEqual(given);
    expect(await client.get(await all.scheduled)).toMatchObject({ args: given, scheduledFor: 4e12 });
    expect((await all.found).map(({ id }) => id)).toEqual(["later"]);
    const batch = await all.batch;
    expect((await batch.get())?.name).toBe("given");
    expect(await client.get(batch.onSucceeded!)).toMatchObject({ name: "send", args: given });
    await all.recurring;
    expect((await client.recurring.get("daily"))?.args).toEqual(given);
    expect((await client.get((await all.copy)!))?.args).toEqual(given);
  });
});

describe("before the client's rest is here", () => {
  test("arguments of a recurring job that can't be stored are refused, and the place is named", async () => {
    const page = new EarlyPage();
    const args = { page: { open() {} } };
    const refused = expect(page.client.recurring.addOrUpdate("r", send, args, "@daily")).rejects.toThrow(
      "recurring.addOrUpdate('send'): args.page.open can't be stored",
    );
    page.arrive();

    await refused;
  });

  test.each([
    ["filters that are no list", (client: JobClient) => client.enqueue(send, 1, { filters: 5 as never })],
    [
      "a job that defineJob hasn't answered",
      (client: JobClient) => client.enqueue({ name: "send" } as never, 1 as never),
    ],
    ["no time", (client: JobClient) => client.schedule(send, 1, undefined as never)],
  ])("%s: the call is refused as it is later, and nothing of it is left", async (_, call) => {
    await visited();
    const page = new EarlyPage();
    const { client } = page;
    const early = call(client).catch(String);
    // Time enough to leave it.
    await new Promise((resolve) => setTimeout(resolve, 50));
    page.arrive();
    await client.ready;

    expect(await early).toMatch("InvalidJobError");
    expect(await early).toBe(await call(client).catch(String));
    expect(await client.monitor.jobs()).toHaveLength(0);
  });

  test("a list of jobs needs nothing more, whether they have a time, `undefined` for one, or there are none", async () => {
    await visited();
    const { client } = new EarlyPage();
    const ids = await client.enqueueMany([
      { job: send, args: 1, when: undefined as never },
      { job: send, args: 2, when: { delay: "1h" }, options: { filters: [] } },
    ]);

    expect(ids).toHaveLength(2);
    expect(await client.enqueueMany([])).toEqual([]);
    expect(await whole().monitor.statistics()).toMatchObject({ enqueued: 1, scheduled: 1 });
  });

  test("what is no listener is refused at once, and spoils nothing", async () => {
    const page = new EarlyPage();
    const { client } = page;
    expect(() => client.addEventListener("change", 5 as never)).toThrow(TypeError);
    expect(() => client.addEventListener("change", () => {}, { signal: 5 as never })).toThrow(TypeError);
    page.arrive();

    await expect(client.ready).resolves.toBeUndefined();
    expect(await client.get(await client.enqueue(send, 1))).toBeDefined();
  });

  test("listeners hear what other contexts make of a job meanwhile", async () => {
    await visited();
    const server = createServer({ handlers: [handle(send, () => {})] });
    onTestFinished(() => server.stop());
    await server.ready;
    const page = new EarlyPage();
    const heard: string[] = [];
    const noticed: string[] = [];
    for (const type of ["enqueued", "succeeded"] as const)
      page.client.addEventListener(type, ({ id, state }) => heard.push(`${id} ${state}`));
    page.client.monitor.subscribe((notices) => noticed.push(...notices.map(({ type }) => type)));
    const other = whole();
    const id = await page.client.enqueue(send, 1);
    await other.result(id);
    page.arrive();

    await vi.waitFor(() => expect(heard).toEqual([`${id} enqueued`, `${id} succeeded`]));
    expect(noticed).toContain("job");
  });

  test("another page's client knows of a job as soon as its id is answered", async () => {
    await visited();
    const other = whole();
    await other.ready;
    const { client } = new EarlyPage();
    const heard: string[] = [];
    other.addEventListener("enqueued", ({ id }) => heard.push(id));
    const id = await client.enqueue(send, 1);
    // Whoever sends the id to another context sends it behind the word of the commit.
    await new Promise((resolve) => {
      const channel = new BroadcastChannel("slowmatch:slowmatch");
      onTestFinished(() => channel.close());
      channel.onmessage = resolve;
      void client.enqueue(send, 2);
    });

    expect((await other.get(id))?.state).toBe("enqueued");
    expect(await other.continueWith(id, send, 2)).toMatch(/./);
    expect(heard).toContain(id);
  });

  test("no connection is open but while a job is being stored, which would hold up others if the page stood still", async () => {
    await visited();
    const opened = vi.spyOn(indexedDB, "open");
    const closed = vi.spyOn(IDBDatabase.prototype, "close");
    onTestFinished(() => void closed.mockRestore());
    const { client } = new EarlyPage();
    await Promise.all([client.enqueue(send, 1), client.enqueue(send, 2)]);
    await client.enqueue(send, 3);

    expect(opened).toHaveBeenCalledTimes(2);
    expect(closed).toHaveBeenCalledTimes(2);
  });

  test("the rest is asked for again by whoever asks whether all is ready", async () => {
    const page = new EarlyPage();
    const { ready } = page.client;
    page.lose();
    await expect(ready).rejects.toBeInstanceOf(PartNotLoadedError);
    const again = page.client.ready;
    page.arrive();

    await expect(again).resolves.toBeUndefined();
    expect(page.client.ready).toBe(again);
  });

  test("an export that was asked for is there whenever its pieces are", async () => {
    const page = new EarlyPage();
    const pieces = page.client.export();
    page.arrive();
    await page.client.ready;

    expect(JSON.parse(await pieces)).toBeTypeOf("object");
  });

  test("calls of one transaction of the app are made in their order, with what they were given", async () => {
    const database = await openDB("app", 1, {
      upgrade: (db, _old, _new, transaction) => upgradeStores(db as never, transaction as never),
    });
    onTestFinished(() => database.close());
    const page = new EarlyPage({ database });
    const transaction = database.transaction([...jobStores], "readwrite");
    const args = { n: 1 };
    const calls = [
      page.client.within(transaction).enqueue(send, args, { id: "a" }),
      page.client.within(transaction).continueWith("a", send, args, { id: "b" }),
      page.client.within(transaction).enqueueMany([{ job: send, args, options: { id: "c" } }]),
    ];
    args.n = 2;
    setTimeout(() => page.arrive(), 5);

    expect(await Promise.all(calls)).toEqual(["a", "b", ["c"]]);
    await transaction.done;
    for (const id of ["a", "b", "c"]) expect((await page.client.get(id))?.args).toEqual({ n: 1 });
  });
});

test("what another page has left is there for a call, whatever the clocks said", async () => {
  await visited();
  const page = new EarlyPage();
  const now = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 3_600_000);
  const id = await page.client.enqueue(send, 1);
  now.mockRestore();
  await page.client.close();

  expect(await whole().get(id)).toMatchObject({ args: 1, state: "enqueued" });
});

describe("closing before the client's rest is here", () => {
  test("does not wait for it where nobody does, and opens nothing afterwards", async () => {
    await visited();
    const page = new EarlyPage();
    const id = await page.client.enqueue(send, 1);
    await page.client.close();

    await expect(page.client.enqueue(send, 2)).rejects.toBeInstanceOf(ClosedError);
    await expect(page.client.get(id)).rejects.toBeInstanceOf(ClosedError);
    await expect(page.client.monitor.statistics()).rejects.toBeInstanceOf(ClosedError);
    await expect(page.client.enqueueMany([])).rejects.toBeInstanceOf(ClosedError);
    page.arrive();
    await page.client.close();
    expect(page.opened).toBe(0);
    expect((await whole().get(id))?.args).toBe(1);
  });

  test("settles what waits for it, also when it can't be had", async () => {
    await visited();
    const page = new EarlyPage();
    const read = page.client.get("nobody").catch((error: unknown) => error);
    const closed = page.client.close();
    page.lose();
    await closed;

    expect(await read).toBeInstanceOf(PartNotLoadedError);
    await expect(page.client.get("nobody")).rejects.toBeInstanceOf(ClosedError);
    expect(page.asked).toBe(1);
  });

  test("holds up nobody who deletes or upgrades the database, nor does an open page", async () => {
    await visited();
    const open = new EarlyPage();
    await open.client.enqueue(send, 1);
    const upgraded = await openDB("slowmatch", 99, { blocked: () => expect.fail("blocked by an open page") });
    upgraded.close();
    const newer = open.client.enqueue(send, 2);
    open.arrive();
    await expect(newer).rejects.toMatchObject({ code: "storage-outdated" });

    indexedDB.deleteDatabase("slowmatch");
    await visited();
    const page = new EarlyPage();
    await page.client.enqueue(send, 1);
    await page.client.close();
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase("slowmatch");
      request.onsuccess = () => resolve();
      request.onblocked = () => reject(new Error("blocked by a closed page"));
    });
  });

  test("leaves no timer behind", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const page = new EarlyPage();
    page.arrive();
    await page.client.get(await page.client.enqueue(send, 1));
    await page.client.close();

    expect(vi.getTimerCount()).toBe(0);
  });
});
