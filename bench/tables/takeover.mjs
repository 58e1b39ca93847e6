// @ts-check
import { quantile } from "../figures.mjs";

/**
 * From a tab's death in the middle of a job to that job running in the worker.
 *
 * @param {import("../host.mjs").Host} host
 * @param {{ quick: boolean }} options
 * @returns {Promise<import("../figures.mjs").Table>}
 */
export async function takeover(host, { quick }) {
  /** @type {Record<"crashed" | "closed", number[]>} */
  const times = { crashed: [], closed: [] };
  // The page registers the worker, and has an alarm for it.
  await host.run("page", "start");
  for (let i = 0; i < (quick ? 3 : 10); i++) {
    for (const death of /** @type {const} */ (["crashed", "closed"])) {
      const name = `victim-${death}-${i}`;
      const targetId = await host.open(name);
      await host.run(name, "hang");
      const next = host.run("page", "nextStart");
      const begun = Date.now();
      if (death === "closed") await host.browser.send("Target.closeTarget", { targetId });
      else
        await host.browser.attached(targetId, (command) =>
          Promise.race([command("Page.crash"), new Promise((resolve) => setTimeout(resolve, 50))]),
        );
      times[death].push((await next) - begun);
      if (death === "crashed") await host.browser.send("Target.closeTarget", { targetId });
    }
  }
  return {
    title: "From a tab's death to its job running in the worker, ms",
    head: ["", "p50", "p95", "samples"],
    rows: Object.entries(times).map(([death, each]) => [
      `tab ${death}`,
      quantile(each, 0.5),
      quantile(each, 0.95),
      String(each.length),
    ]),
  };
}
