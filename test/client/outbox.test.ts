import { openDB } from "idb";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  createClient,
  defineJob,
  handle,
  type InvalidJobError,
  type JobClient,
  PartNotLoadedError,
} from "../../src/index.ts";
import { workerCore } from "../../src/server/worker-core.ts";
import { createServer } from "../../src/server.ts";
import { EarlyPage as Page } from "../support/early-page.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";

useFakeIndexedDB();

const send = defineJob<string, string>("send");

/** The database as an earlier visit has made it. */
async function visited(): Promise<void> {
  const client = createClient({ serviceWorker: false });
  await client.ready;
  await client.close();
}

const chores = async (): Promise<number> => {
  const database = await openDB("slowmatch");
  const count = await database.count("slowmatch-chores");
  database.close();
  return count;
};

describe("a page of which only the first script is here", () => {
  test("answers ids of jobs that are stored, and a server runs them, though the rest never comes", async () => {
    await visited();
    const { client } = new Page();
    const ids = [
      await client.enqueue(send, "Ada"),
      await client.schedule(send, "Bob", { delay: "1h" }),
      ...(await client.enqueueMany([{ job: send, args: "Eve" }])),
    ];
    expect(await chores()).toBe(3);

    const other = createClient({ serviceWorker: false });
    const server = createServer({ handlers: [handle(send, (to) => `to ${to}`)] });
    onTestFinished(async () => {
      await server.stop();
      await other.close();
    });

    expect(await other.result(ids[0]!)).toBe("to Ada");
    expect(await other.result(ids[2]!)).toBe("to Eve");
    expect((await other.get(ids[1]!))?.state).toBe("scheduled");
    expect(await chores()).toBe(0);
  });

  test("a server that is at rest hears of them at once", async () => {
    await visited();
    const server = createServer({ handlers: [handle(send, (to) => `to ${to}`)] });
    onTestFinished(() => server.stop());
    await server.ready;
    const other = createClient({ serviceWorker: false });
    onTestFinished(() => other.close());
    // After this it has looked for all there is, and nothing but a word makes it look again.
    await other.result(await other.enqueue(send, "first"));
    const { client } = new Page();

    expect(await other.result(await once(other, await client.enqueue(send, "Ada")))).toBe("to Ada");
  });

  test("takes in what it has left before anything else, in the order of the calls", async () => {
    await visited();
    const page = new Page();
    const { client } = page;
    const first = await Promise.all(["a", "b", "c"].map((to) => client.enqueue(send, to)));
    const parent = first[1]!;
    const waiting = [
      client.continueWith(parent, send, "d"),
      client.get(first[0]!),
      client.enqueue(send, "e"),
    ];
    const seen: string[] = [];
    client.addEventListener("enqueued", ({ id }) => seen.push(id));

    page.arrive();

    const [child, got, last] = await Promise.all(waiting);
    expect(got).toMatchObject({ state: "enqueued", args: "a" });
    expect((await client.get(parent))?.continuations).toEqual([child]);
    expect(seen.slice(0, 4)).toEqual([...first, last]);
    expect((await client.monitor.jobs({ state: "enqueued", order: "oldest" })).map(({ id }) => id)).toEqual([
      ...first,
      last,
    ]);
    expect(await chores()).toBe(0);
  });

  test("finds what it has left, though the first two transactions that take it in are aborted", async () => {
    await visited();
    const page = new Page();
    const id = await page.client.enqueue(send, "Ada");
    const { commit } = IDBTransaction.prototype;
    let aborted = 0;
    const spy = vi.spyOn(IDBTransaction.prototype, "commit").mockImplementation(function (
      this: IDBTransaction,
    ) {
      const takesIn = ["chores", "jobs"].every((name) => this.objectStoreNames.contains(`slowmatch-${name}`));
      if (!takesIn || aborted > 1) return commit.call(this);
      aborted += 1;
      this.abort();
    });
    onTestFinished(() => spy.mockRestore());
    page.arrive();

    expect(await page.client.get(id)).toMatchObject({ state: "enqueued", args: "Ada" });
    expect(aborted).toBe(2);
  });

  test("asks for the commit itself: frozen before it hears of it, it would hold up every other writer", async () => {
    await visited();
    const { client } = new Page();
    const commit = vi.spyOn(IDBTransaction.prototype, "commit");
    onTestFinished(() => commit.mockRestore());

    await client.enqueue(send, "Ada");

    expect(commit).toHaveBeenCalledOnce();
  });

  test("tells when the call was made, however late it is taken in", async () => {
    await visited();
    const page = new Page();
    const before = Date.now();
    const id = await page.client.enqueue(send, "Ada");
    const after = Date.now();
    page.arrive();

    const job = await page.client.get(id);
    expect(job?.createdAt).toBeGreaterThanOrEqual(before);
    expect(job?.createdAt).toBeLessThanOrEqual(after);
    expect(job?.history[0]?.at).toBe(job?.createdAt);
  });

  test("keeps what was given when the call was made", async () => {
    await visited();
    const note = defineJob<{ text: string }>("note");
    const page = new Page();
    const args = { text: "as given" };
    const ids = [
      page.client.enqueue(note, args),
      page.client.enqueue(note, args, { unique: { key: "one" } }),
    ];
    args.text = "changed";
    page.arrive();

    for (const id of ids) expect((await page.client.get(await id))?.args).toEqual({ text: "as given" });
  });

  test("waits for the rules where they may refuse, or answer another id", async () => {
    await visited();
    const page = new Page();
    const unique = { key: "k" } as const;
    const answers = Promise.all([
      page.client.enqueue(send, "a", { unique }),
      page.client.enqueue(send, "b", { unique }),
      page.client.continueWith("nobody", send, "c").catch(({ code }) => code),
      page.client
        .enqueue(send, "d", { filters: [{ onCreating: ({ cancel }) => cancel("no") }] })
        .catch(({ code }) => code),
    ]);
    await page.client.enqueue(send, "e");
    expect(await chores()).toBe(1);

    page.arrive();

    const [a, b, ...refused] = await answers;
    expect(a).toBe(b);
    expect(refused).toEqual(["job-not-found", "job-cancelled"]);
  });

  test("leaves nothing that is wrong: whoever has the rules refuses it, and says why", async () => {
    await visited();
    const page = new Page();
    const { client } = page;
    const fails = defineJob<string>("fails", {
      displayName() {
        throw new Error("no title");
      },
    });
    const refusals = Promise.all(
      [
        client.enqueue(send, "a", { queue: "No!" }),
        client.enqueue(send, (() => {}) as never),
        client.enqueue({ name: "by hand", retry: "never" } as never, "a"),
        client.enqueue(undefined as never, "a"),
        client.enqueue(send, "a", null as never),
        client.enqueue(fails, "a"),
        client.schedule(send, "a", { at: "tomorrow" }),
        client.schedule(send, "a", undefined as never),
        client.enqueueMany([{ job: send, args: "a", queue: "mail" } as never]),
        client.enqueueMany(5 as never),
      ].map((call) => call.catch((error: InvalidJobError) => error.message)),
    );
    expect(() => client.within({} as never)).toThrow("within");
    await client.enqueue(send, "behind them");
    expect(await chores()).toBe(1);

    page.arrive();

    expect(await refusals).toEqual([
      expect.stringContaining("enqueue('send'): queue is 'No!'"),
      expect.stringContaining("enqueue('send'): the arguments can't be stored"),
      expect.stringContaining("enqueue: job is { name, retry }; expected what defineJob answered"),
      expect.stringContaining("enqueue: job is undefined"),
      expect.stringContaining("enqueue('send'): options is null"),
      expect.stringContaining("enqueue('fails'): the definition's displayName function threw"),
      expect.stringContaining("schedule: at is 'tomorrow'"),
      expect.stringContaining("schedule: when is undefined"),
      expect.stringContaining("enqueueMany[0]: there is no option 'queue'"),
      expect.stringContaining("enqueueMany: jobs is 5"),
    ]);
  });

  test("leaves of a definition's functions what they say, or that there are some", async () => {
    await visited();
    const page = new Page();
    const clock = vi.spyOn(Date, "now").mockReturnValue(4e12);
    onTestFinished(() => clock.mockRestore());
    const titled = defineJob<string>("titled", {
      displayName: (name) => `For ${name}`,
      retry: { attempts: 3, delay: (attempt) => attempt * 1_000, on: () => true },
      migrate: () => "Ada",
      version: 2,
      concurrency: { limit: 2 },
      prefers: { network: "unmetered", within: "8h" },
    });
    const keyed = defineJob<string>("keyed", { concurrency: { limit: 1, key: (name) => name } });
    const left = await page.client.enqueue(titled, "Ada", { tags: ["a", "a"], meta: { lang: "tr" } });
    const waiting = page.client.enqueue(keyed, "Ada");
    expect(await chores()).toBe(1);
    page.arrive();
    await page.client.ready;

    const again = await page.client.enqueue(titled, "Ada", { tags: ["a", "a"], meta: { lang: "tr" } });
    const early = await page.client.get(left);
    expect(early).toEqual({ ...(await page.client.get(again)), id: left });
    expect(early).toMatchObject({ displayName: "For Ada", maxAttempts: 4, tags: ["a"] });
    expect((await page.client.get(await waiting))?.waitingFor).toBeDefined();
  });

  test("counts a delay from the call, also of what waits for the rest", async () => {
    await visited();
    const page = new Page();
    const clock = vi.spyOn(Date, "now").mockReturnValue(4e12);
    onTestFinished(() => clock.mockRestore());
    const delay = { delay: "10m" };
    const unique = { unique: { key: "a" } } as const;
    const ids = Promise.all([
      page.client.schedule(send, "left", delay),
      page.client.schedule(send, "waits", delay, unique),
      page.client.enqueueMany([
        { job: send, args: "waits too", when: delay, options: { unique: { key: "b" } } },
      ]),
    ]);
    clock.mockReturnValue(4e12 + 300_000);
    page.arrive();

    const due = (await ids).flat().map(async (id) => (await page.client.get(id))?.scheduledFor);
    expect(await Promise.all(due)).toEqual([4e12 + 600_000, 4e12 + 600_000, 4e12 + 600_000]);
  });

  test("at the very first visit waits for the rest, which makes the stores", async () => {
    const page = new Page();
    const id = page.client.enqueue(send, "Ada");
    page.arrive();

    expect((await page.client.get(await id))?.state).toBe("enqueued");
    expect(await indexedDB.databases()).toHaveLength(1);
  });

  test("says that the rest could not be loaded, stores jobs all the same, and tries again at the next call", async () => {
    await visited();
    const page = new Page();
    const { ready } = page.client;
    const read = page.client.monitor.statistics().catch((error: unknown) => error);
    page.lose();
    expect(await read).toBeInstanceOf(PartNotLoadedError);
    await expect(ready).rejects.toBeInstanceOf(PartNotLoadedError);

    const id = await page.client.enqueue(send, "Ada");
    const job = page.client.get(id);
    page.arrive();

    expect((await job)?.state).toBe("enqueued");
    expect(page.asked).toBe(2);
  });

  test("an id of the app's own is stored once, whoever was first", async () => {
    await visited();
    const page = new Page();
    const [one, other] = [
      await page.client.enqueue(send, "a", { id: "mine" }),
      await page.client.enqueue(send, "b", { id: "mine" }),
    ];
    page.arrive();

    expect([one, other]).toEqual(["mine", "mine"]);
    expect((await page.client.get("mine"))?.args).toBe("a");
    expect((await page.client.monitor.statistics()).enqueued).toBe(1);
  });

  test("ten thousand calls made at once are taken in in order", async () => {
    await visited();
    const page = new Page();
    const ids = await Promise.all(
      Array.from({ length: 10_000 }, (_, i) => page.client.enqueue(send, String(i))),
    );
    page.arrive();

    expect((await page.client.monitor.statistics()).enqueued).toBe(10_000);
    const jobs = await page.client.monitor.jobs({ state: "enqueued", order: "oldest", limit: 100 });
    expect(jobs.map(({ id }) => id)).toEqual(ids.slice(0, 100));
    expect(await chores()).toBe(0);
  });

  test("listeners and subscriptions that are taken away meanwhile hear nothing", async () => {
    await visited();
    const page = new Page();
    const heard: string[] = [];
    const listener = (): void => void heard.push("event");
    page.client.addEventListener("enqueued", listener);
    page.client.removeEventListener("enqueued", listener);
    page.client.monitor.subscribe(() => heard.push("notice"))();
    await page.client.enqueue(send, "Ada");
    page.arrive();
    await page.client.ready;

    expect(heard).toEqual([]);
  });

  test("a listener that is added while what was left is taken in hears what comes after", async () => {
    await visited();
    const page = new Page();
    await page.client.enqueue(send, "Ada");
    const heard: string[] = [];
    page.client.addEventListener("enqueued", ({ id }) => {
      heard.push(id);
      page.client.addEventListener("enqueued", ({ id }) => heard.push(`also ${id}`), { once: true });
    });
    page.arrive();
    await page.client.ready;
    heard.length = 0;

    const id = await page.client.enqueue(send, "Bob");

    expect(heard).toContain(`also ${id}`);
  });

  test("what the database refuses beside another is stored once, and so is the other", async () => {
    await visited();
    const page = new Page();
    const own = IDBObjectStore.prototype.add;
    let calls = 0;
    const spy = vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(function (
      this: IDBObjectStore,
      value,
    ) {
      calls += 1;
      if (calls === 2) throw new DOMException("It can't be cloned.", "DataCloneError");
      return own.call(this, value);
    });
    onTestFinished(() => spy.mockRestore());
    const ids = Promise.all([page.client.enqueue(send, "a"), page.client.enqueue(send, "b")]);
    await vi.waitFor(() => expect(calls).toBe(2));
    page.arrive();

    await ids;
    expect((await page.client.monitor.statistics()).enqueued).toBe(2);
    expect(await page.client.monitor.jobs({ state: "enqueued" })).toHaveLength(2);
    expect(await chores()).toBe(0);
  });

  test("closing waits for what is on its way", async () => {
    await visited();
    const page = new Page();
    const id = page.client.enqueue(send, "Ada");
    const closed = page.client.close();
    page.arrive();
    await closed;

    expect(await id).toMatch(/./);
    await expect(page.client.enqueue(send, "Eve")).rejects.toMatchObject({ code: "closed" });
  });

  test("in a service worker the rest is there without being fetched", async () => {
    const page = new Page({}, workerCore);
    page.arrive();
    const id = await page.client.enqueue(send, "Ada");

    await page.client.ready;
    expect((await page.client.get(id))?.state).toBe("enqueued");
  });
});

/** The id, once another client has been told of its job. */
const once = (client: JobClient, id: string): Promise<string> =>
  new Promise((resolve) => {
    const look = async (): Promise<void> => {
      if (await client.get(id)) resolve(id);
    };
    client.addEventListener("change", () => void look());
    void look();
  });
