// @ts-check
import { median, quantile } from "../figures.mjs";

/** A frame of a screen of 60 Hz, and what its timer is off by. */
const FRAME = 1_000 / 60 + 1.5;

/**
 * The dashboard on stores of different sizes: its first paint, scrolling, and what changes cost.
 *
 * @param {import("../host.mjs").Host} host
 * @param {{ quick: boolean }} options
 * @returns {Promise<import("../figures.mjs").Table>}
 */
export async function dashboard(host, { quick }) {
  const page = (await host.browser.targets()).find(
    ({ type, url }) => type === "page" && url.includes("context=page"),
  );
  /**
   * Milliseconds the page's thread works while something is measured, and MB its heap grows.
   * @param {string} measure @param {object} input
   */
  const watched = (measure, input) =>
    host.browser.attached(page?.targetId ?? "", async (command) => {
      await command("Performance.enable");
      const read = async () => {
        await command("HeapProfiler.collectGarbage");
        const { metrics } = await command("Performance.getMetrics");
        /** @param {string} name */
        const of = (name) =>
          metrics.find((/** @type {{ name: string }} */ metric) => metric.name === name)?.value ?? Number.NaN;
        return { worked: of("TaskDuration") * 1_000, heap: of("JSHeapUsedSize") / 1e6 };
      };
      const before = await read();
      const result = await host.run("page", measure, input);
      const after = await read();
      return { result, worked: after.worked - before.worked, heap: after.heap - before.heap };
    });
  /** @type {(string | number)[][]} */
  const rows = [];
  let paint = Number.NaN;
  let longest = 0;
  for (const stored of quick ? [1_000, 20_000] : [1_000, 100_000, 1_000_000]) {
    await host.run("page", "dashboardStore", { stored });
    const { overview, list } = await host.run("page", "dashboardPaint", { rounds: quick ? 5 : 15 });
    const { lengths, rows: held } = await host.run("page", "dashboardScroll", { frames: quick ? 120 : 600 });
    const seconds = quick ? 5 : 20;
    const { result, worked, heap } = await watched("dashboardChanges", { seconds, view: "jobs" });
    const { told, tasks } = result;
    const long = [...tasks].filter((task) => task > 50);
    longest = Math.max(longest, ...tasks, 0);
    if (stored === 100_000 || Number.isNaN(paint)) paint = median(list);
    rows.push([
      String(stored),
      overview[0],
      median(overview),
      list[0],
      median(list),
      `${lengths.filter((/** @type {number} */ each) => each > FRAME).length} of ${lengths.length}`,
      quantile(lengths, 0.95),
      held,
      (worked / told) * 1_000,
      `${long.length} in ${seconds} s`,
      heap,
    ]);
    await host.run("page", "dashboardEnd");
  }
  return {
    title: "The dashboard: ms to the first useful paint, scrolling, 500 changes a second",
    head: [
      "stored",
      "overview, first",
      "overview",
      "list, first",
      "list",
      "frames over 16 ms",
      "frame, p95",
      "rows held",
      "µs a change",
      "tasks over 50 ms",
      "heap grown, MB",
    ],
    rows,
    goals: [
      {
        what: "First useful paint of a list at 100,000 stored, ms",
        measured: paint,
        goal: 100,
        better: "lower",
      },
      { what: "The longest task at 500 changes a second, ms", measured: longest, goal: 50, better: "lower" },
    ],
  };
}
