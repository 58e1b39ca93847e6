// @ts-check

/**
 * The dashboard under load for a long time: 500 changes a second, a list and an overview open. Its memory after a
 * garbage collection, minute by minute, and what blocked the page meanwhile.
 *
 * @param {import("../host.mjs").Host} host
 * @param {{ quick: boolean, minutes: number | undefined }} options how long; ten minutes are what the issue asks for
 * @returns {Promise<import("../figures.mjs").Table>}
 */
export async function dashboardLoad(host, { quick, minutes = quick ? 0.25 : 1 }) {
  const page = (await host.browser.targets()).find(
    ({ type, url }) => type === "page" && url.includes("context=page"),
  );
  /** Attached for as long as it takes to look. */
  const look = () =>
    host.browser.attached(page?.targetId ?? "", async (command) => {
      await command("Performance.enable");
      await command("HeapProfiler.collectGarbage");
      const { metrics } = await command("Performance.getMetrics");
      /** @param {string} name */
      const of = (name) =>
        metrics.find((/** @type {{ name: string }} */ metric) => metric.name === name)?.value ?? Number.NaN;
      return { heap: of("JSHeapUsedSize") / 1e6, nodes: of("Nodes"), listeners: of("JSEventListeners") };
    });
  await host.run("page", "dashboardStore", { stored: quick ? 1_000 : 20_000 });
  await host.run("page", "dashboardLoad");
  const begun = Date.now();
  const samples = quick ? 2 : Math.max(2, Math.ceil(minutes));
  /** @type {(string | number)[][]} */
  const rows = [];
  /** @type {number[]} */
  const heaps = [];
  let longest = 0;
  for (let i = 0; i <= samples; i++) {
    await new Promise((resolve) => setTimeout(resolve, i === 0 ? 5_000 : (minutes * 60_000) / samples));
    const { tasks } = await host.run("page", "dashboardLongTasks");
    const { heap, nodes, listeners } = await look();
    // What the look itself blocked (a collection of all garbage) is no doing of the dashboard's.
    await host.run("page", "dashboardLongTasks");
    heaps.push(heap);
    if (i > 0) longest = Math.max(longest, ...tasks, 0);
    const long = tasks.filter((/** @type {number} */ task) => task > 50).length;
    rows.push([
      ((Date.now() - begun) / 60_000).toFixed(1),
      heap,
      nodes,
      listeners,
      long,
      Math.max(0, ...tasks),
    ]);
  }
  const seconds = (Date.now() - begun) / 1_000;
  const { changes } = await host.run("page", "dashboardLoadEnd");
  await host.run("page", "dashboardEnd");
  const [first = Number.NaN] = heaps;
  const last = heaps.at(-1) ?? Number.NaN;
  return {
    title: `The dashboard under load for ${minutes} minutes: ${Math.round(changes / seconds)} changes a second`,
    head: ["minute", "heap, MB", "nodes", "listeners", "tasks over 50 ms", "longest, ms"],
    rows,
    goals: [
      { what: "Heap grown under load, MB", measured: last - first, goal: 5, better: "lower" },
      { what: "The longest task under load, ms", measured: longest, goal: 50, better: "lower" },
    ],
  };
}
