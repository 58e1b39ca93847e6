import { describe, expect, test } from "vitest";
import { type ContinueOptions, defineJob, handle, type ParentOutcome } from "../../src/index.ts";
import type { TestRuntime } from "../../src/testing.ts";
import { jobOf, makeGate, makeRuntime, stateOf } from "../support/runtime.ts";

const parent = defineJob<"succeed" | "fail", number>("parent", { retry: false });
const child = defineJob<string>("child");

interface Family {
  runtime: TestRuntime;
  /** What each child that ran got from its parents. */
  seen: { args: string; parent: ParentOutcome | undefined; parents: readonly ParentOutcome[] }[];
}

function family(): Family {
  const seen: Family["seen"] = [];
  const runtime = makeRuntime([
    handle(parent, (how) => {
      if (how === "fail") throw new Error("no");
      return 42;
    }),
    handle(
      child,
      (args, context) => void seen.push({ args, parent: context.parent, parents: context.parents }),
    ),
  ]);
  return { runtime, seen };
}

type End = "succeeded" | "failed" | "deleted";

/** Ends a parent as wanted, with its continuation added before the end or after it. */
async function ending(
  end: End,
  on: ContinueOptions["on"],
  added: "before" | "after",
): Promise<Family & { id: string }> {
  const made = family();
  const { client } = made.runtime;
  const how = end === "failed" ? "fail" : "succeed";
  const id = await client.schedule(parent, how, { delay: "1h" });
  const follow = (): Promise<string> => client.continueWith(id, child, end, on === undefined ? {} : { on });
  const early = added === "before" ? await follow() : "";
  if (end === "deleted") await client.delete(id);
  await made.runtime.advance("1h");
  const late = added === "after" ? await follow() : "";
  await made.runtime.settle();
  return { ...made, id: early || late };
}

describe("a continuation", () => {
  test.each([
    ["succeeded", undefined, "succeeded"],
    ["failed", undefined, "awaiting"],
    ["deleted", undefined, "deleted"],
    ["succeeded", "failed", "deleted"],
    ["failed", "failed", "succeeded"],
    ["deleted", "failed", "deleted"],
    ["succeeded", "deleted", "deleted"],
    ["failed", "deleted", "awaiting"],
    ["deleted", "deleted", "succeeded"],
    ["succeeded", "finished", "succeeded"],
    ["failed", "finished", "succeeded"],
    ["deleted", "finished", "succeeded"],
  ] as const)(
    "of a parent that %s, on %s: %s, whether added before the end or after it",
    async (end, on, state) => {
      for (const added of ["before", "after"] as const) {
        const { runtime, id, seen } = await ending(end, on, added);

        expect(await stateOf(runtime, id), added).toBe(state);
        expect(seen, added).toHaveLength(state === "succeeded" ? 1 : 0);
      }
    },
  );

  test("gets its parent's result", async () => {
    const { seen } = await ending("succeeded", "succeeded", "before");

    expect(seen[0]?.parent).toMatchObject({ state: "succeeded", result: 42 });
  });

  test("gets its parent's error", async () => {
    const { seen } = await ending("failed", "failed", "before");

    expect(seen[0]?.parent).toMatchObject({ state: "failed", error: { name: "Error", message: "no" } });
    expect(seen[0]?.parent?.result).toBeUndefined();
  });

  test("that was deleted says which parent ended how", async () => {
    const { runtime, id } = await ending("deleted", "succeeded", "before");

    const { history, parents } = await jobOf(runtime, id);

    expect(history.at(-1)?.reason).toBe(
      `It was to run when ${parents[0]} had succeeded, but that job was deleted.`,
    );
  });

  test("waits through its parent's failure until the parent is requeued and succeeds", async () => {
    let broken = true;
    const flaky = defineJob("flaky", { retry: false });
    const runtime = makeRuntime([
      handle(flaky, () => {
        if (broken) throw new Error("no");
      }),
      handle(child, () => {}),
    ]);
    const id = await runtime.client.enqueue(flaky);
    const next = await runtime.client.continueWith(id, child, "x");
    await runtime.settle();
    expect(await jobOf(runtime, next)).toMatchObject({ state: "awaiting", waitingFor: [{ kind: "parent" }] });

    broken = false;
    await runtime.client.requeue(id);
    await runtime.settle();

    expect(await stateOf(runtime, next)).toBe("succeeded");
  });

  test("does not run a second time when its parent is requeued after it had succeeded", async () => {
    const { runtime, seen } = family();
    const id = await runtime.client.enqueue(parent, "succeed");
    await runtime.client.continueWith(id, child, "x");
    await runtime.settle();

    await runtime.client.requeue(id);
    await runtime.settle();

    expect(await jobOf(runtime, id)).toMatchObject({ state: "succeeded", attempt: 1 });
    expect(seen).toHaveLength(1);
  });

  test("of a job that is not there rejects and stores nothing", async () => {
    const { runtime } = family();

    const answer = runtime.client.continueWith("nobody", child, "x");

    await expect(answer).rejects.toMatchObject({ code: "job-not-found", details: { id: "nobody" } });
    expect(await runtime.client.monitor.statistics()).toMatchObject({ awaiting: 0, enqueued: 0 });
  });

  test("that is deleted takes its own continuations with it", async () => {
    const { runtime } = family();
    const { client } = runtime;
    const id = await client.schedule(parent, "succeed", { delay: "1h" });
    const second = await client.continueWith(id, child, "2");
    const third = await client.continueWith(second, child, "3");
    const always = await client.continueWith(second, child, "4", { on: "finished" });

    await client.delete(id);
    await runtime.settle();

    expect([await stateOf(runtime, second), await stateOf(runtime, third)]).toEqual(["deleted", "deleted"]);
    expect(await stateOf(runtime, always)).toBe("succeeded");
  });

  test("knows its parents, and they know it", async () => {
    const { runtime } = family();
    const id = await runtime.client.enqueue(parent, "succeed");

    const next = await runtime.client.continueWith(id, child, "x");

    expect((await jobOf(runtime, next)).parents).toEqual([id]);
    expect((await jobOf(runtime, id)).continuations).toEqual([next]);
  });

  test("runs as another attempt's when it is added by the parent's own handler", async () => {
    const made: string[] = [];
    const giving = defineJob("giving");
    const runtime = makeRuntime([
      handle(giving, async (_, { id, client }) => {
        made.push(await client.continueWith(id, child, "x"));
      }),
      handle(child, () => {}),
    ]);

    const id = await runtime.client.enqueue(giving);
    await runtime.settle();

    expect(await jobOf(runtime, made[0]!)).toMatchObject({
      state: "succeeded",
      createdBy: id,
      parents: [id],
    });
  });
});

describe("a delayed continuation", () => {
  test("is scheduled when its parent has ended, and runs after its delay", async () => {
    const { runtime, seen } = family();
    const id = await runtime.client.schedule(parent, "succeed", { delay: "1h" });
    const next = await runtime.client.continueWith(id, child, "x", { delay: "10m" });

    await runtime.advance("1h");
    const { state, scheduledFor } = await jobOf(runtime, next);
    await runtime.advance("9m");
    const early = seen.length;
    await runtime.advance("1m");

    expect({ state, scheduledFor }).toEqual({ state: "scheduled", scheduledFor: runtime.now() });
    expect([early, seen.length]).toEqual([0, 1]);
  });

  test("counts from now when its parent had ended already", async () => {
    const { runtime } = family();
    const id = await runtime.client.enqueue(parent, "succeed");
    await runtime.settle();

    const next = await runtime.client.continueWith(id, child, "x", { delay: "10m" });

    expect(await jobOf(runtime, next)).toMatchObject({
      state: "scheduled",
      scheduledFor: runtime.now() + 600_000,
    });
  });

  test("is refused with a delay that is none, and nothing is stored", async () => {
    const { runtime } = family();
    const id = await runtime.client.enqueue(parent, "succeed");

    const answer = runtime.client.continueWith(id, child, "x", { delay: "soon" as "1s" });

    await expect(answer).rejects.toMatchObject({ code: "invalid-job" });
    expect((await jobOf(runtime, id)).continuations).toEqual([]);
  });
});

describe("a join", () => {
  test("finds the results of its parents by their definition, their former names and their ids", async () => {
    const words = defineJob<string, number>("words", { aliases: ["old-words"] });
    const old = defineJob<string, number>("old-words");
    const title = defineJob<void, { text: string }>("title");
    const total = defineJob("total");
    const found: unknown[] = [];
    const runtime = makeRuntime([
      handle(words, (text) => text.split(" ").length),
      handle(title, () => ({ text: "x".repeat(20_000) })),
      handle(total, (_, { parentsOf, parents }) => {
        const counts = parentsOf(words).map(({ result = 0 }) => result);
        found.push(counts, parentsOf(title)[0]?.result?.text.length, parentsOf(parents[1]!.id)[0]?.result);
      }),
    ]);
    const { client } = runtime;
    const ids = [
      await client.enqueue(words, "one two"),
      await client.enqueue(title),
      await client.enqueue(old, "one"),
    ];

    await client.continueWith(ids, total);
    await runtime.settle();

    expect(found).toEqual([[2, 1], 20_000, { text: "x".repeat(20_000) }]);
  });

  test("runs once, when the last of its parents has ended as it wants", async () => {
    const gate = makeGate<number>();
    const held = defineJob<void, number>("held");
    const seen: (readonly ParentOutcome[])[] = [];
    const runtime = makeRuntime([
      handle(held, (_, { signal }) => gate.pass(signal)),
      handle(child, (_, { parents }) => void seen.push(parents)),
    ]);
    const ids = await Promise.all([1, 2, 3].map(() => runtime.client.enqueue(held)));
    const join = await runtime.client.continueWith(ids, child, "x");
    await runtime.settle();

    const states: string[] = [];
    for (const [i, each] of [...gate.waiting].entries()) {
      each.resolve(i);
      await runtime.settle();
      states.push(await stateOf(runtime, join));
    }

    expect(states).toEqual(["awaiting", "awaiting", "succeeded"]);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.map(({ id }) => id)).toEqual(ids);
    expect(seen[0]?.map(({ result }) => result)).toEqual([0, 1, 2]);
  });

  test("says for which of its parents it still waits", async () => {
    const { runtime } = family();
    const done = await runtime.client.enqueue(parent, "succeed");
    const later = await runtime.client.schedule(parent, "succeed", { delay: "1h" });
    const join = await runtime.client.continueWith([done, later], child, "x");
    await runtime.settle();

    expect((await jobOf(runtime, join)).waitingFor).toEqual([
      { kind: "parent", detail: `Waiting for ${later} (on 'succeeded').` },
    ]);
  });

  test("is not lost when a parent that has succeeded is deleted before the others end", async () => {
    const { runtime, seen } = family();
    const done = await runtime.client.enqueue(parent, "succeed");
    const later = await runtime.client.schedule(parent, "succeed", { delay: "1h" });
    const join = await runtime.client.continueWith([done, later], child, "x");
    await runtime.settle();

    await runtime.client.delete(done);
    await runtime.advance("1h");

    expect(await stateOf(runtime, join)).toBe("succeeded");
    expect(seen).toHaveLength(1);
  });

  test("may name a parent twice", async () => {
    const { runtime } = family();
    const id = await runtime.client.enqueue(parent, "succeed");

    const join = await runtime.client.continueWith([id, id], child, "x");
    await runtime.settle();

    expect(await jobOf(runtime, join)).toMatchObject({ state: "succeeded", parents: [id] });
  });
});

test("a chain of 50 runs in its order, each after the one before", async () => {
  const order: string[] = [];
  const runtime = makeRuntime([handle(parent, () => 0), handle(child, (args) => void order.push(args))]);
  let last: string = await runtime.client.schedule(parent, "succeed", { delay: "1m" });
  for (let i = 1; i <= 50; i++) last = await runtime.client.continueWith(last, child, String(i));

  await runtime.advance("1m");

  expect(order).toEqual(Array.from({ length: 50 }, (_, i) => String(i + 1)));
  expect(await runtime.client.monitor.statistics()).toMatchObject({ succeeded: 51, awaiting: 0 });
});
