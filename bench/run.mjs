// @ts-check
// npm run bench: tables to the screen, the same as JSON with --json, a short run with --quick, some with --only=lives,growth.
// How long the dashboard stays under load: --minutes=10.
// What is compared is measured side by side in one run, so that a slow machine slows all of it: read the ratios.
import { isMet, print } from "./figures.mjs";
import { openHost } from "./host.mjs";
import { batches } from "./tables/batches.mjs";
import { contention } from "./tables/contention.mjs";
import { dashboard } from "./tables/dashboard.mjs";
import { dashboardLoad } from "./tables/dashboard-load.mjs";
import { early } from "./tables/early.mjs";
import { growth } from "./tables/growth.mjs";
import { latency } from "./tables/latency.mjs";
import { lives } from "./tables/lives.mjs";
import { memory } from "./tables/memory.mjs";
import { reads } from "./tables/reads.mjs";
import { start } from "./tables/start.mjs";
import { takeover } from "./tables/takeover.mjs";
import { weight } from "./tables/weight.mjs";

const tables = {
  lives,
  latency,
  contention,
  early,
  reads,
  takeover,
  growth,
  batches,
  memory,
  weight,
  start,
  dashboard,
  "dashboard-load": dashboardLoad,
};
const quick = process.argv.includes("--quick");
const asJson = process.argv.includes("--json");
const only = process.argv
  .find((each) => each.startsWith("--only="))
  ?.slice("--only=".length)
  .split(",");

const given = process.argv.find((each) => each.startsWith("--minutes="));
const minutes = given ? Number(given.slice("--minutes=".length)) : undefined;

/** @type {import("./figures.mjs").Table[]} */
const done = [];
for (const [name, table] of Object.entries(tables)) {
  if (only && !only.includes(name)) continue;
  // A browser of its own: what one table leaves behind must not weigh on the next.
  const host = await openHost();
  try {
    if (done.length === 0 && !asJson) console.log(`${host.version}, relaxed durability`);
    await host.open("page");
    const result = await table(host, { quick, minutes });
    done.push(result);
    if (!asJson) print(result);
  } finally {
    await host.close();
  }
}
if (asJson) console.log(JSON.stringify(done, null, 2));
const goals = done.flatMap((table) => table.goals ?? []);
if (!asJson) console.log(`\n${goals.filter(isMet).length} of ${goals.length} goals met.`);
