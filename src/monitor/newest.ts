import type { JobRecord } from "../job/record.ts";
import type { FinalState } from "../job/state.ts";
import { readStretch } from "../operations/reads/queries.ts";
import type { StretchPosition } from "../operations/reads/stretch.ts";
import type { Storage } from "../storage/storage.ts";

/** Read at a time: a page that reads hundreds of records at once stands still for as long, and so do those who wait for it. */
const STRETCH = 100;

/** Ended jobs of a state, the newest first, at most so many. */
export async function readNewest(storage: Storage, state: FinalState, most: number): Promise<JobRecord[]> {
  const found: JobRecord[] = [];
  let after: StretchPosition | undefined;
  while (found.length < most) {
    const limit = Math.min(STRETCH, most - found.length);
    const input = { state, reverse: true, limit, ...(after ? { after } : {}) };
    const { records, last, more } = await storage.run(readStretch, input);
    found.push(...records);
    if (!more || !last?.list) break;
    after = { time: last.list[1], sequence: last.list[2] };
  }
  return found;
}
