import { describe, expect, test } from "vitest";
import { defineJob, handle } from "../../src/index.ts";
import type { TestRuntime } from "../../src/testing.ts";
import { faults, storeOf } from "../support/audit.ts";
import { makeRuntime, stateOf } from "../support/runtime.ts";

const good = defineJob("good");
const bad = defineJob("bad", { retry: false });
const brief = defineJob("brief", { retry: false, keep: { failed: "1h" } });
const held = defineJob("held", { hold: "for-ever" });
const follow = defineJob<string>("follow");
const CONDITIONS = ["succeeded", "failed", "deleted", "finished"] as const;

/** How a member ends, and what becomes of it then. */
const ENDS = {
  succeeded: good,
  failed: bad,
  deleted: held,
  "succeeded, then deleted": good,
  "failed, then gone": brief,
};
type End = keyof typeof ENDS;

interface World {
  runtime: TestRuntime;
  batch: string;
  members: readonly string[];
  /** What has run of the continuations. */
  ran: string[];
}

/** A batch whose members end so; the bad ones fail the first time alone. */
async function batchOf(ends: readonly End[]): Promise<World> {
  const ran: string[] = [];
  const failed = new Set<string>();
  const failOnce = ({ id }: { id: string }): void => {
    if (failed.has(id)) return;
    failed.add(id);
    throw new Error("no");
  };
  const runtime = makeRuntime([
    handle(good, () => {}),
    handle(bad, (_, context) => failOnce(context)),
    handle(brief, (_, context) => failOnce(context)),
    handle(held, () => {}),
    handle(follow, (on) => void ran.push(on)),
  ]);
  await runtime.jobs.hold("for-ever");
  const batch = await runtime.jobs.batch((b) => {
    for (const end of ends) b.enqueue(ENDS[end]);
  });
  return { runtime, batch: batch.id, members: batch.jobs, ran };
}

/** A continuation on each condition. */
const followAll = ({ runtime, batch }: World): Promise<string[]> =>
  Promise.all(CONDITIONS.map((on) => runtime.jobs.continueWith(batch, follow, on, { on })));

async function toTheEnd({ runtime, members }: World, ends: readonly End[]): Promise<void> {
  await runtime.settle();
  for (const [i, end] of ends.entries()) if (end.endsWith("deleted")) await runtime.jobs.delete(members[i]!);
  await runtime.advance("3h");
}

/** What the continuations come to, by the docs: `awaiting` only as long as it can come. */
function expected(ends: readonly End[]): string[] {
  const any = (end: End): boolean => ends.includes(end);
  if (any("failed")) {
    const lost = any("deleted") || any("failed, then gone");
    return [lost ? "deleted" : "awaiting", "succeeded", "awaiting", "succeeded"];
  }
  if (any("deleted") || any("failed, then gone")) return ["deleted", "deleted", "succeeded", "succeeded"];
  return ["succeeded", "deleted", "deleted", "succeeded"];
}

const statesOf = (runtime: TestRuntime, ids: readonly string[]): Promise<string[]> =>
  Promise.all(ids.map((id) => stateOf(runtime, id)));

const all = Object.keys(ENDS) as End[];
const pairs = all.flatMap((a, i) => all.slice(i).map((b) => [a, b] as const));
const staying = pairs.filter((pair) => !pair.includes("failed, then gone"));

describe("what follows a batch waits only for what can come, when its members have", () => {
  test.each(staying)("%s and %s", async (...ends) => {
    const world = await batchOf(ends);
    const { runtime, members, ran } = world;
    const ids = await followAll(world);
    await toTheEnd(world, ends);
    const first = await statesOf(runtime, ids);
    expect(first).toEqual(expected(ends));
    const late = await followAll(world);
    await runtime.settle();
    expect(await statesOf(runtime, late), "added later").toEqual(first);
    const before = [...ran];

    for (const [i, end] of ends.entries()) if (end === "failed") await runtime.jobs.requeue(members[i]!);
    await runtime.settle();

    const last = await statesOf(runtime, ids);
    expect(last).not.toContain("awaiting");
    expect(await statesOf(runtime, late)).toEqual(last);
    for (const [i, state] of first.entries()) if (state !== "awaiting") expect(last[i]).toBe(state);
    const come = ends.includes("deleted") ? "deleted" : "succeeded";
    expect(ran.slice(before.length)).toEqual(first.includes("awaiting") ? [come, come] : []);
    expect(faults(await storeOf(runtime.addServer().storage))).toEqual([]);
  });

  test.each(pairs)("%s and %s, and it comes when they have", async (...ends) => {
    const world = await batchOf(ends);
    await toTheEnd(world, ends);
    const ids = await followAll(world);
    await world.runtime.settle();
    expect(await statesOf(world.runtime, ids)).toEqual(expected(ends));
  });
});
