import { expect, onTestFinished, test } from "vitest";
import {
  type ClientOptions,
  Cron,
  createClient,
  defineJob,
  handle,
  InvalidJobError,
  type JobClient,
} from "../../src/index.ts";
import { browserPlatform } from "../../src/platform/browser-platform.ts";
import { createServer } from "../../src/server.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { storeOf } from "../support/audit.ts";
import { deferred } from "../support/deferred.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";

useFakeIndexedDB();

const send = defineJob<string, string>("send");

function open(options: ClientOptions = {}): JobClient {
  const client = createClient({ serviceWorker: false, ...options });
  onTestFinished(() => client.close());
  return client;
}

async function rowsOf(database: string): Promise<Record<string, number>> {
  const storage = new IndexedDbStorage({ name: database }, browserPlatform());
  const store = await storeOf(storage);
  await storage.close();
  return Object.fromEntries(Object.entries(store).map(([table, rows]) => [table, rows.length]));
}

test("two namespaces see nothing of each other: no job, definition, hold, pause, event or server", async () => {
  const [ada, eve] = [open({ namespace: "ada" }), open({ namespace: "eve@example.com" })];
  const heard: string[] = [];
  eve.addEventListener("change", ({ type }) => heard.push(type));
  const server = createServer({ namespace: "ada", handlers: [handle(send, (to) => to)] });
  onTestFinished(() => server.stop());

  const id = await ada.enqueue(send, "Ada");
  await ada.result(id);
  await ada.recurring.addOrUpdate("daily", send, "Ada", Cron.daily());
  await ada.hold("auth");
  await ada.pauseQueue("default");
  await eve.enqueue(send, "Eve", { id });

  expect(await eve.get(id)).toMatchObject({ args: "Eve", state: "enqueued" });
  expect(await eve.monitor.statistics()).toMatchObject({
    enqueued: 1,
    succeeded: 0,
    recurring: 0,
    servers: 0,
  });
  expect(await eve.monitor.queues()).toMatchObject([{ name: "default", length: 1, paused: false }]);
  expect((await ada.monitor.statistics()).servers).toBe(1);
  expect(heard).toHaveLength(1);
});

test("a client without a namespace is in the one that is called 'default'", async () => {
  const id = await open().enqueue(send, "Ada");

  expect(await open({ namespace: "default" }).get(id)).toBeDefined();
});

test("wiping the namespace a client is in leaves no row behind, aborts what runs, and it can be used on", async () => {
  const ada = open({ namespace: "ada" });
  const aborted = deferred<unknown>();
  const begun = deferred<void>();
  const server = createServer({
    namespace: "ada",
    handlers: [
      handle(send, (to, { signal, log }) => {
        log("info", "begun", { to });
        if (to !== "slow") return to;
        signal.addEventListener("abort", () => aborted.resolve(signal.reason));
        begun.resolve();
        return new Promise<string>(() => {});
      }),
    ],
  });
  await ada.result(await ada.enqueue(send, "x".repeat(20_000)));
  const slow = await ada.enqueue(send, "slow");
  await ada.continueWith(slow, send, "after");
  await ada.recurring.addOrUpdate("daily", send, "Ada", Cron.daily());
  await ada.hold("auth", "signed out");
  await begun.promise;

  expect(await ada.clear({ namespace: "ada" })).toBe(3);

  expect(await aborted.promise).toMatchObject({ code: "job-deleted" });
  expect(await ada.monitor.statistics()).toMatchObject({
    enqueued: 0,
    processing: 0,
    succeeded: 0,
    recurring: 0,
  });
  expect(await ada.result(await ada.enqueue(send, "again"))).toBe("again");
  await server.stop({ grace: 0 });
  await ada.clear({ namespace: "ada" });
  const left = await rowsOf("slowmatch:ada");
  expect(left).toEqual(Object.fromEntries(Object.keys(left).map((table) => [table, 0])));
});

test("wiping another's namespace removes its database and leaves one's own alone", async () => {
  const [ada, eve] = [open({ namespace: "ada" }), open({ namespace: "eve" })];
  await ada.enqueue(send, "Ada");
  const id = await eve.enqueue(send, "Eve");
  await ada.close();

  expect(await eve.clear({ namespace: "ada" })).toBe(1);

  const names = (await indexedDB.databases()).map(({ name }) => name);
  expect(names).toEqual(["slowmatch:eve"]);
  expect(await eve.get(id)).toMatchObject({ state: "enqueued" });
  expect(await eve.clear({ namespace: "nobody" })).toBe(0);
  expect(await indexedDB.databases()).toHaveLength(1);
});

test("a namespace is wiped as a whole, and never one inside a database of the app's", async () => {
  const client = open();
  const id = await client.enqueue(send, "Ada");

  await expect(client.clear({ namespace: "default", queue: "mail" } as never)).rejects.toBeInstanceOf(
    InvalidJobError,
  );
  await expect(client.clear({ namespace: "" })).rejects.toBeInstanceOf(InvalidJobError);

  expect(await client.get(id)).toBeDefined();
});
