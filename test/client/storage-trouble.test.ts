import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  type ClientEvents,
  type ClientOptions,
  Cron,
  createClient,
  defineJob,
  handle,
  type JobClient,
  StorageUnavailableError,
} from "../../src/index.ts";
import { createServer } from "../../src/server.ts";
import { SCHEMA_VERSION } from "../../src/storage/indexeddb/schema.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";

useFakeIndexedDB();

const send = defineJob<string, string>("send");

function open(options: ClientOptions = {}): JobClient {
  const client = createClient({ serviceWorker: false, ...options });
  onTestFinished(() => client.close());
  return client;
}

const told = (client: JobClient, type: keyof ClientEvents): Promise<string> =>
  new Promise((resolve) => {
    client.addEventListener(type, (event) => resolve((event as { message?: string }).message ?? ""), {
      once: true,
    });
  });

const deleted = (name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });

/** `navigator.storage` as a browser has it. */
function stubSiteStorage(manager: object): void {
  vi.stubGlobal("navigator", { storage: manager, onLine: true });
  onTestFinished(() => void vi.unstubAllGlobals());
}

describe("a database that is deleted under everybody", () => {
  test("is told to the page at once, and everything goes on in a new one", async () => {
    const client = open();
    const server = createServer({ handlers: [handle(send, (to) => to)] });
    onTestFinished(() => server.stop());
    await client.result(await client.enqueue(send, "Ada"));
    await client.recurring.addOrUpdate("daily", send, "x", Cron.daily());
    const lost = told(client, "storage-lost");

    await deleted("slowmatch");

    expect(await lost).toContain("jobs are gone");
    expect(await client.recurring.list()).toEqual([]);
    expect(await client.result(await client.enqueue(send, "Eve"))).toBe("Eve");
    expect(await client.monitor.statistics()).toMatchObject({ succeeded: 1, servers: 1 });
  });

  test("is not told when the page has wiped it itself", async () => {
    const client = open({ namespace: "ada" });
    await client.enqueue(send, "Ada");
    const lost = vi.fn();
    client.addEventListener("storage-lost", lost);

    await client.clear({ namespace: "ada" });
    await deleted("slowmatch:ada");
    await client.enqueue(send, "Eve");

    expect(lost).not.toHaveBeenCalled();
  });
});

test("an old tab that blocks the upgrade is told to the app, and when it has let go", async () => {
  const stubborn = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open("slowmatch", SCHEMA_VERSION - 1 || 1);
    request.onsuccess = () => resolve(request.result);
  });
  const client = open();
  const [blocked, unblocked] = [told(client, "blocked"), told(client, "unblocked")];
  const id = client.enqueue(send, "Ada");

  expect(await blocked).toContain("Close or reload it");
  stubborn.close();

  expect(await unblocked).toContain("goes on");
  expect(await client.get(await id)).toMatchObject({ state: "enqueued" });
});

describe("storage that is refused", () => {
  const refuse = (): void => {
    Object.defineProperty(indexedDB, "open", {
      value: () => {
        throw new DOMException("The operation is insecure.", "SecurityError");
      },
    });
  };

  test("is told by every call of a client, with what to do", async () => {
    refuse();
    const client = open();

    for (const call of [client.ready, client.enqueue(send, "Ada"), client.get("a"), client.clear()]) {
      await expect(call).rejects.toBeInstanceOf(StorageUnavailableError);
      await expect(call).rejects.toThrow("Allow storage for the site");
    }
  });

  test("is told by a server, which then rests", async () => {
    refuse();
    const errors: unknown[] = [];
    const server = createServer({
      handlers: [handle(send, (to) => to)],
      onError: (error) => errors.push(error),
    });

    await expect(server.ready).rejects.toBeInstanceOf(StorageUnavailableError);
    await server.stop({ grace: 0 });

    expect(errors[0]).toBeInstanceOf(StorageUnavailableError);
  });
});

describe("persistence", () => {
  test("is asked for when the app wants it, and only then", async () => {
    const persist = vi.fn(async () => true);
    stubSiteStorage({ persist, persisted: async () => true, estimate: async () => ({ usage: 1, quota: 2 }) });

    await open().ready;
    expect(persist).not.toHaveBeenCalled();
    const client = open({ persist: true });
    await client.ready;

    expect(persist).toHaveBeenCalledOnce();
    expect(await client.monitor.storage()).toEqual({ persisted: true, usage: 1, quota: 2 });
  });

  test("that is refused, or that nobody can be asked for, breaks nothing", async () => {
    const refuse = async (): Promise<never> => {
      throw new TypeError("Not here.");
    };
    stubSiteStorage({ persist: refuse, persisted: refuse, estimate: refuse });
    const client = open({ persist: true });
    expect(await client.monitor.storage()).toEqual({});

    stubSiteStorage({});
    expect(await open({ persist: true }).monitor.storage()).toEqual({});
    expect(await client.enqueue(send, "Ada")).toBeDefined();
  });

  test("takes true or false", () => {
    expect(() => createClient({ persist: "yes" as never })).toThrow("persist is 'yes'");
  });
});
