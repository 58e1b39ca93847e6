// @ts-check
import { quantile } from "../figures.mjs";

/** @typedef {{ enqueue: number[], read: number[] }} Times */

/** @returns {Times} */
const times = () => ({ enqueue: [], read: [] });

/**
 * @param {{ idle: Times, busy: Times }} all
 * @param {{ idle: Times, busy: Times }} some
 */
function add(all, some) {
  for (const when of /** @type {const} */ (["idle", "busy"])) {
    all[when].enqueue.push(...some[when].enqueue);
    all[when].read.push(...some[when].read);
  }
}

/**
 * What a page feels of a worker that drains the queue.
 *
 * @param {import("../host.mjs").Host} host
 * @param {{ quick: boolean }} options
 * @returns {Promise<import("../figures.mjs").Table>}
 */
export async function contention(host, { quick }) {
  const jobs = quick ? 3_000 : 10_000;
  const rounds = quick ? 2 : 8;
  const raw = { idle: times(), busy: times() };
  const ours = { idle: times(), busy: times() };
  for (let round = 0; round < rounds; round++) {
    // One drain gives a hundred looks or so, of which only five are beyond a p95.
    add(raw, await host.run("page", "rawWhileDraining", { jobs, samples: 100 }));
    add(ours, await host.run("page", "whileDraining", { jobs, samples: 100 }));
  }
  const { idle, busy } = ours;
  /** @param {string} name @param {number[]} times */
  const row = (name, times) => [name, quantile(times, 0.5), quantile(times, 0.95), times.length];
  /** @param {"enqueue" | "read"} what */
  const ratio = (what) => quantile(busy[what], 0.95) / quantile(idle[what], 0.95);
  return {
    title: `A page's own calls while the worker drains ${jobs} jobs, ms, ${rounds} rounds`,
    head: ["", "p50", "p95", "samples"],
    rows: [
      row("enqueue, idle", idle.enqueue),
      row("enqueue, while it drains", busy.enqueue),
      row("get, idle", idle.read),
      row("get, while it drains", busy.read),
      row("raw limit: put, idle", raw.idle.enqueue),
      row("raw limit: put, while it drains", raw.busy.enqueue),
      row("raw limit: get, idle", raw.idle.read),
      row("raw limit: get, while it drains", raw.busy.read),
    ],
    goals: [
      {
        what: "p95 of an enqueue while it drains against idle",
        measured: ratio("enqueue"),
        goal: 3,
        better: "lower",
      },
      {
        what: "p95 of a read while it drains against idle",
        measured: ratio("read"),
        goal: 3,
        better: "lower",
      },
    ],
  };
}
