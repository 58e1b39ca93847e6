/*
 * How many `next()` a second, and what one scheduling pass over a thousand definitions costs, beside bare cron-parser and,
 * where it is installed, croner. `node bench/cron.bench.mjs`; CRONER=path/to/croner.js names a copy that isn't in node_modules.
 */
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { CronExpressionParser } from "cron-parser";
import { rolldown } from "rolldown";
import { leanCron } from "../scripts/lean-cron.mjs";

const source = (path) => fileURLToPath(new URL(`../src/recurring/${path}`, import.meta.url));
const ENTRY = `export * from ${JSON.stringify(source("schedule.ts"))}; export * from ${JSON.stringify(source("firing.ts"))};`;
const START = Date.parse("2026-01-01T00:00:00Z");
const EXPRESSIONS = ["* * * * *", "*/5 * * * *", "0 9 * * 1-5", "0 0 1 * *", "0 0 29 2 *"];
const ZONES = ["UTC", "America/New_York"];

let loads = 0;

/** The sources as one module: with cron-parser and luxon as they are, or with the parts that our builds carry. */
async function load(lean) {
  const bundle = await rolldown({
    input: "entry",
    platform: "browser",
    plugins: [
      ...(lean ? [leanCron()] : []),
      {
        name: "bench",
        resolveId: (id) => (id === "entry" ? "\0entry" : null),
        load: (id) => (id === "\0entry" ? ENTRY : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "es" });
  // A text of its own each time, or the module and its caches would be shared.
  const unique = `${output[0].code}\n// ${loads++}`;
  return import(`data:text/javascript,${encodeURIComponent(unique)}`);
}

async function croner() {
  const name = process.env.CRONER ? pathToFileURL(resolve(process.env.CRONER)).href : "croner";
  return import(name).catch(() => undefined);
}

/** Calls a second of a function that answers with the next instant, over at least 300 ms after a warm-up. */
function rate(next) {
  let time = START;
  for (let i = 0; i < 50; i++) time = next(time);
  let calls = 0;
  const started = performance.now();
  for (; performance.now() - started < 300; calls++) {
    // Begin anew now and then: centuries ahead are no scheduler's work.
    if (calls % 50 === 0) time = START;
    time = next(time);
  }
  return Math.round((calls / (performance.now() - started)) * 1000);
}

const [full, lean, cronerModule] = [await load(false), await load(true), await croner()];
const ours = ({ parseSchedule, nextOccurrence }, cron, timeZone) => {
  const schedule = parseSchedule(cron, { id: "bench", timeZone, now: START });
  return (time) => nextOccurrence(schedule, time);
};
const bare = (cron, tz) => {
  const expression = CronExpressionParser.parse(cron, { tz, currentDate: new Date(START) });
  return (time) => {
    expression.reset(new Date(time));
    return expression.next().getTime();
  };
};
const byCroner = (cron, timezone) => {
  const job = new cronerModule.Cron(cron, { timezone, paused: true });
  // It gives up on years far ahead.
  return (time) => job.nextRun(new Date(time))?.getTime() ?? START;
};

const rows = [];
for (const cron of EXPRESSIONS) {
  for (const zone of ZONES) {
    rows.push({
      expression: cron,
      zone,
      "slowmatch (built)": rate(ours(lean, cron, zone)),
      "slowmatch with luxon": rate(ours(full, cron, zone)),
      "cron-parser": rate(bare(cron, zone)),
      ...(cronerModule && { croner: rate(byCroner(cron, zone)) }),
    });
  }
}
console.log("next() a second");
console.table(rows);

const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tehran", "Australia/Sydney"];
const texts = Array.from({ length: 1000 }, (_, i) => {
  const [minute, hour] = [i % 60, (i * 7) % 24];
  return [
    `${minute} ${hour} * * *`,
    `${minute} ${hour} * * 1-5`,
    `*/${(i % 30) + 1} * * * *`,
    `${minute} ${hour} 1 * *`,
  ][i % 4];
});
const record = ({ parseSchedule }, cron, i) => ({
  id: `job-${i}`,
  schedule: parseSchedule(cron, { id: `job-${i}`, timeZone: zones[i % zones.length], now: START }),
  misfire: "relaxed",
  tolerance: 30_000,
  maxCatchUp: 100,
  paused: false,
  base: START,
  runCount: 0,
});
const timed = (work) => {
  const started = performance.now();
  work();
  return `${(performance.now() - started).toFixed(1)} ms`;
};
const pass = [];
for (const [name, module] of [
  ["slowmatch (built)", lean],
  ["slowmatch with luxon", full],
]) {
  const fresh = await load(module === lean);
  let records = [];
  pass.push({
    library: name,
    "parse 1,000": timed(() => {
      records = texts.map((cron, i) => record(fresh, cron, i));
    }),
    "first next() of each": timed(() => {
      for (const each of records) fresh.nextOccurrence(each.schedule, START);
    }),
    "next() of each again": timed(() => {
      for (const each of records) fresh.nextOccurrence(each.schedule, START);
    }),
    "fire() of each after a day": timed(() => {
      for (const each of records) fresh.fire(each, START + 86_400_000);
    }),
  });
}
const others = [["cron-parser", bare], ...(cronerModule ? [["croner", byCroner]] : [])];
for (const [name, make] of others) {
  let jobs = [];
  pass.push({
    library: name,
    "parse 1,000": timed(() => {
      jobs = texts.map((cron, i) => make(cron, zones[i % zones.length]));
    }),
    "first next() of each": timed(() => {
      for (const next of jobs) next(START);
    }),
    "next() of each again": timed(() => {
      for (const next of jobs) next(START);
    }),
  });
}
console.log("one pass over 1,000 definitions");
console.table(pass);
