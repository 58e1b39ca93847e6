import { deleteDB } from "idb";
import { afterEach, describe, expect, test } from "vitest";
import { StorageOutdatedError } from "../../src/errors/storage-errors.ts";
import { browserPlatform } from "../../src/platform/browser-platform.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { SCHEMA_VERSION } from "../../src/storage/indexeddb/schema.ts";
import { Driver } from "../support/driver.ts";

interface Open {
  storage: IndexedDbStorage;
  driver: Driver;
  told: string[];
}

let databases = 0;
let name = "";
const opened: IndexedDbStorage[] = [];

const begin = (): void => {
  name = `connection-${++databases}`;
};

function open(version = SCHEMA_VERSION): Open {
  const storage = new IndexedDbStorage({ name, version }, browserPlatform());
  const told: string[] = [];
  storage.onStatus((status) => told.push(status.type));
  opened.push(storage);
  return { storage, driver: new Driver(storage), told };
}

afterEach(async () => {
  for (const storage of opened.splice(0)) await storage.close();
  await deleteDB(name);
});

describe("in a real browser", () => {
  test("a newer version makes an older context step aside, and nothing is lost", async () => {
    begin();
    const old = open();
    await old.driver.add({ id: "a" });

    const last = old.driver.add({ id: "b" });
    const next = open(SCHEMA_VERSION + 1);
    await next.driver.add({ id: "c" });

    expect(await last).toEqual(["b"]);
    expect(old.told).toEqual(["outdated"]);
    await expect(old.driver.add({ id: "d" })).rejects.toBeInstanceOf(StorageOutdatedError);
    expect((await next.driver.store()).jobs.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  test("an older version that comes later is refused", async () => {
    begin();
    await open(SCHEMA_VERSION + 1).driver.add({ id: "a" });

    const late = open();

    await expect(late.driver.add({ id: "b" })).rejects.toBeInstanceOf(StorageOutdatedError);
    expect(late.told).toEqual(["outdated"]);
  });

  test("an upgrade that another tab blocks is told as blocked, and goes on when that tab lets go", async () => {
    begin();
    const stubborn = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(name, SCHEMA_VERSION);
      request.onsuccess = () => resolve(request.result);
    });
    const next = open(SCHEMA_VERSION + 1);
    const blocked = new Promise<void>((resolve) => {
      next.storage.onStatus(({ type }) => type === "blocked" && resolve());
    });

    const answer = next.driver.add({ id: "a" });
    await blocked;
    stubborn.close();

    expect(await answer).toEqual(["a"]);
    expect(next.told).toEqual(["blocked", "unblocked"]);
  });

  test("a database that is deleted under a context is begun anew by its next call", async () => {
    begin();
    const { driver, told } = open();
    await driver.add({ id: "a" });

    await deleteDB(name);

    expect(await driver.add({ id: "b" })).toEqual(["b"]);
    expect(told).toEqual(["closed"]);
    expect((await driver.store()).jobs.map(({ id }) => id)).toEqual(["b"]);
  });

  test("a value that structured clone takes and the database doesn't leaves nothing half written", async () => {
    begin();
    const { driver } = open();
    await driver.add({ id: "a" });
    const module = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    expect(() => structuredClone(module)).not.toThrow();

    const answer = driver.add({ id: "b" }, { id: "c", args: module });

    await expect(answer).rejects.toMatchObject({ code: "invalid-job", cause: { name: "DataCloneError" } });
    expect((await driver.store()).jobs.map(({ id }) => id)).toEqual(["a"]);
    expect(await driver.faults()).toEqual([]);
  });
});
