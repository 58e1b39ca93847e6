import { expect, test } from "vitest";
import { openTabs, serveIn, setScene } from "./scene.ts";

const scene = setScene();

/** In the page: asks for a random graph of jobs, joins and a batch within a batch; answers its jobs and their conditions. */
const plant = async ({ seed, jobs }: { seed: number; jobs: number }) => {
  let state = seed;
  const below = (n: number): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * n);
  };
  const { client, jobs: defined } = app;
  const fate = (): { failures: number } => ({ failures: below(4) === 0 ? 1 : 0 });
  const ids: string[] = [];
  const conditions: (readonly [id: string, on: string])[] = [];
  for (let i = 0; i < jobs; i++) {
    const parents = [...new Set(Array.from({ length: below(4) }, () => ids[below(ids.length)]))].flatMap(
      (id) => id ?? [],
    );
    const on = (["succeeded", "failed", "finished"] as const)[below(3)] ?? "succeeded";
    ids.push(
      parents.length === 0
        ? await client.enqueue(defined.node, fate())
        : await client.continueWith(parents, defined.node, fate(), { on }),
    );
    conditions.push([ids[i] ?? "", on]);
  }
  await client.batch((outer) => {
    for (let i = 0; i < 5; i++) outer.enqueue(defined.node, fate());
    outer.batch((inner) => {
      for (let i = 0; i < 5; i++) inner.enqueue(defined.node, fate());
    });
  });
  return conditions;
};

test.each([1, 2, 3])(
  "a graph from two tabs, one of them closed in the middle: what is released had its condition met, once, and nothing is stuck (seed %i)",
  async (seed) => {
    const [first, second] = await openTabs(scene, serveIn);
    const planted = Promise.all(
      [first, second].map((page, i) => page.evaluate(plant, { seed: seed * 10 + i, jobs: 25 })),
    );
    // Something is under way when the tab goes, but both have asked for all they want.
    const conditions = new Map((await planted).flat());
    await second.close();

    const { all, statistics, batches } = await first.evaluate(async () => {
      const quiet = async (): Promise<boolean> => {
        const { enqueued, scheduled, processing } = await app.client.monitor.statistics();
        return enqueued + scheduled + processing === 0;
      };
      while (!(await quiet())) {
        await new Promise<void>((resolve) => {
          app.client.addEventListener("change", () => resolve(), { once: true });
          // A context that was closed between its commit and its word has told nobody.
          setTimeout(resolve, 250);
        });
      }
      return {
        all: await app.all(),
        statistics: await app.client.monitor.statistics(),
        batches: await app.client.monitor.batches(),
      };
    });

    const byId = new Map(all.map((job) => [job.id, job]));
    expect(all).toHaveLength(2 * (25 + 10));
    for (const job of all) {
      const { id, state, history, waitingFor } = job;
      const parents = job.parents.flatMap((parent) => byId.get(parent) ?? []);
      // A later move of the same job is none of its release: that is the first time it stood in line.
      const released = history.filter(({ reason }) =>
        /parent.* has ended|had ended already/i.test(reason ?? ""),
      );
      expect(released.length, `releases of ${id}`).toBeLessThanOrEqual(1);
      const ends = scene.server.of("end").filter((entry) => "job" in entry && entry.job === id);
      if (state === "succeeded") expect(ends.length, `ends of ${id}`).toBeGreaterThanOrEqual(1);
      if (state === "awaiting") {
        expect(
          waitingFor.map(({ kind }) => kind),
          `${id} says what it waits for`,
        ).toContain("parent");
        expect(parents.some((parent) => parent.state === "failed" || parent.state === "awaiting")).toBe(true);
      } else expect(["succeeded", "failed", "deleted"]).toContain(state);
      const ran = history.some(({ state: entered }) => entered === "processing");
      if (ran) {
        const at = history.find(({ state: entered }) => entered === "processing")?.at ?? 0;
        const on = conditions.get(id) ?? "finished";
        for (const parent of parents) {
          expect(parent.finishedAt ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(at);
          expect(on === "finished" ? ["succeeded", "failed", "deleted"] : [on]).toContain(parent.state);
        }
      }
    }
    const count = (state: string): number => all.filter((job) => job.state === state).length;
    expect(statistics).toMatchObject({
      succeeded: count("succeeded"),
      failed: count("failed"),
      deleted: count("deleted"),
      awaiting: count("awaiting"),
    });
    expect(batches).toHaveLength(4);
    for (const { id, counts } of batches) {
      const nested = batches.filter((each) => each.parentId === id).map((each) => each.id);
      const members = all.filter(({ batchId }) => batchId !== undefined && [id, ...nested].includes(batchId));
      expect(members.length, `members of ${id}`).toBeGreaterThanOrEqual(5);
      expect(counts).toMatchObject({
        succeeded: members.filter(({ state }) => state === "succeeded").length,
        failed: members.filter(({ state }) => state === "failed").length,
      });
    }
  },
);
