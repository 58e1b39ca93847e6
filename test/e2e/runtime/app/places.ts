import { defineJob, type JobDefinition } from "../../../../src/index.ts";

/** Needs a document. */
export const measure: JobDefinition<{ text: string }, { width: number; where: string }> = defineJob(
  "measure",
  {
    runsIn: "window",
  },
);
/** Keeps its thread busy. */
export const countPrimes: JobDefinition<{ below: number }, { count: number; where: string }> = defineJob(
  "count-primes",
  {
    runsIn: "worker",
  },
);
/** Needs the worker's registration. */
export const whereAmI: JobDefinition<void, string> = defineJob("where-am-i", { runsIn: "service-worker" });
