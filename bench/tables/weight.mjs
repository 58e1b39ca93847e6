// @ts-check
import { readFileSync } from "node:fs";
import { weigh } from "../../scripts/weigh.mjs";

/** Goals in kB, for what is loaded at once; every entry has a budget besides. */
const GOALS = [
  { entry: "a page", what: "Client of a page that defines and enqueues, kB at once", goal: 8 },
  { entry: "./sw", what: "Service worker, kB", goal: 16 },
  { entry: "./dashboard", what: "Dashboard, kB at once", goal: 45 },
];

/**
 * What each entry weighs, min+gzip, dependencies included.
 *
 * @returns {Promise<import("../figures.mjs").Table>}
 */
export async function weight() {
  /** @type {{ entries: Record<string, { file: string }> }} */
  const budget = JSON.parse(readFileSync(new URL("../../size-budget.json", import.meta.url), "utf8"));
  /** @type {Map<string, { minified: number, gzipped: number, lazy: number }>} */
  const found = new Map();
  for (const [entry, { file }] of Object.entries(budget.entries)) found.set(entry, await weigh(file));
  return {
    title: "Weight of each entry, kB, dependencies included",
    head: ["", "minified", "gzipped", "gzipped, loaded later"],
    rows: [...found].map(([entry, { minified, gzipped, lazy }]) => [
      entry,
      minified / 1000,
      gzipped / 1000,
      lazy / 1000,
    ]),
    goals: GOALS.map(({ entry, what, goal }) => ({
      what,
      measured: (found.get(entry)?.gzipped ?? Number.NaN) / 1000,
      goal,
      better: "lower",
    })),
  };
}
