import { describe, expect, onTestFinished, test } from "vitest";
import {
  createClient,
  defineJob,
  handle,
  InvalidJobError,
  type Jobs,
  Priority,
  StorageUnavailableError,
} from "../../src/index.ts";
import { createMemoryClient, type MemoryClientOptions } from "../../src/memory.ts";
import { deferred } from "../support/deferred.ts";

const greet = defineJob<string, string>("greet");
const greeting = handle(greet, (name) => `Hello, ${name}`);

const open = (options: MemoryClientOptions = {}): Jobs => {
  const jobs = createMemoryClient(options);
  onTestFinished(() => jobs.close());
  return jobs;
};

describe("createMemoryClient", () => {
  test.each<[options: unknown, ...named: string[]]>([
    [null, "options"],
    [{ handler: [] }, "'handler'", "did you mean 'handlers'"],
    [{ handlers: [greeting, greeting] }, "two handlers for 'greet'"],
    [{ workers: 0 }, "workers", "0"],
    [{ owner: "" }, "owner"],
  ])("refuses %o at once, by name", (options, ...named) => {
    const create = (): unknown => createMemoryClient(options as MemoryClientOptions);

    expect(create).toThrow(InvalidJobError);
    for (const word of named) expect(create).toThrow(word);
  });

  test("needs no browser: neither storage nor a worker is there, and none is asked for", async () => {
    expect(["indexedDB", "document", "window", "localStorage"].filter((name) => name in globalThis)).toEqual(
      [],
    );
    const jobs = open({ handlers: [greeting] });

    await jobs.ready;
    expect(await jobs.result(await jobs.enqueue(greet, "Ada"))).toBe("Hello, Ada");
  });

  test("runs jobs that belong into a service worker or a window too, as it is the only place", async () => {
    const here = (["service-worker", "window", "worker"] as const).map((runsIn) =>
      handle(defineJob<void, string>(runsIn, { runsIn }), () => runsIn),
    );
    const jobs = open({ handlers: here });

    for (const { definition } of here) {
      expect(await jobs.result(await jobs.enqueue(definition))).toBe(definition.name);
    }
  });

  test("keeps what it has no handler for, and says so", async () => {
    const jobs = open();

    const id = await jobs.enqueue(greet, "Ada");

    expect((await jobs.get(id))!.waitingFor).toMatchObject([{ kind: "no-handler" }]);
  });

  test("shares nothing with another one", async () => {
    const [one, other] = [open({ handlers: [greeting] }), open({ handlers: [greeting] })];

    const id = await one.enqueue(greet, "Ada");

    expect(await other.get(id)).toBeUndefined();
  });

  test("stamps its owner, and ends what runs when it is closed", async () => {
    let reason: unknown;
    const begun = deferred<void>();
    const slow = handle(greet, (_, { signal }) => {
      signal.addEventListener("abort", () => {
        reason = signal.reason;
      });
      begun.resolve(undefined);
      return new Promise<string>(() => {});
    });
    const jobs = createMemoryClient({ handlers: [slow], owner: "ada" });
    const id = await jobs.enqueue(greet, "Ada");
    expect(await jobs.get(id)).toMatchObject({ owner: "ada" });
    await begun.promise;

    await jobs.close();

    expect(reason).toMatchObject({ code: "shutdown" });
  });

  test("stands in where there is no storage, by the lines of the docs", async () => {
    const openJobs = async (): Promise<Jobs> => {
      const durable = createClient({ serviceWorker: "/sw.js" });
      try {
        await durable.monitor.statistics();
        return durable;
      } catch (error) {
        if (!(error instanceof StorageUnavailableError)) throw error;
        await durable.close();
        return createMemoryClient({ handlers: [greeting] });
      }
    };

    const jobs = await openJobs();
    onTestFinished(() => jobs.close());

    expect(await jobs.result(await jobs.enqueue(greet, "Ada"))).toBe("Hello, Ada");
  });
});

test("named priorities order a queue as ABP's do", async () => {
  const order: string[] = [];
  const jobs = open({ workers: 1, handlers: [handle(greet, (name) => String(order.push(name)))] });
  await jobs.pauseQueue("default");
  const named = Object.entries(Priority);
  const ids = await jobs.enqueueMany(
    named.map(([name, priority]) => ({ job: greet, args: name, options: { priority } })),
  );

  await jobs.resumeQueue("default");
  await Promise.all(ids.map((id) => jobs.result(id)));

  expect(order).toEqual(["high", "aboveNormal", "normal", "belowNormal", "low"]);
  expect(Object.values(Priority)).toEqual([5, 10, 15, 20, 25]);
});
