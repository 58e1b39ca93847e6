import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Cron, defineJob, handle, InvalidJobError } from "../../src/index.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { TestRuntime } from "../../src/testing.ts";
import { faults, storeOf } from "../support/audit.ts";
import { runs } from "../support/property.ts";
import { makeRuntime } from "../support/runtime.ts";

const work = defineJob<unknown, unknown>("work", { redact: ["secret"], retry: { attempts: 2, delay: "1h" } });

interface World {
  runtime: TestRuntime;
  faults(): Promise<string[]>;
}

function makeWorld(): World {
  const database = new MemoryDatabase();
  const handler = handle(work, async (args, context) => {
    await context.step("one", () => (context.id === "own" ? { done: true, secret: "s" } : { done: true }));
    context.log("info", "line", { at: new Date(5) });
    await context.checkpoint(new Map([["page", 1]]));
    if (args === "fail") throw new Error("no");
    return args;
  });
  const runtime = makeRuntime([handler], { openStorage: () => new MemoryStorage(database) });
  return { runtime, faults: async () => faults(await storeOf(new MemoryStorage(database))) };
}

/** Something in every state, with all that can belong to a job. */
async function fill({ client, settle }: TestRuntime): Promise<void> {
  const done = await client.enqueue(
    work,
    { at: new Date(1), secret: "s3cr3t", list: [undefined, 5n] },
    { id: "own" },
  );
  await client.enqueue(work, "x".repeat(20_000), { tags: ["large"], keep: { succeeded: "2d" } });
  await client.enqueue(work, "fail", { priority: 5, displayName: "It fails" });
  const failed = await client.enqueue(work, "fail", { retry: false });
  await client.schedule(work, new Set([1]), { delay: "2h" });
  await client.continueWith([done, failed], work, 1, { on: "finished" });
  await client.continueWith(failed, work, "awaits");
  await client.delete(await client.schedule(work, 1, { delay: "1h" }));
  await client.hold("auth", "signed out");
  await client.enqueue(work, "held", { hold: "auth", unique: { key: "k" } });
  await client.pauseQueue("later");
  await client.enqueue(work, "paused", { queue: "later" });
  await client.recurring.addOrUpdate("daily", work, { secret: 1 }, Cron.daily(), { overlap: "skip" });
  await client.recurring.trigger("daily");
  await settle();
}

const withoutTime = (text: string): unknown => {
  const { exportedAt: _at, sequence: _sequence, ...rest } = JSON.parse(text) as Record<string, unknown>;
  return rest;
};

test("what is exported is JSON, and what is imported exports the same again", async () => {
  const [from, to] = [makeWorld(), makeWorld()];
  await fill(from.runtime);
  const text = await from.runtime.client.export();
  expect(JSON.parse(text)).toMatchObject({ format: "slowmatch-export", version: 1, paused: ["later"] });
  to.runtime.kill();

  const result = await to.runtime.client.import(text, { run: true });

  const { enqueued, scheduled, awaiting, succeeded, failed, deleted } =
    await from.runtime.client.monitor.statistics();
  const jobs = enqueued + scheduled + awaiting + succeeded + failed + deleted;
  expect(result).toEqual({ jobs, recurring: 1, skipped: 0 });
  expect(await to.runtime.client.monitor.statistics()).toMatchObject({
    enqueued,
    scheduled,
    awaiting,
    succeeded,
    failed,
    deleted,
    recurring: 1,
  });
  expect(await to.faults()).toEqual([]);
  const own = await to.runtime.client.get("own");
  expect(own).toMatchObject({
    args: { at: new Date(1), secret: "[hidden]", list: [undefined, 5n] },
    state: "succeeded",
  });
  expect(own?.history).toEqual((await from.runtime.client.get("own"))?.history);
  expect(await to.runtime.client.monitor.log("own")).toEqual(await from.runtime.client.monitor.log("own"));
  expect((await to.runtime.client.monitor.steps("own"))[0]).toMatchObject({
    name: "one",
    value: { done: true, secret: "[hidden]" },
  });
  const again = withoutTime(await to.runtime.client.export()) as { pages: { recurring?: unknown }[] };
  const first = withoutTime(text) as typeof again;
  expect(again.pages.slice(0, -1)).toEqual(first.pages.slice(0, -1));
});

test("imported jobs wait until somebody lets them go on, and then do", async () => {
  const [from, to] = [makeWorld(), makeWorld()];
  const id = await from.runtime.client.schedule(work, "later", { delay: "1h" });
  const child = await from.runtime.client.continueWith(id, work, "child");
  await from.runtime.client.recurring.addOrUpdate("daily", work, 1, Cron.daily());

  await to.runtime.client.import(await from.runtime.client.export());
  await to.runtime.advance("25h");

  expect(await to.runtime.client.get(id)).toMatchObject({
    state: "enqueued",
    waitingFor: [{ kind: "hold" }],
  });
  expect(await to.runtime.client.recurring.get("daily")).toMatchObject({ paused: true });
  await to.runtime.client.release("imported");
  await to.runtime.settle();
  expect(await to.runtime.client.get(id)).toMatchObject({ state: "succeeded" });
  expect(await to.runtime.client.get(child)).toMatchObject({ state: "succeeded" });
  expect(await to.faults()).toEqual([]);
});

test("imported to run, jobs go on where they were; one that is masked waits all the same", async () => {
  const [from, to] = [makeWorld(), makeWorld()];
  const plain = await from.runtime.client.schedule(work, "plain", { delay: "1h" });
  const secret = await from.runtime.client.schedule(work, { secret: 1 }, { delay: "1h" });

  await to.runtime.client.import(await from.runtime.client.export(), { run: true });
  await to.runtime.advance("1h");

  expect(await to.runtime.client.get(plain)).toMatchObject({ state: "succeeded", result: "plain" });
  expect(await to.runtime.client.get(secret)).toMatchObject({ waitingFor: [{ kind: "hold" }] });
});

test("what is here already is passed over, and a second import changes nothing", async () => {
  const world = makeWorld();
  await fill(world.runtime);
  const { client } = world.runtime;
  const text = await client.export();

  const result = await client.import(text);

  expect(result).toMatchObject({ jobs: 0, recurring: 0 });
  expect(withoutTime(await client.export())).toEqual(withoutTime(text));
  expect(await world.faults()).toEqual([]);
});

test("jobs that come to a store with jobs of its own keep out of each other's way", async () => {
  const [from, to] = [makeWorld(), makeWorld()];
  await fill(from.runtime);
  await fill(to.runtime);
  const text = await from.runtime.client.export({ state: "enqueued" });

  await to.runtime.client.import(text.replaceAll('"id":"', '"id":"x-'), { run: true });
  await to.runtime.settle();

  expect(await to.faults()).toEqual([]);
  const held = await to.runtime.client.monitor.jobs({ queue: "default", state: "enqueued" });
  expect(held.length).toBeGreaterThanOrEqual(2);
});

test("a continuation whose parent did not come is told that it is gone", async () => {
  const [from, to] = [makeWorld(), makeWorld()];
  const parent = await from.runtime.client.schedule(work, 1, { delay: "1h" });
  const child = await from.runtime.client.continueWith(parent, work, 2);

  await to.runtime.client.import(await from.runtime.client.export({ ids: [child] }));

  expect(await to.runtime.client.get(child)).toMatchObject({ state: "deleted" });
  expect(await to.faults()).toEqual([]);
});

test("a large store goes through in pieces, from one client to the other, without ever being one text", async () => {
  const [from, to] = [makeWorld(), makeWorld()];
  from.runtime.kill();
  await from.runtime.client.enqueueMany(Array.from({ length: 230 }, (_, i) => ({ job: work, args: i })));
  const pieces: string[] = [];
  async function* watched(): AsyncGenerator<string> {
    for await (const piece of from.runtime.client.export()) {
      pieces.push(piece);
      // A border inside a line must not matter.
      yield piece.slice(0, 7);
      yield piece.slice(7);
    }
  }

  expect(await to.runtime.client.import(watched())).toMatchObject({ jobs: 230 });

  expect(pieces.length).toBeGreaterThan(4);
  expect(JSON.parse(pieces.join(""))).toBeDefined();
  expect(await makeWorld().runtime.client.import(new Blob(pieces))).toMatchObject({ jobs: 230 });
  expect(await to.faults()).toEqual([]);
});

test("what comes while an export is written goes to the end of the line, and the export can be read", async () => {
  const [from, to] = [makeWorld(), makeWorld()];
  const { client } = from.runtime;
  from.runtime.kill();
  const [old, first] = await client.enqueueMany([
    { job: work, args: "fail" },
    { job: work, args: "first" },
  ]);
  await client.delete(old!);

  const pieces: string[] = [];
  for await (const piece of client.export()) {
    if (pieces.push(piece) > 1) continue;
    await client.requeue(old!);
    await client.enqueue(work, "new");
  }
  to.runtime.kill();
  await to.runtime.client.enqueue(work, "here");
  const result = await to.runtime.client.import(pieces.join(""), { run: true });

  expect(result).toMatchObject({ jobs: 3, skipped: 0 });
  const items = await to.runtime.client.monitor.jobs({ state: "enqueued", order: "oldest" });
  expect(items.map(({ args }) => args)).toEqual(["here", "first", "fail", "new"]);
  expect(items[1]?.id).toBe(first);
  expect(await to.faults()).toEqual([]);
});

test("blobs up to a size are in it, larger ones leave a note", async () => {
  const [from, to] = [makeWorld(), makeWorld()];
  const { client } = from.runtime;
  await client.enqueue(work, { small: new Blob(["ab"]), large: new Blob(["x".repeat(70_000)]) }, { id: "a" });

  await to.runtime.client.import(await client.export());
  const { args } = (await to.runtime.client.get("a"))! as { args: { small: Blob; large: unknown } };
  expect([await args.small.text(), args.large]).toEqual(["ab", "[Blob, 70000 bytes, left out]"]);

  const whole = makeWorld();
  await whole.runtime.client.import(await client.export({ largest: Number.POSITIVE_INFINITY }));
  const { large } = (await whole.runtime.client.get("a"))!.args as { large: Blob };
  expect(large.size).toBe(70_000);
});

test.each([{ state: "done" }, { queues: "a" }, { ids: "a" }, { largest: "1" }, { owner: "" }, null])(
  "export(%j) is refused by name, awaited or gone through",
  async (filter) => {
    const { client } = makeWorld().runtime;
    await expect(client.export(filter as never)).rejects.toThrow(InvalidJobError);

    const pieces = client.export(filter as never)[Symbol.asyncIterator]();
    await expect(pieces.next()).rejects.toThrow(InvalidJobError);
  },
);

test("takes a definition of which one occurrence alone could have been run ahead", async () => {
  const from = makeWorld();
  await from.runtime.client.recurring.addOrUpdate("daily", work, 1, Cron.daily());
  await from.runtime.client.recurring.trigger("daily", { asDue: true });
  const { nextRunAt } = (await from.runtime.client.recurring.get("daily"))!;
  const told = (await from.runtime.client.export()).toString();
  const to = makeWorld();

  // As it was written before there was a list.
  await to.runtime.client.import(told.replace(/("ranAhead":)\[(\d+)\]/, "$1$2"));
  await to.runtime.client.recurring.resume("daily");

  expect(await to.runtime.client.recurring.get("daily")).toMatchObject({ nextRunAt });
});

describe("what is no export", () => {
  const refused = async (source: unknown): Promise<unknown> => {
    const world = makeWorld();
    const error = await world.runtime.client.import(source as never).catch((cause: unknown) => cause);
    expect(await world.faults()).toEqual([]);
    return error;
  };

  test.each([
    undefined,
    5,
    "",
    "{",
    "[]",
    "null",
    [],
    {},
    { format: "slowmatch-export", version: 1, pages: [] },
    { format: "slowmatch-export", version: 2, exportedAt: 1, sequence: 0, paused: [], holds: [], pages: [] },
    new Blob(["{}"]),
  ])("%j is refused", async (source) => {
    expect(await refused(source)).toBeInstanceOf(InvalidJobError);
  });

  test("a file that is cut off is refused; the pages that came whole are in", async () => {
    const [from, to] = [makeWorld(), makeWorld()];
    await from.runtime.client.enqueueMany(Array.from({ length: 120 }, (_, i) => ({ job: work, args: i })));
    const text = await from.runtime.client.export();

    const half = new Blob([text.slice(0, text.length - 2_000)]);
    await expect(to.runtime.client.import(half)).rejects.toBeInstanceOf(InvalidJobError);

    expect((await to.runtime.client.monitor.jobs({ limit: 200 })).length).toBe(100);
    expect(await to.faults()).toEqual([]);
    expect(await to.runtime.client.import(text)).toEqual({ jobs: 20, recurring: 0, skipped: 100 });
  });

  test("one job that can't be leaves nothing of its page, and says which and why", async () => {
    const world = makeWorld();
    await fill(world.runtime);
    const exported = JSON.parse(await world.runtime.client.export()) as {
      pages: { jobs?: { record: Record<string, unknown> }[] }[];
    };
    const job = exported.pages[0]!.jobs!.at(-1)!;
    job.record["state"] = "processing";
    const to = makeWorld();

    await expect(to.runtime.client.import(exported)).rejects.toThrow(
      `'${job.record["id"]}' is none: its 'state'`,
    );

    expect(await to.runtime.client.monitor.jobs()).toHaveLength(0);
    expect(await to.faults()).toEqual([]);
  });

  describe("what a definition says of its runs", () => {
    type Told = { record: Record<string, unknown> & { runs: Record<string, unknown>[] } };
    type Pages = { pages: { jobs?: { record: Record<string, unknown> }[]; recurring?: Told[] }[] };

    /** A definition with one run that has succeeded, and what the file says of both. */
    const told = async (): Promise<{ pages: Pages; definition: Told["record"]; job: () => object }> => {
      const { runtime } = makeWorld();
      await runtime.client.recurring.addOrUpdate("daily", work, 1, Cron.daily(), { overlap: "replace" });
      await runtime.client.recurring.trigger("daily");
      await runtime.settle();
      const pages = JSON.parse(await runtime.client.export()) as Pages;
      const { record } = pages.pages.find(({ recurring }) => recurring)!.recurring![0]!;
      return { pages, definition: record, job: () => pages.pages[0]!.jobs![0]!.record };
    };

    test("follows from the jobs that came, whatever it says", async () => {
      const { pages, definition } = await told();
      definition.runs[0]!["outcome"] = "failed";
      const to = makeWorld();

      await to.runtime.client.import(pages);

      expect((await to.runtime.client.recurring.get("daily"))!.runs[0]).toMatchObject({
        outcome: "succeeded",
      });
      expect(await to.faults()).toEqual([]);
    });

    test("follows from the jobs that come behind it", async () => {
      const { pages, definition } = await told();
      definition.runs[0]!["outcome"] = "failed";
      pages.pages.reverse();
      const to = makeWorld();

      await to.runtime.client.import(pages);

      expect((await to.runtime.client.recurring.get("daily"))!.runs[0]).toMatchObject({
        outcome: "succeeded",
      });
      expect(await to.faults()).toEqual([]);
    });

    test("is no claim to a job that isn't its own, which 'replace' would delete", async () => {
      const { pages, definition } = await told();
      const to = makeWorld();
      const own = await to.runtime.client.schedule(work, "mine", { delay: "2d" });
      definition["lastJobId"] = own;
      definition.runs[0]!["jobId"] = own;

      await to.runtime.client.import(pages, { run: true });
      await to.runtime.advance("25h");

      expect(await to.runtime.client.get(own)).toMatchObject({ state: "scheduled" });
      await to.runtime.advance("1d");
      expect(await to.runtime.client.get(own)).toMatchObject({ state: "succeeded" });
      expect(await to.faults()).toEqual([]);
    });

    test("names a job once, and none that says it is nobody's", async () => {
      const { pages, definition, job } = await told();
      definition.runs.push({ ...definition.runs[0]!, outcome: "failed" });
      const twice = makeWorld();
      await twice.runtime.client.import(pages);
      expect(await twice.faults()).toEqual([]);

      delete (job() as { recurringId?: string }).recurringId;
      const nobodys = makeWorld();
      await nobodys.runtime.client.import(pages);

      const { runs: left } = (await nobodys.runtime.client.recurring.get("daily"))!;
      expect(left.map(({ jobId }) => jobId)).toEqual([undefined, undefined]);
      expect(await nobodys.faults()).toEqual([]);
    });
  });

  test("changed anywhere, it is refused or leaves a store in which everything agrees", {
    timeout: 60_000,
  }, async () => {
    const world = makeWorld();
    await fill(world.runtime);
    const text = await world.runtime.client.export();
    const places: (readonly (string | number)[])[] = [];
    const walk = (value: unknown, path: readonly (string | number)[]): void => {
      if (path.length > 0) places.push(path);
      if (typeof value === "object" && value !== null)
        for (const [key, member] of Object.entries(value)) walk(member, [...path, key]);
    };
    walk(JSON.parse(text), []);
    const poison = fc.oneof(
      fc.constantFrom(null, -1, 1e300, "", "x".repeat(300), {}, [], true, "__proto__", ["a"], {
        $: "ref",
        v: 0,
      }),
      fc.constantFrom(
        ...["enqueued", "scheduled", "awaiting", "succeeded", "failed", "deleted", "own", "work"],
      ),
      fc.jsonValue(),
    );
    const change = fc.record({
      at: fc.constantFrom(...places),
      put: poison,
      how: fc.constantFrom("set", "remove", "pollute"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (changes, run) => {
          const hostile = JSON.parse(text) as Record<string, unknown>;
          for (const { at, put, how } of changes) {
            let place: Record<string, unknown> | undefined = hostile;
            for (const key of at.slice(0, -1)) place = place?.[key] as typeof place;
            if (typeof place !== "object" || place === null) continue;
            const key = at.at(-1)!;
            if (how === "remove") delete place[key];
            else if (how === "set") place[key] = put;
            else
              Object.defineProperty(place, "__proto__", {
                value: { polluted: 1 },
                enumerable: true,
                configurable: true,
              });
          }
          const to = makeWorld();
          const error = await to.runtime.client
            .import(JSON.stringify(hostile), { run })
            .catch((cause: unknown) => cause);
          if (error instanceof Error) expect(error).toBeInstanceOf(InvalidJobError);
          await to.runtime.advance("3h");
          expect(await to.faults()).toEqual([]);
          expect(to.runtime.errors).toEqual([]);
          expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
          await to.runtime.close();
        },
      ),
      runs(150),
    );
  });
});
