// @ts-check
import { median } from "../figures.mjs";

/**
 * From enqueue to the committed end of no-op jobs, rounds of all subjects interleaved.
 *
 * @param {import("../host.mjs").Host} host
 * @param {{ quick: boolean }} options
 * @returns {Promise<import("../figures.mjs").Table>}
 */
export async function lives(host, { quick }) {
  const jobs = quick ? 2_000 : 10_000;
  const rounds = quick ? 3 : 5;
  const few = jobs / 10;
  const raw = "raw limit, 32 a claim, one row per job";
  const bulk = "Slowmatch, in bulk";
  const atOnce = "Slowmatch, enqueues issued at once";
  const oneByOne = "Slowmatch, one by one";
  const workbox = "workbox-background-sync, replayed to a server";
  const storage = "workbox-background-sync, its storage alone";
  /** @type {[name: string, measure: string, input: object, inWorker?: true][]} */
  const subjects = [
    [raw, "raw", { jobs, claim: 32 }],
    ["raw limit, 128 a claim", "raw", { jobs, claim: 128 }],
    [bulk, "slowmatch", { jobs, design: "lease" }],
    ["Slowmatch, if claims rewrote each record", "slowmatch", { jobs, design: "rewrite" }],
    [atOnce, "coalesced", { jobs }],
    [oneByOne, "oneByOne", { jobs: few }],
    ["Slowmatch, one by one, in the worker", "oneByOne", { jobs: few }, true],
    [workbox, "workbox", { jobs: few }, true],
    [storage, "workboxStorage", { jobs: few }, true],
    ["@tanstack/offline-transactions, one by one", "tanstack", { jobs: few }],
    ["idb-queue, one by one", "idbQueue", { jobs: few }],
    ["p-queue, in memory", "pQueue", { jobs }, true],
  ];
  /** @type {Map<string, { enqueue: number, drain: number }[]>} */
  const results = new Map(subjects.map(([name]) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, measure, input, inWorker] of subjects) {
      const life = inWorker
        ? await host.run("page", "inWorker", { measure, input })
        : await host.run("page", measure, input);
      if (round >= 0) results.get(name)?.push(life);
    }
  }
  /** @param {string} name */
  const of = (name) => {
    const lives = results.get(name) ?? [];
    const enqueue = median(lives.map((life) => life.enqueue));
    const drain = median(lives.map((life) => life.drain));
    const both = lives.map((life) => life.enqueue + life.drain);
    return { enqueue, drain, life: enqueue + drain, min: Math.min(...both), max: Math.max(...both) };
  };
  const limit = of(raw).life;
  return {
    title: `Life of ${jobs} no-op jobs (one by one: ${few}), µs a job, medians of ${rounds} rounds`,
    head: ["", "enqueue", "drain", "both", "min", "max", "share of the limit"],
    rows: subjects.map(([name]) => {
      const { enqueue, drain, life, min, max } = of(name);
      return [name, enqueue, drain || Number.NaN, life, min, max, drain ? limit / life : Number.NaN];
    }),
    goals: [
      { what: "In bulk against the raw limit", measured: limit / of(bulk).life, goal: 0.8, better: "higher" },
      {
        what: "Rate of enqueues issued at once against the bulk rate",
        measured: of(bulk).enqueue / of(atOnce).enqueue,
        goal: 0.5,
        better: "higher",
      },
      {
        what: "One by one against workbox-background-sync, times",
        measured: of(workbox).life / of(oneByOne).life,
        goal: 4,
        better: "higher",
      },
      {
        what: "In bulk against workbox-background-sync, times",
        measured: of(workbox).life / of(bulk).life,
        goal: 15,
        better: "higher",
      },
    ],
  };
}
