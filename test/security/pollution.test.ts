import { afterEach, expect, test } from "vitest";
import {
  Cron,
  createClient,
  defineJob,
  handle,
  InvalidJobError,
  type JobDefinition,
} from "../../src/index.ts";
import { createServer } from "../../src/server.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { faults, storeOf } from "../support/audit.ts";
import { makeRuntime } from "../support/runtime.ts";

/** As it comes out of `JSON.parse`: an own property of that name, which an assignment would turn into a prototype. */
const hostile = (): object =>
  JSON.parse('{"__proto__":{"polluted":true,"queue":"evil"},"constructor":{"prototype":{"polluted":true}}}');

const work = defineJob<unknown, unknown>("work");

afterEach(() => {
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test("options that bring a prototype of their own are refused by name, wherever they are given", async () => {
  const runtime = makeRuntime([handle(work, (args) => args)]);
  const { client } = runtime;
  const own = JSON.parse('{"__proto__":{"queue":"evil"}}') as object;
  const inherited = Object.create({ queue: "evil" }) as object;

  for (const options of [own, inherited]) {
    expect(() => defineJob("x", options)).toThrow(InvalidJobError);
    await expect(client.enqueue(work, 1, options)).rejects.toBeInstanceOf(InvalidJobError);
  }
  expect(() => createClient(own)).toThrow("'__proto__'");
  expect(() => createServer({ handlers: [], ...own, retry: 1 } as never)).toThrow(InvalidJobError);
  await expect(client.clear(own)).rejects.toThrow("'__proto__'");
  await expect(client.monitor.jobs(own)).rejects.toThrow("'__proto__'");
  await expect(client.recurring.addOrUpdate("r", work, 1, "@daily", own)).rejects.toThrow("'__proto__'");
  expect(await client.monitor.statistics()).toMatchObject({ enqueued: 0, recurring: 0 });
});

test("arguments and results that hold a `__proto__` stay data, all the way to the handler and back", async () => {
  const runtime = makeRuntime([handle(work, (args) => args)]);
  const args = hostile();

  const id = await runtime.client.enqueue(work, args);
  await runtime.settle();

  const job = await runtime.client.get(id);
  for (const value of [job?.args, job?.result]) {
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value as object)).toEqual(["__proto__", "constructor"]);
    expect((value as { queue?: unknown }).queue).toBeUndefined();
  }
});

test("names that every object has are names like any other", async () => {
  const database = new MemoryDatabase();
  const words = ["constructor", "toString", "valueOf", "hasOwnProperty"];
  const definitions = words.map(
    (word): JobDefinition<string, string> =>
      defineJob(word, { queue: word.toLowerCase(), tags: ["__proto__", word], hold: word }),
  );
  const storage = new MemoryStorage(database);
  const runtime = makeRuntime(
    definitions.map((job) =>
      handle(job, (to) => {
        if (to === "fail") throw new Error(job.name);
        return to;
      }),
    ),
    { openStorage: () => new MemoryStorage(database) },
  );
  const { client } = runtime;
  for (const job of definitions) {
    await client.enqueue(job, job.name, { queue: "__proto__", unique: { key: "__proto__" } });
    await client.enqueue(job, "fail", { retry: false });
    await client.recurring.addOrUpdate(job.name, job, "x", Cron.daily());
  }
  await client.hold("constructor");
  await client.release("constructor");
  await client.pauseQueue("__proto__");
  await client.resumeQueue("__proto__");
  await runtime.settle();

  expect(await client.monitor.statistics()).toMatchObject({
    succeeded: 4,
    failed: 4,
    recurring: 4,
    enqueued: 0,
  });
  expect(await client.monitor.jobs({ tag: "__proto__" })).toHaveLength(8);
  const failed = (await client.monitor.failures()).map(({ name }) => name);
  expect(new Set(failed)).toEqual(new Set(words));
  expect(faults(await storeOf(storage))).toEqual([]);
});

test("a job called `constructor` of a newer version waits for its handler", async () => {
  const runtime = makeRuntime([handle(defineJob("constructor"), () => {})]);

  const id = await runtime.client.enqueue(defineJob("constructor", { version: 2 }));
  await runtime.settle();

  expect((await runtime.client.get(id))?.waitingFor).toMatchObject([{ kind: "no-handler" }]);
});

/** The text once for each object in it, that object having got these properties too. */
function* spoiled(text: string, more: object): Generator<string> {
  const count = (text.match(/{/g) ?? []).length;
  for (let nth = 0; nth < count; nth++) {
    let seen = 0;
    const extended = JSON.parse(text, (_, value: unknown) => {
      const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
      if (!isObject || seen++ !== nth) return value;
      const all = { ...Object.getOwnPropertyDescriptors(value), ...Object.getOwnPropertyDescriptors(more) };
      return Object.defineProperties({}, all);
    }) as unknown;
    if (seen <= nth) return;
    yield JSON.stringify(extended);
  }
}

test("a file that brings prototypes, wherever in it, is refused or taken in as it would be without them", async () => {
  const from = makeRuntime([handle(work, (args) => args)]);
  await from.client.enqueue(
    work,
    { list: [{ deep: 1 }], at: new Date(1) },
    { tags: ["a"], meta: { from: "a" } },
  );
  await from.settle();
  await from.client.schedule(work, hostile(), { delay: "1h" });
  await from.client.hold("auth", "why");
  await from.client.recurring.addOrUpdate("daily", work, { of: 1 }, Cron.daily());
  const text = await from.client.export();

  let [taken, refused] = [0, 0];
  for (const file of spoiled(text, hostile())) {
    const database = new MemoryDatabase();
    const runtime = makeRuntime([handle(work, (args) => args)], {
      openStorage: () => new MemoryStorage(database),
    });
    await runtime.client.import(file, { run: true }).then(
      () => (taken += 1),
      (error: unknown) => {
        expect(error).toBeInstanceOf(InvalidJobError);
        refused += 1;
      },
    );
    await runtime.advance("2h");
    const store = await storeOf(new MemoryStorage(database));
    expect(faults(store)).toEqual([]);
    expect(store.jobs.filter(({ queue }) => queue === "evil")).toEqual([]);
    for (const row of [...store.jobs, ...store.recurring])
      expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    await runtime.close();
  }
  // Some stand where anything may stand, others where every property has a name.
  expect(taken).toBeGreaterThan(5);
  expect(refused).toBeGreaterThan(5);
});
