import { IDBFactory } from "fake-indexeddb";
import { describe, expect, onTestFinished, test } from "vitest";
import { ClosedError } from "../../src/errors/call-errors.ts";
import {
  StorageBlockedError,
  StorageFullError,
  StorageLostError,
  StorageOutdatedError,
  StorageUnavailableError,
} from "../../src/errors/storage-errors.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { SCHEMA_VERSION } from "../../src/storage/indexeddb/schema.ts";
import type { StorageStatus } from "../../src/storage/storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { Driver } from "../support/driver.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { NOON, SECOND } from "../support/make-job.ts";

useFakeIndexedDB();

const clock = new VirtualClock(NOON);

interface Open {
  storage: IndexedDbStorage;
  driver: Driver;
  told: string[];
}

/** Another context's storage on the same database; several versions of the library side by side. */
function open(version = SCHEMA_VERSION): Open {
  const storage = new IndexedDbStorage({ name: "jobs", version }, new VirtualBrowser(clock).open().platform);
  const told: string[] = [];
  storage.onStatus((status: StorageStatus) => told.push(status.type));
  onTestFinished(() => storage.close());
  return { storage, driver: new Driver(storage), told };
}

/** Requests are answered in macrotasks; this many are enough for whatever a few of them lead to. */
const turns = async (count = 20): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe("a newer version of the library", () => {
  test("makes an older context step aside: it is told that it is outdated and writes no more", async () => {
    const old = open();
    await old.driver.add({ id: "a" });

    const next = open(SCHEMA_VERSION + 1);
    await next.driver.add({ id: "b" });

    expect(old.told).toEqual(["outdated"]);
    await expect(old.driver.add({ id: "c" })).rejects.toBeInstanceOf(StorageOutdatedError);
    expect((await next.driver.store()).jobs.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  test("lets what an older context was about to commit be committed before it steps aside", async () => {
    const old = open();
    await old.driver.add({ id: "a" });

    const last = old.driver.add({ id: "b" });
    const next = open(SCHEMA_VERSION + 1);

    expect(await last).toEqual(["b"]);
    expect((await next.driver.store()).jobs).toHaveLength(2);
  });

  test("is never written to by an older one that comes later", async () => {
    const next = open(SCHEMA_VERSION + 1);
    await next.driver.add({ id: "a" });

    const late = open();
    const answer = late.driver.add({ id: "b" });

    await expect(answer).rejects.toBeInstanceOf(StorageOutdatedError);
    await expect(answer).rejects.toMatchObject({
      code: "storage-outdated",
      message: expect.stringContaining("Reload"),
    });
    expect(late.told).toEqual(["outdated"]);
    expect((await next.driver.store()).jobs).toHaveLength(1);
  });

  test("waits for a context that does not step aside, says so, and goes on when it is gone", async () => {
    const stubborn = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open("jobs", SCHEMA_VERSION);
      request.onsuccess = () => resolve(request.result);
    });

    const next = open(SCHEMA_VERSION + 1);
    const answer = next.driver.add({ id: "a" });
    await turns();
    expect(next.told).toEqual(["blocked"]);
    stubborn.close();

    expect(await answer).toEqual(["a"]);
    expect(next.told).toEqual(["blocked", "unblocked"]);
  });

  test("gives up after a while and says what to do, and can be tried again", async () => {
    const stubborn = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open("jobs", SCHEMA_VERSION);
      request.onsuccess = () => resolve(request.result);
    });
    const next = open(SCHEMA_VERSION + 1);
    const answer = next.driver.add({ id: "a" }).catch((error: unknown) => error);
    await turns();

    clock.moveTo(clock.now() + 10 * SECOND);

    expect(await answer).toBeInstanceOf(StorageBlockedError);
    expect(String(await answer)).toContain("Close or reload the other tabs");
    stubborn.close();
    await turns();
    expect(await next.driver.add({ id: "a" })).toEqual(["a"]);
  });
});

describe("a connection that the browser closed", () => {
  /** Closes the connections of the database as a browser does that clears a site's data: from outside. */
  const breakOnce = (name: "transaction", error: () => unknown): void => {
    const { prototype } = IDBDatabase;
    const real = prototype[name];
    prototype[name] = function broken(this: IDBDatabase) {
      prototype[name] = real;
      throw error();
    } as typeof real;
    onTestFinished(() => {
      prototype[name] = real;
    });
  };

  test("is opened again and the operation repeated, once", async () => {
    const { driver } = open();
    await driver.add({ id: "a" });

    breakOnce("transaction", () => new DOMException("The connection is closing.", "InvalidStateError"));

    expect(await driver.add({ id: "b" })).toEqual(["b"]);
    expect((await driver.store()).jobs).toHaveLength(2);
    expect(await driver.faults()).toEqual([]);
  });

  test("after the commit, before the answer, makes no job twice", async () => {
    const { driver, storage } = open();
    await driver.add({ id: "first" });
    const { prototype } = IDBTransaction;
    const real = prototype.addEventListener;
    let unlucky: IDBTransaction | undefined;
    // The commit goes through; what the page hears of it is an abort.
    prototype.addEventListener = function deaf(this: IDBTransaction, type: string, listener: () => void) {
      unlucky ??= this;
      if (this !== unlucky) return real.call(this, type, listener);
      if (type === "abort") real.call(this, "complete", listener);
    } as typeof real;
    // It is inherited: what is put over it goes again.
    onTestFinished(() => void Reflect.deleteProperty(prototype, "addEventListener"));

    const answer = await driver.add({ id: "a" }, { id: "b" }).catch((error: unknown) => error);

    expect(answer).toEqual(["a", "b"]);
    expect((await new Driver(storage).store()).jobs.map(({ id }) => id)).toEqual(["a", "b", "first"]);
    expect(await driver.faults()).toEqual([]);
  });

  test("and can't be opened again is told as lost, and nothing was stored", async () => {
    const { driver } = open();
    await driver.add({ id: "a" });
    const real = indexedDB.open;
    breakOnce("transaction", () => new DOMException("The connection is closing.", "InvalidStateError"));
    indexedDB.open = () => {
      throw new DOMException("Internal error.", "UnknownError");
    };

    const answer = driver.add({ id: "b" });

    await expect(answer).rejects.toBeInstanceOf(StorageLostError);
    indexedDB.open = real;
    expect((await driver.store()).jobs.map(({ id }) => id)).toEqual(["a"]);
  });

  test("is one new connection for many operations that were on their way", async () => {
    const { driver } = open();
    await driver.add({ id: "a" });
    const real = indexedDB.open;
    let opened = 0;
    indexedDB.open = function counted(this: IDBFactory, ...args: Parameters<typeof real>) {
      opened += 1;
      return real.apply(this, args);
    };
    const { prototype } = IDBDatabase;
    const transaction = prototype.transaction;
    const dead = new WeakSet<IDBDatabase>();
    let first: IDBDatabase | undefined;
    prototype.transaction = function broken(this: IDBDatabase, ...args: Parameters<typeof transaction>) {
      first ??= this;
      if (this === first) dead.add(this);
      if (dead.has(this)) throw new DOMException("The connection is closing.", "InvalidStateError");
      return transaction.apply(this, args);
    };
    onTestFinished(() => {
      prototype.transaction = transaction;
    });

    await Promise.all(Array.from({ length: 10 }, (_, i) => driver.add({ id: `j${i}` })));

    expect(opened).toBe(1);
    expect((await driver.store()).jobs).toHaveLength(11);
  });
});

describe("a database that is deleted under a context", () => {
  test("is not held up by it, is told, and is begun anew by its next call", async () => {
    const { driver, told } = open();
    await driver.add({ id: "a" });

    await new Promise((resolve) => {
      indexedDB.deleteDatabase("jobs").onsuccess = resolve;
    });
    const answer = await driver.add({ id: "b" });

    expect(told).toEqual(["closed"]);
    expect(answer).toEqual(["b"]);
    expect((await driver.store()).jobs.map(({ id }) => id)).toEqual(["b"]);
    expect(await driver.faults()).toEqual([]);
  });
});

describe("a storage that is full", () => {
  test("refuses the call with its own error and keeps nothing of it", async () => {
    const { driver } = open();
    await driver.add({ id: "a" });
    const real = IDBTransaction.prototype.commit;
    IDBTransaction.prototype.commit = function full(this: IDBTransaction) {
      IDBTransaction.prototype.commit = real;
      // As browsers do it: the transaction is aborted from outside, with this as its error.
      Object.defineProperty(this, "error", { value: new DOMException("Full.", "QuotaExceededError") });
      this.abort();
    };
    onTestFinished(() => {
      IDBTransaction.prototype.commit = real;
    });

    const answer = driver.add({ id: "b" }, { id: "c" });

    await expect(answer).rejects.toBeInstanceOf(StorageFullError);
    await expect(answer).rejects.toMatchObject({
      code: "storage-full",
      message: expect.stringContaining("create-jobs changed nothing"),
    });
    expect((await driver.store()).jobs.map(({ id }) => id)).toEqual(["a"]);
    expect(await driver.faults()).toEqual([]);
  });
});

describe("a place without IndexedDB", () => {
  test("is told as such", async () => {
    Reflect.deleteProperty(globalThis, "indexedDB");
    const { driver } = open();

    await expect(driver.add({ id: "a" })).rejects.toBeInstanceOf(StorageUnavailableError);
  });

  test("where the browser refuses it is told as such, with the browser's own words as the cause", async () => {
    const refused = new DOMException("The operation is insecure.", "SecurityError");
    indexedDB.open = () => {
      throw refused;
    };
    const { driver } = open();

    const answer = driver.add({ id: "a" });

    await expect(answer).rejects.toMatchObject({ code: "storage-unavailable", cause: refused });
  });

  test("that gets one later works then", async () => {
    Reflect.deleteProperty(globalThis, "indexedDB");
    const { driver } = open();
    await driver.add({ id: "a" }).catch(() => {});

    globalThis.indexedDB = new IDBFactory();

    expect(await driver.add({ id: "a" })).toEqual(["a"]);
  });
});

test("a browser that never answers an open is told after a while", async () => {
  indexedDB.open = () => new IDBOpenDBRequest();
  const { driver } = open();
  const answer = driver.add({ id: "a" }).catch((error: unknown) => error);
  await turns();
  clock.moveTo(clock.now() + 10 * SECOND);
  await turns();
  // Once more on a new attempt, as with any lost connection.
  clock.moveTo(clock.now() + 10 * SECOND);

  expect(await answer).toBeInstanceOf(StorageLostError);
});

test("a call on a closed storage says so", async () => {
  const { driver, storage } = open();
  await driver.add({ id: "a" });

  await storage.close();

  await expect(driver.add({ id: "b" })).rejects.toBeInstanceOf(ClosedError);
});

test("a call that was on its way when the storage was closed is still answered", async () => {
  const { driver, storage } = open();
  await driver.add({ id: "a" });

  const answer = driver.add({ id: "b" });
  await Promise.resolve();
  await storage.close();

  expect(await answer).toEqual(["b"]);
});
