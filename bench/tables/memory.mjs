// @ts-check

/**
 * The worker's heap before and after many jobs, garbage collected.
 *
 * @param {import("../host.mjs").Host} host
 * @param {{ quick: boolean }} options
 * @returns {Promise<import("../figures.mjs").Table>}
 */
export async function memory(host, { quick }) {
  const jobs = quick ? 5_000 : 100_000;
  const heap = async () => {
    const worker = (await host.browser.targets()).find(({ type }) => type === "service_worker");
    return host.browser.attached(worker?.targetId ?? "", async (command) => {
      await command("HeapProfiler.collectGarbage");
      return (await command("Runtime.getHeapUsage")).usedSize / 1e6;
    });
  };
  await host.run("page", "drainInWorker", { jobs: 500 });
  const before = await heap();
  await host.run("page", "drainInWorker", { jobs });
  const after = await heap();
  return {
    title: "The worker's heap, MB",
    head: ["", "MB"],
    rows: [
      ["after 500 jobs", before],
      [`after ${jobs} more`, after],
    ],
  };
}
