// @ts-check
import { median, quantile } from "../figures.mjs";

/**
 * From a page's enqueue to the handler's first line in the service worker.
 *
 * @param {import("../host.mjs").Host} host
 * @param {{ quick: boolean }} options
 * @returns {Promise<import("../figures.mjs").Table>}
 */
export async function latency(host, { quick }) {
  const samples = quick ? 60 : 300;
  const { ours, raw } = await host.run("page", "starts", { samples });
  const [page] = (await host.browser.targets()).filter(({ type }) => type === "page");
  /** @type {number[]} */
  const cold = [];
  for (let i = 0; i < (quick ? 5 : 15); i++) {
    await host.browser.attached(page?.targetId ?? "", async (command) => {
      await command("ServiceWorker.enable");
      await command("ServiceWorker.stopAllWorkers");
    });
    cold.push(await host.run("page", "start"));
  }
  /** @param {string} name @param {number[]} times */
  const row = (name, times) => [name, quantile(times, 0.5), quantile(times, 0.95), quantile(times, 0.99)];
  return {
    title: `Enqueue in the page to handler start in the worker, ms, ${samples} samples (cold: ${cold.length})`,
    head: ["", "p50", "p95", "p99"],
    rows: [
      row("warm worker", ours),
      row("the shortest way: write, commit, wake, claim", raw),
      row("cold worker (stopped before each)", cold),
    ],
    goals: [
      {
        what: "p50 against the shortest way",
        measured: median(ours) / median(raw),
        goal: 1.3,
        better: "lower",
      },
      { what: "p99 against p50", measured: quantile(ours, 0.99) / median(ours), goal: 5, better: "lower" },
    ],
  };
}
