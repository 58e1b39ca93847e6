// @ts-check
// npm run bench: tables to the screen, the same as JSON with --json. Rounds of all measures are interleaved, so that a
// machine that slows down slows all of them; read the ratios.
import { openHost } from "./host.mjs";

const quick = process.argv.includes("--quick");
const asJson = process.argv.includes("--json");
const jobs = quick ? 2_000 : 10_000;
const rounds = quick ? 3 : 5;

const subjects = [
  { name: "raw limit, 32 a claim, one row per job", measure: "raw", input: { jobs, claim: 32 } },
  { name: "raw limit, 128 a claim, one row per job", measure: "raw", input: { jobs, claim: 128 } },
  { name: "slowmatch (claim = one lease row)", measure: "slowmatch", input: { jobs, design: "lease" } },
  { name: "slowmatch, claims rewrite each record", measure: "slowmatch", input: { jobs, design: "rewrite" } },
  { name: "slowmatch, enqueues issued at once", measure: "coalesced", input: { jobs } },
  { name: "slowmatch, enqueues one by one", measure: "oneByOne", input: { jobs: jobs / 10 } },
];

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
/** @param {number} value */
const us = (value) => (value === 0 ? "" : value.toFixed(1));

const host = await openHost();
/** @type {Map<string, { enqueue: number, drain: number }[]>} */
const results = new Map(subjects.map(({ name }) => [name, []]));
for (let round = -1; round < rounds; round++) {
  for (const { name, measure, input } of subjects) {
    const life = await host.run(measure, input);
    if (round >= 0) results.get(name)?.push(life);
  }
}
const table = [...results].map(([name, lives]) => {
  const enqueue = median(lives.map((life) => life.enqueue));
  const drain = median(lives.map((life) => life.drain));
  const all = lives.map((life) => life.enqueue + life.drain);
  return { name, enqueue, drain, life: enqueue + drain, min: Math.min(...all), max: Math.max(...all) };
});
const limit = table[0]?.life ?? 1;
/** @type {{ stored: number, enqueue: number, drain: number }[]} */
const growth = [];
for (const stored of quick ? [1_000, 10_000] : [1_000, 10_000, 100_000]) {
  growth.push({ stored, ...(await host.run("growth", { stored })) });
}
const { version } = host;
await host.close();

if (asJson) console.log(JSON.stringify({ version, jobs, rounds, table, growth }, null, 2));
else {
  console.log(`\n${version}, ${jobs} no-op jobs, ${rounds} rounds, medians, relaxed durability, µs a job\n`);
  console.log("| | enqueue | drain | both | min..max | speed against the limit |");
  console.log("| --- | --- | --- | --- | --- | --- |");
  for (const { name, enqueue, drain, life, min, max } of table) {
    const ratio = drain === 0 ? "" : (limit / life).toFixed(2);
    console.log(
      `| ${name} | ${us(enqueue)} | ${us(drain)} | ${us(life)} | ${us(min)}..${us(max)} | ${ratio} |`,
    );
  }
  console.log("\nms for 1,000 jobs in a store that holds finished ones\n");
  console.log("| stored | enqueue | drain |\n| --- | --- | --- |");
  for (const { stored, enqueue, drain } of growth)
    console.log(`| ${stored} | ${us(enqueue)} | ${us(drain)} |`);
}
