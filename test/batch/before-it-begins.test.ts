import { describe, expect, test } from "vitest";
import { defineJob, handle } from "../../src/index.ts";
import type { TestRuntime } from "../../src/testing.ts";
import { faults, storeOf } from "../support/audit.ts";
import { makeGate, makeRuntime, stateOf } from "../support/runtime.ts";

const first = defineJob("first", { hold: "first", retry: false });
const good = defineJob("good");
const held = defineJob("held", { hold: "member" });
const slow = defineJob("slow");
const bad = defineJob("bad", { retry: false });
const follow = defineJob<string>("follow");
const CONDITIONS = ["succeeded", "failed", "deleted", "finished"] as const;

type Bring = (runtime: TestRuntime, id: string) => Promise<unknown>;
const requeue: Bring = ({ jobs }, id) => jobs.requeue(id);

/** How a member comes into a state before its batch has begun: a person makes it begin early. */
const MEMBERS = {
  awaiting: { job: good, bring: async () => true },
  enqueued: { job: held, bring: requeue },
  scheduled: {
    job: good,
    bring: ({ jobs }: TestRuntime, id: string) => jobs.reschedule(id, { delay: "1h" }),
  },
  processing: { job: slow, bring: requeue },
  failed: { job: bad, bring: requeue },
  succeeded: { job: good, bring: requeue },
} satisfies Record<string, { job: typeof good; bring: Bring }>;

const ACTS = ["left alone", "deleted", "deleted and gone", "deleted, then requeued", "requeued"] as const;
const ENDS = ["succeeds", "is deleted", "fails and is requeued"] as const;

type State = keyof typeof MEMBERS;
type Act = (typeof ACTS)[number];

const table = (Object.keys(MEMBERS) as State[]).flatMap((state) =>
  ACTS.flatMap((act) => ENDS.flatMap((end) => [false, true].map((nested) => ({ state, act, end, nested })))),
);

/** How the batch counts the member before it has begun; `undefined`: it has not ended. */
function early(state: State, act: Act): "succeeded" | "failed" | "deleted" | undefined {
  if (act.startsWith("deleted") && !act.endsWith("requeued"))
    return state === "succeeded" ? "succeeded" : "deleted";
  if (state === "failed" || state === "succeeded") return state;
  return act.endsWith("requeued") && MEMBERS[state].job === good ? "succeeded" : undefined;
}

describe("of a batch that has yet to begin, nobody but whom a person hurried runs, and all are counted", () => {
  test.each(table)("a member $state, $act; what the batch follows $end (nested: $nested)", async (row) => {
    const { state, act, end, nested } = row;
    const gate = makeGate();
    let fails = end === "fails and is requeued";
    const fail = (): never => {
      throw new Error("no");
    };
    const runtime = makeRuntime([
      handle(first, () => {
        if (fails) fail();
      }),
      handle(good, () => {}),
      handle(held, () => {}),
      handle(slow, (_, { signal }) => gate.pass(signal)),
      handle(bad, fail),
      handle(follow, () => {}),
    ]);
    const { jobs } = runtime;
    const { job, bring } = MEMBERS[state];
    const settle = async (): Promise<void> => {
      await runtime.settle();
      expect(faults(await storeOf(runtime.addServer().storage))).toEqual([]);
    };
    await jobs.hold("first");
    await jobs.hold("member");
    const parent = await jobs.enqueue(first);
    const keep = act === "deleted and gone" ? { keep: { deleted: "1m", succeeded: "2d" } } : {};
    let [member, next] = ["", ""];
    const batch = await jobs.batch(
      (b) => {
        b.enqueue(good);
        const build = (inner: typeof b): void => {
          member = inner.enqueue(job, undefined, keep);
          next = inner.continueWith(member, good, undefined, { on: "finished" });
        };
        if (nested) b.batch(build);
        else build(b);
      },
      { after: parent },
    );
    const follows = await Promise.all(CONDITIONS.map((on) => jobs.continueWith(batch, follow, on, { on })));
    await bring(runtime, member);
    await settle();
    expect(await stateOf(runtime, member)).toBe(state);

    if (act.startsWith("deleted")) expect(await jobs.delete(member)).toBe(true);
    if (act === "deleted and gone") await runtime.advance("10m");
    if (act.endsWith("requeued")) await jobs.requeue(member);
    await settle();
    expect(await batch.get()).toMatchObject({
      state: "awaiting",
      total: 3,
      ended: early(state, act) ? 1 : 0,
    });
    expect(await stateOf(runtime, next)).toBe("awaiting");

    if (end === "is deleted") await jobs.delete(parent);
    await jobs.release("first");
    await settle();
    if (fails) {
      expect((await batch.get())?.state).toBe("awaiting");
      fails = false;
      await jobs.requeue(parent);
      await settle();
    }
    await jobs.release("member");
    await runtime.advance("2h");
    for (const each of gate.waiting) each.resolve();
    await settle();

    const others = end === "is deleted" ? "deleted" : "succeeded";
    const last = early(state, act) ?? others;
    const counts = { succeeded: 0, failed: 0, deleted: 0 };
    for (const each of [others, others, last] as const) counts[each] += 1;
    const ended = others === "deleted" ? others : last;
    expect(await batch.get()).toMatchObject({ state: ended, counts, total: 3, ended: 3 });
    expect(await Promise.all(follows.map((id) => stateOf(runtime, id)))).toEqual(FOLLOWED[ended]);
  });
});

/** What the continuations on each condition come to. */
const FOLLOWED = {
  succeeded: ["succeeded", "deleted", "deleted", "succeeded"],
  failed: ["awaiting", "succeeded", "awaiting", "succeeded"],
  deleted: ["deleted", "deleted", "succeeded", "succeeded"],
};

test("a member that follows a job outside of its batch waits for its batch, too, and is told of that job alone", async () => {
  const told: unknown[] = [];
  const runtime = makeRuntime([
    handle(first, () => {}),
    handle(good, () => {}),
    handle(follow, (_, context) => void told.push(context.parents.map(({ id }) => id))),
  ]);
  const { jobs } = runtime;
  await jobs.hold("first");
  const parent = await jobs.enqueue(first);
  let [outer, inner] = ["", ""];
  await jobs.batch((b) => {
    outer = b.enqueue(good);
    b.batch(
      (nested) => {
        inner = nested.continueWith(outer, follow, "it");
      },
      { after: parent },
    );
  });
  await runtime.settle();
  expect(await stateOf(runtime, outer)).toBe("succeeded");
  expect(await stateOf(runtime, inner)).toBe("awaiting");

  await jobs.release("first");
  await runtime.settle();

  expect(await stateOf(runtime, inner)).toBe("succeeded");
  expect(told).toEqual([[outer]]);
});
