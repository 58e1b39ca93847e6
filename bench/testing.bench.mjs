// @ts-check
// How fast the test runtime is: milliseconds for 1,000 jobs, in Node, medians. `npm run build && node bench/testing.bench.mjs`.
import { defineJob, handle } from "../dist/index.js";
import { createTestRuntime, runJob } from "../dist/testing.js";

const JOBS = 1_000;
const ROUNDS = 7;
const job = defineJob("nothing");
const nothing = handle(job, () => {});

/** @type {Record<string, () => Promise<unknown>>} */
const measures = {
  "enqueueMany, drain": async () => {
    const runtime = createTestRuntime({ handlers: [nothing] });
    await runtime.jobs.enqueueMany(Array.from({ length: JOBS }, () => ({ job, args: undefined })));
    await runtime.drain();
  },
  "enqueued one by one, drain": async () => {
    const runtime = createTestRuntime({ handlers: [nothing] });
    for (let i = 0; i < JOBS; i++) await runtime.jobs.enqueue(job);
    await runtime.drain();
  },
  "due one a minute, drain": async () => {
    const runtime = createTestRuntime({ handlers: [nothing] });
    for (let i = 0; i < JOBS; i++) await runtime.jobs.schedule(job, undefined, { delay: i * 60_000 });
    await runtime.drain();
  },
  "a runtime and a settled job each": async () => {
    for (let i = 0; i < JOBS; i++) {
      const runtime = createTestRuntime({ handlers: [nothing] });
      await runtime.jobs.enqueue(job);
      await runtime.settle();
    }
  },
  "runJob each": async () => {
    for (let i = 0; i < JOBS; i++) await runJob(nothing);
  },
};
/** @type {Map<string, number[]>} */
const times = new Map(Object.keys(measures).map((name) => [name, []]));
for (let round = -1; round < ROUNDS; round++)
  for (const [name, measure] of Object.entries(measures)) {
    const from = performance.now();
    await measure();
    if (round >= 0) times.get(name)?.push(performance.now() - from);
  }
console.log(`| ${JOBS} jobs in the test runtime, Node ${process.version}, median of ${ROUNDS} | ms |`);
console.log("| --- | --- |");
for (const [name, all] of times)
  console.log(`| ${name} | ${[...all].sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]?.toFixed(0)} |`);
