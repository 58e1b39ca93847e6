import type { Parameters } from "fast-check";

/** A browser has none. */
const env: Record<string, string | undefined> = globalThis.process?.env ?? {};
/** How many times over the usual a nightly run looks: `SLOWMATCH_RUNS=20 npm test`. */
const times = Number(env["SLOWMATCH_RUNS"] ?? 1);
/** Repeats the run whose seed a failure printed: `SLOWMATCH_SEED=… npm test`. */
const seed = env["SLOWMATCH_SEED"];

/** The longest that a property's test may take, milliseconds. */
export const longest = (usual: number): number => usual * Math.max(1, times);

/** Settings of one property. fast-check prints the seed and the shrunk example of whatever fails. */
export const runs = <T>(usual: number): Parameters<T> => ({
  numRuns: Math.max(1, Math.round(usual * times)),
  ...(seed === undefined ? {} : { seed: Number(seed) }),
});
