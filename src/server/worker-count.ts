import type { ServerParts } from "./server-parts.ts";

/** Workers while the user saves data, where the app has not said how many: half of the usual four. */
const SAVING_WORKERS = 2;

/** How many handlers may run at once, now. */
export function workerCount({ workers, thrifty, platform }: ServerParts): number {
  return thrifty && platform.connectivity.saving() ? Math.min(SAVING_WORKERS, workers) : workers;
}
