import { openDB } from "idb";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  type ClientOptions,
  createClient,
  defineJob,
  handle,
  InvalidJobError,
  type JobClient,
  StorageOutdatedError,
  StorageUnavailableError,
} from "../../src/index.ts";
import { createServer } from "../../src/server.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";

useFakeIndexedDB();

const send = defineJob<string, string>("send");

function open(options: ClientOptions = {}): JobClient {
  const client = createClient({ serviceWorker: false, ...options });
  onTestFinished(() => client.close());
  return client;
}

describe("createClient", () => {
  test.each<[options: unknown, ...named: string[]]>([
    [null, "options", "null"],
    [{ servicworker: "/sw.js" }, "'servicworker'", "did you mean 'serviceWorker'"],
    [{ serviceWorker: true }, "serviceWorker", "true", "false"],
    [{ serviceWorker: "" }, "serviceWorker", "''"],
    [{ updates: "always" }, "updates", "'always'", "'manual'"],
    [{ database: "" }, "database", "''"],
    [{ namespace: "" }, "namespace", "''"],
    [{ namespace: "two words" }, "namespace", "'two words'", "without blanks"],
    [{ namespace: "ada", database: { name: "app", open: () => {} } }, "namespace", "'ada'", "'default'"],
    [{ durability: "paranoid" }, "durability", "'paranoid'", "'strict'"],
  ])("refuses %o at once, by name", (options, ...named) => {
    const create = (): unknown => createClient(options as ClientOptions);

    expect(create).toThrow(InvalidJobError);
    for (const word of named) expect(create).toThrow(word);
  });

  test("answers a client at once; calls made before it is ready simply wait", async () => {
    const client = open();

    const id = await client.enqueue(send, "Ada");

    await expect(client.ready).resolves.toBeUndefined();
    expect(await client.get(id)).toMatchObject({ state: "enqueued", args: "Ada" });
  });

  test("where there is no IndexedDB says so, to whoever asks and to every call", async () => {
    Reflect.deleteProperty(globalThis, "indexedDB");
    const client = open();

    await expect(client.enqueue(send, "Ada")).rejects.toBeInstanceOf(StorageUnavailableError);
    await expect(client.ready).rejects.toBeInstanceOf(StorageUnavailableError);
  });

  test("an app is told once that its page is older than the database, and every call that it can't write", async () => {
    const newer = await openDB("slowmatch", 99);
    newer.close();
    const client = open();
    let told = 0;
    client.addEventListener("outdated", () => {
      told += 1;
    });
    await expect(client.ready).rejects.toBeInstanceOf(StorageOutdatedError);
    await expect(client.enqueue(send, "Ada")).rejects.toBeInstanceOf(StorageOutdatedError);
    await expect(client.get("none")).rejects.toBeInstanceOf(StorageOutdatedError);

    expect(told).toBe(1);
  });

  test("keeps apps on one origin apart by their databases", async () => {
    const [one, other] = [open({ database: "one" }), open({ database: "other" })];

    const id = await one.enqueue(send, "Ada");

    expect(await one.get(id)).toBeDefined();
    expect(await other.get(id)).toBeUndefined();
  });

  test("that is closed refuses what comes after", async () => {
    const client = open();
    await client.enqueue(send, "Ada");

    await client.close();

    await expect(client.enqueue(send, "Eve")).rejects.toMatchObject({ code: "closed" });
  });
});

describe("createServer", () => {
  const handler = handle(send, (to) => to);

  test.each<[options: unknown, ...named: string[]]>([
    [undefined, "options", "undefined"],
    [{}, "handlers", "undefined"],
    [{ handlers: [() => {}] }, "handlers", "handle("],
    [{ handlers: [handler, handler] }, "two handlers for 'send'"],
    [{ handlers: [], worker: 2 }, "'worker'", "did you mean 'workers'"],
    [{ handlers: [], workers: 0 }, "workers", "0", "1 to 100"],
    [{ handlers: [], workers: 1.5 }, "workers", "1.5"],
    [{ handlers: [], queues: "mail" }, "queues", "'mail'"],
    [{ handlers: [], queues: ["a", "a"] }, "queues", "each once"],
    [{ handlers: [], queues: ["A"] }, "queue", "'A'"],
    [{ handlers: [], onError: "log" }, "onError", "'log'"],
  ])("refuses %o at once, by name", (options, ...named) => {
    const create = (): unknown => createServer(options as never);

    expect(create).toThrow(InvalidJobError);
    for (const word of named) expect(create).toThrow(word);
  });

  test("runs what a client on the same database enqueues, and tells it of the end", async () => {
    const client = open();
    const server = createServer({ handlers: [handler] });
    onTestFinished(() => server.stop());

    const id = await client.enqueue(send, "Ada");

    expect(await client.result(id)).toBe("Ada");
  });
});

describe("handle", () => {
  test.each([
    ["no definition", () => handle(undefined as never, () => {}), "definition"],
    ["no function", () => handle(send, "x" as never), "handle('send')"],
  ])("refuses %s", (_, call, named) => {
    expect(call).toThrow(InvalidJobError);
    expect(call).toThrow(named);
  });
});
