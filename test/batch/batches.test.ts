import { describe, expect, test } from "vitest";
import { defineJob, handle, type ParentOutcome } from "../../src/index.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { TestRuntime } from "../../src/testing.ts";
import { Driver } from "../support/driver.ts";
import { type Gate, jobOf, makeGate, makeRuntime, stateOf } from "../support/runtime.ts";

const work = defineJob<string, string>("work", { retry: false });
const bad = defineJob("bad", { retry: false });
const slow = defineJob("slow");
const tell = defineJob<string>("tell");

interface World {
  runtime: TestRuntime;
  ran: string[];
  parents: (readonly ParentOutcome[])[];
  gate: Gate;
  /** Whether `bad` fails. */
  trouble: { on: boolean };
}

function world(): World {
  const ran: string[] = [];
  const parents: World["parents"] = [];
  const gate = makeGate();
  const trouble = { on: true };
  const runtime = makeRuntime([
    handle(work, (what) => {
      ran.push(what);
      return `did ${what}`;
    }),
    handle(bad, () => {
      if (trouble.on) throw new Error("no");
    }),
    handle(slow, (_, { signal }) => gate.pass(signal)),
    handle(tell, (what, context) => {
      ran.push(what);
      parents.push(context.parents);
    }),
  ]);
  return { runtime, ran, parents, gate, trouble };
}

describe("a batch", () => {
  test("is created with its jobs, whose ids are known while it is built", async () => {
    const { runtime } = world();
    let inside = "";

    const batch = await runtime.jobs.batch(
      (b) => {
        inside = b.enqueue(work, "a");
        b.schedule(work, "b", { delay: "1h" });
        b.continueWith(inside, work, "c");
      },
      { name: "import" },
    );

    expect(batch.jobs).toHaveLength(3);
    expect(batch.jobs[0]).toBe(inside);
    expect(batch.id).toMatch(/^batch:/);
    expect(await batch.get()).toMatchObject({
      id: batch.id,
      name: "import",
      state: "running",
      total: 3,
      counts: { scheduled: 1, awaiting: 1 },
    });
    expect((await jobOf(runtime, inside)).batchId).toBe(batch.id);
  });

  test("counts its members as they go, and has succeeded when all of them have", async () => {
    const { runtime, gate } = world();
    const batch = await runtime.jobs.batch((b) => {
      for (let i = 0; i < 4; i++) b.enqueue(slow);
    });
    await runtime.settle();
    expect(await batch.counts()).toMatchObject({ processing: 4, enqueued: 0, succeeded: 0 });

    gate.waiting[0]?.resolve();
    await runtime.settle();
    expect([await batch.progress(), (await batch.counts()).processing]).toEqual([0.25, 3]);
    for (const each of gate.waiting) each.resolve();
    await runtime.settle();

    expect(await batch.get()).toMatchObject({
      state: "succeeded",
      ended: 4,
      progress: 1,
      finishedAt: runtime.now(),
    });
  });

  test("of which the builder throws creates nothing", async () => {
    const { runtime } = world();

    const answer = runtime.jobs.batch((b) => {
      b.enqueue(work, "a");
      throw new Error("changed my mind");
    });

    await expect(answer).rejects.toThrow("changed my mind");
    expect(await runtime.jobs.monitor.statistics()).toMatchObject({ enqueued: 0, succeeded: 0 });
    expect(await runtime.jobs.monitor.batches()).toEqual([]);
  });

  test("follows its end with onSucceeded and onFinished, once each, and tells them how it went", async () => {
    const { runtime, ran, parents } = world();

    const batch = await runtime.jobs.batch((b) => b.enqueue(work, "a"), {
      name: "import",
      onSucceeded: { job: tell, args: "succeeded" },
      onFinished: { job: tell, args: "finished" },
    });
    await runtime.settle();

    expect(ran).toEqual(["a", "succeeded", "finished"]);
    expect(parents[0]).toMatchObject([
      { id: batch.id, name: "import", state: "succeeded", counts: { succeeded: 1 } },
    ]);
    expect(await jobOf(runtime, batch.onSucceeded!)).toMatchObject({
      state: "succeeded",
      parents: [batch.id],
    });
  });

  test("with a failed member waits like a continuation: what follows success runs when it is requeued and succeeds", async () => {
    const { runtime, ran, trouble } = world();
    const batch = await runtime.jobs.batch(
      (b) => {
        b.enqueue(bad);
        b.enqueue(work, "a");
      },
      { onSucceeded: { job: tell, args: "succeeded" }, onFinished: { job: tell, args: "finished" } },
    );
    await runtime.settle();
    expect(ran).toEqual(["a", "finished"]);
    expect(await batch.get()).toMatchObject({ state: "failed", counts: { failed: 1, succeeded: 1 } });
    expect((await jobOf(runtime, batch.onSucceeded!)).waitingFor).toEqual([
      { kind: "parent", detail: `Waiting for the batch ${batch.id} (on 'succeeded').` },
    ]);

    trouble.on = false;
    await runtime.jobs.requeue(batch.jobs[0]!);
    await runtime.settle();

    expect(ran).toEqual(["a", "finished", "succeeded"]);
    expect(await batch.get()).toMatchObject({ state: "succeeded" });
  });

  test("with a deleted member deletes what follows success, and says why", async () => {
    const { runtime, ran } = world();
    const batch = await runtime.jobs.batch(
      (b) => {
        b.schedule(work, "a", { delay: "1h" });
        b.enqueue(work, "b");
      },
      { onSucceeded: { job: tell, args: "succeeded" }, onFinished: { job: tell, args: "finished" } },
    );

    await runtime.jobs.delete(batch.jobs[0]!);
    await runtime.settle();

    expect(ran).toEqual(["b", "finished"]);
    expect(await batch.get()).toMatchObject({ state: "deleted", counts: { deleted: 1, succeeded: 1 } });
    expect((await jobOf(runtime, batch.onSucceeded!)).history.at(-1)?.reason).toBe(
      `It was to run when ${batch.id} had succeeded, but that batch was deleted.`,
    );
  });

  test("whose member is requeued after its end runs on and ends again, and its followers don't run again", async () => {
    const { runtime, ran } = world();
    const batch = await runtime.jobs.batch((b) => b.enqueue(work, "a"), {
      onSucceeded: { job: tell, args: "succeeded" },
    });
    await runtime.settle();

    await runtime.jobs.requeue(batch.jobs[0]!);
    expect(await batch.get()).toMatchObject({ state: "running" });
    await runtime.settle();

    expect(ran).toEqual(["a", "succeeded", "a"]);
    expect(await batch.get()).toMatchObject({ state: "succeeded" });
  });

  test("goes on counting as succeeded a member that is deleted after it had succeeded", async () => {
    const { runtime, ran, gate } = world();
    const batch = await runtime.jobs.batch(
      (b) => {
        b.enqueue(work, "a");
        b.enqueue(slow);
      },
      { onSucceeded: { job: tell, args: "succeeded" } },
    );
    await runtime.settle();

    await runtime.jobs.delete(batch.jobs[0]!);
    gate.waiting[0]?.resolve();
    await runtime.settle();

    expect(ran).toEqual(["a", "succeeded"]);
    expect(await batch.get()).toMatchObject({ state: "succeeded", counts: { succeeded: 2, deleted: 0 } });
  });

  test("without members has succeeded at once", async () => {
    const { runtime, ran } = world();

    const batch = await runtime.jobs.batch(() => {}, { onSucceeded: { job: tell, args: "succeeded" } });
    await runtime.settle();

    expect(ran).toEqual(["succeeded"]);
    expect(await batch.get()).toMatchObject({ state: "succeeded", total: 0, progress: 1 });
  });

  test("can be built by an asynchronous function; nothing is stored before that has ended", async () => {
    const { runtime, ran } = world();
    const batch = await runtime.jobs.batch(async (b) => {
      b.enqueue(work, "a");
      await Promise.resolve();
      b.batch(async (inner) => {
        await Promise.resolve();
        inner.enqueue(work, "b");
      });
    });
    await runtime.settle();

    expect(batch.jobs).toHaveLength(2);
    expect(ran).toEqual(["a", "b"]);
  });

  test("refuses what is added to its builder after that has ended", async () => {
    const { runtime } = world();
    let kept: { enqueue(job: typeof work, args: string): string } | undefined;
    await runtime.jobs.batch((b) => {
      kept = b;
    });

    expect(() => kept?.enqueue(work, "late")).toThrow(/handed over/);
  });

  test("with an id of its own is created once, however often the call is made", async () => {
    const { runtime, ran } = world();
    const make = () => runtime.jobs.batch((b) => b.enqueue(work, "a"), { id: "batch:once" });

    const [first, second] = [await make(), await make()];
    await runtime.settle();

    expect(second.jobs).toEqual(first.jobs);
    expect([first.id, ran]).toEqual(["batch:once", ["a"]]);
  });
});

describe("a continuation of a batch", () => {
  test("may be a job, added at any time", async () => {
    const { runtime, ran } = world();
    const batch = await runtime.jobs.batch((b) => b.enqueue(work, "a"));
    await runtime.jobs.continueWith(batch, tell, "before");
    await runtime.settle();

    await runtime.jobs.continueWith(batch.id, tell, "after");
    await runtime.jobs.continueWith([batch.id, batch.jobs[0]!], tell, "both");
    const never = await runtime.jobs.continueWith(batch, tell, "never", { on: "failed" });
    await runtime.settle();

    expect(ran).toEqual(["a", "before", "after", "both"]);
    expect(await stateOf(runtime, never)).toBe("deleted");
  });

  test("may be a batch, whose members wait for its beginning", async () => {
    const { runtime, ran, gate, parents } = world();
    const first = await runtime.jobs.batch((b) => b.enqueue(slow), { name: "first" });
    const second = await runtime.jobs.batch(
      (b) => {
        const one = b.enqueue(tell, "one");
        b.continueWith(one, work, "two");
        b.schedule(work, "three", { delay: "10m" });
        b.batch((inner) => inner.enqueue(work, "inner"));
      },
      { after: first },
    );
    await runtime.advance("1h");
    expect(ran).toEqual([]);
    expect(await second.get()).toMatchObject({ state: "awaiting", parents: [first.id], total: 4 });
    expect((await jobOf(runtime, second.jobs[0]!)).waitingFor).toEqual([
      { kind: "parent", detail: "Waiting for its batch to begin." },
    ]);

    gate.waiting[0]?.resolve();
    await runtime.settle();
    expect(new Set(ran)).toEqual(new Set(["inner", "one", "two"]));
    expect(parents[0]).toMatchObject([{ name: "first", state: "succeeded", counts: { succeeded: 1 } }]);
    await runtime.advance("10m");

    expect(ran.at(-1)).toBe("three");
    expect(await second.get()).toMatchObject({ state: "succeeded" });
  });

  test("that is a batch is cancelled when what it follows can't end as it wants", async () => {
    const { runtime, ran } = world();
    const id = await runtime.jobs.schedule(work, "a", { delay: "1h" });
    const batch = await runtime.jobs.batch((b) => b.batch((inner) => inner.enqueue(work, "b")), {
      after: id,
    });

    await runtime.jobs.delete(id);
    await runtime.settle();

    expect(ran).toEqual([]);
    expect(await batch.get()).toMatchObject({ state: "deleted", counts: { deleted: 1 } });
    const late = await runtime.jobs.batch((b) => b.enqueue(work, "c"), { after: id });
    await runtime.settle();
    expect(await late.get()).toMatchObject({ state: "deleted" });
    expect((await jobOf(runtime, late.jobs[0]!)).history.at(-1)?.reason).toContain("was deleted already");
  });

  test("of a batch that is not there rejects and stores nothing", async () => {
    const { runtime } = world();

    await expect(runtime.jobs.continueWith("batch:none", tell, "x")).rejects.toMatchObject({
      code: "job-not-found",
    });
    await expect(
      runtime.jobs.batch((b) => b.enqueue(work, "x"), { after: "batch:none" }),
    ).rejects.toMatchObject({ code: "job-not-found" });
    expect(await runtime.jobs.monitor.jobs()).toHaveLength(0);
  });
});

describe("a nested batch", () => {
  test("counts in the batch around it, and both end with it", async () => {
    const { runtime, ran, gate } = world();
    let inner = "";
    const outer = await runtime.jobs.batch(
      (b) => {
        b.enqueue(work, "a");
        inner = b.batch(
          (n) => {
            n.enqueue(slow);
            n.batch((deepest) => deepest.enqueue(work, "deep"));
          },
          { onFinished: { job: tell, args: "inner finished" } },
        ).id;
        b.continueWith({ id: inner }, tell, "after inner");
      },
      { onFinished: { job: tell, args: "outer finished" } },
    );
    await runtime.settle();
    expect(await outer.get()).toMatchObject({ total: 5, ended: 2, counts: { awaiting: 2, processing: 1 } });
    expect(await runtime.jobs.monitor.batch(inner)).toMatchObject({
      total: 2,
      ended: 1,
      parentId: outer.id,
      counts: { processing: 1 },
    });

    gate.waiting[0]?.resolve();
    await runtime.settle();

    expect(ran.slice(2).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      "after inner",
      "inner finished",
      "outer finished",
    ]);
    expect(ran.at(-1)).toBe("outer finished");
    expect((await runtime.jobs.monitor.batches({ parentId: outer.id })).map(({ id }) => id)).toEqual([inner]);
  });
});

describe("adding to a batch", () => {
  test("from inside a running member keeps it open until those have ended too", async () => {
    const { runtime, ran } = world();
    const grow = defineJob<number>("grow");
    const server = runtime.addServer({
      handlers: [
        handle(grow, async (n, { client, batchId }) => {
          ran.push(`grow ${n}`);
          if (n > 0) await client.batches.add(batchId!, (b) => b.enqueue(grow, n - 1));
        }),
      ],
    });
    const batch = await runtime.jobs.batch((b) => b.enqueue(grow, 2), {
      onFinished: { job: tell, args: "finished" },
    });
    await runtime.settle();

    expect(ran).toEqual(["grow 2", "grow 1", "grow 0", "finished"]);
    expect(await batch.get()).toMatchObject({ state: "succeeded", total: 3 });
    const [, second] = await runtime.jobs.monitor.jobs({ batchId: batch.id, order: "oldest" });
    expect(second).toMatchObject({ createdBy: batch.jobs[0] });
    server.kill();
  });

  test("is refused once it has ended, unless it may be reopened; its followers don't run again", async () => {
    const { runtime, ran } = world();
    const batch = await runtime.jobs.batch((b) => b.enqueue(work, "a"), {
      onSucceeded: { job: tell, args: "succeeded" },
    });
    await runtime.settle();

    const refused = batch.add((b) => b.enqueue(work, "b"));
    await expect(refused).rejects.toMatchObject({ code: "batch-ended", details: { state: "succeeded" } });
    expect(await batch.get()).toMatchObject({ total: 1 });
    const ids = await batch.add((b) => b.enqueue(work, "c"), { reopen: true });
    await runtime.settle();

    expect(ids).toHaveLength(1);
    expect(ran).toEqual(["a", "succeeded", "c"]);
    expect(await batch.get()).toMatchObject({ state: "succeeded", total: 2 });
  });

  test("to one that is not there rejects", async () => {
    const { runtime } = world();

    const answer = runtime.jobs.batches.add("batch:none", (b) => b.enqueue(work, "a"));

    await expect(answer).rejects.toMatchObject({ code: "job-not-found" });
    expect(await runtime.jobs.batches.get("batch:none")).toBeUndefined();
  });

  test("to one that waits for its beginning waits as well", async () => {
    const { runtime, ran } = world();
    const id = await runtime.jobs.schedule(work, "a", { delay: "1h" });
    const batch = await runtime.jobs.batch((b) => b.enqueue(work, "b"), { after: id });

    await batch.add((b) => b.enqueue(work, "c"));
    await runtime.settle();
    expect(ran).toEqual([]);
    await runtime.advance("1h");

    expect(ran).toEqual(["a", "b", "c"]);
  });
});

describe("cancelling a batch", () => {
  test("deletes what has not ended, in nested batches too; what has ended stays as it is", async () => {
    const { runtime, gate } = world();
    const batch = await runtime.jobs.batch((b) => {
      b.enqueue(work, "done");
      b.enqueue(slow);
      b.schedule(work, "later", { delay: "1h" });
      b.batch((inner) => inner.schedule(work, "inner", { delay: "1h" }));
    });
    await runtime.settle();

    const answers = [await batch.cancel("enough"), await batch.cancel()];
    await runtime.settle();

    expect(answers).toEqual([true, false]);
    expect(gate.signals[0]?.aborted).toBe(true);
    expect(await batch.get()).toMatchObject({
      state: "deleted",
      cancelledAt: runtime.now(),
      counts: { succeeded: 1, deleted: 3 },
    });
    expect((await jobOf(runtime, batch.jobs[3]!)).history.at(-1)?.reason).toBe(
      "Its batch was cancelled: enough",
    );
  });

  test("ends it as deleted although a member had failed, so that nobody waits for its success for ever", async () => {
    const { runtime, ran } = world();
    const batch = await runtime.jobs.batch(
      (b) => {
        b.enqueue(bad);
        b.enqueue(slow);
      },
      { onSucceeded: { job: tell, args: "succeeded" }, onFinished: { job: tell, args: "finished" } },
    );
    await runtime.settle();

    await batch.cancel();
    await runtime.settle();

    expect(await batch.get()).toMatchObject({ state: "deleted", counts: { failed: 1, deleted: 1 } });
    expect(ran).toEqual(["finished"]);
    expect(await jobOf(runtime, batch.onSucceeded!)).toMatchObject({
      state: "deleted",
      history: [{}, { reason: expect.stringContaining("that batch was deleted") }],
    });
  });

  test("of very many members goes on in transactions of bounded length", async () => {
    const { runtime } = world();
    const batch = await runtime.jobs.batch((b) => {
      for (let i = 0; i < 900; i++) b.schedule(work, String(i), { delay: "1d" });
    });
    runtime.kill();
    await batch.cancel();
    expect(await batch.counts()).toMatchObject({ scheduled: 700, deleted: 200 });
    await expect(batch.add((b) => b.enqueue(work, "x"))).rejects.toMatchObject({ code: "batch-ended" });

    runtime.restart();
    await runtime.settle();

    expect(await batch.get()).toMatchObject({ state: "deleted", counts: { scheduled: 0, deleted: 900 } });
  });

  test.each([
    ["", {}],
    [" that are limited", { concurrency: { key: "k", limit: 1 } }],
  ])(
    "begins no more of its members%s, however many there are and whatever looks first",
    async (_, options) => {
      const database = new MemoryDatabase();
      const runtime = makeRuntime([], { openStorage: () => new MemoryStorage(database) });
      runtime.kill();
      const batch = await runtime.jobs.batch((b) => {
        for (let i = 0; i < 203; i++) b.enqueue(work, String(i), options);
        b.batch((inner) => inner.batch((innermost) => innermost.enqueue(work, "inner", options)));
      });
      const other = await runtime.jobs.enqueue(work, "other", options);
      await batch.cancel();

      const server = new Driver(new MemoryStorage(database));
      server.now = runtime.now();
      await server.announce();
      const claimed = await server.claim(32, { handles: ["work"] });

      expect(claimed.map(({ job }) => job.id)).toEqual([other]);
      expect(await server.faults()).toEqual([]);
      await server.finish(claimed[0]!);
      runtime.restart();
      await runtime.settle();
      expect(await batch.get()).toMatchObject({ state: "deleted", counts: { deleted: 204 } });
      expect(await server.faults()).toEqual([]);
    },
  );

  test("leaves a member that is requeued behind the walk to be run", async () => {
    const database = new MemoryDatabase();
    const runtime = makeRuntime([], { openStorage: () => new MemoryStorage(database) });
    runtime.kill();
    const batch = await runtime.jobs.batch((b) => {
      for (let i = 0; i < 203; i++) b.enqueue(work, String(i));
    });
    await batch.cancel();
    expect(await runtime.jobs.requeue(batch.jobs[0]!)).toBe(true);

    const server = new Driver(new MemoryStorage(database));
    server.now = runtime.now();
    await server.announce();
    const claimed = await server.claim(32, { handles: ["work"] });

    expect(claimed.map(({ job }) => job.id)).toEqual([batch.jobs[0]]);
  });
});
