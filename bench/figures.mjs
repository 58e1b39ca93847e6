// @ts-check

/** @param {readonly number[]} values */
export const median = (values) => quantile(values, 0.5);

/**
 * @param {readonly number[]} values
 * @param {number} share 0 to 1
 */
export const quantile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

/**
 * A table of the bench: `goals` are the issue of it, ratios of what was measured in the same run.
 *
 * @typedef {{ what: string, measured: number, goal: number, better: "higher" | "lower" }} Goal
 * @typedef {{ title: string, head: string[], rows: (string | number)[][], goals?: Goal[] }} Table
 */

/** @param {string | number} cell */
const text = (cell) =>
  typeof cell === "string"
    ? cell
    : Number.isNaN(cell)
      ? ""
      : cell >= 100
        ? cell.toFixed(0)
        : cell.toFixed(cell >= 10 ? 1 : 2);

/** @param {Goal} goal */
export const isMet = ({ measured, goal, better }) =>
  better === "higher" ? measured >= goal : measured <= goal;

/** @param {Table} table */
export function print({ title, head, rows, goals = [] }) {
  console.log(`\n${title}\n`);
  console.log(`| ${head.join(" | ")} |`);
  console.log(`|${head.map(() => " --- |").join("")}`);
  for (const row of rows) console.log(`| ${row.map(text).join(" | ")} |`);
  for (const goal of goals) {
    const bound = goal.better === "higher" ? "at least" : "at most";
    const verdict = isMet(goal) ? "met" : "NOT met";
    console.log(`\n${goal.what}: ${text(goal.measured)} (goal: ${bound} ${text(goal.goal)}; ${verdict}).`);
  }
}
