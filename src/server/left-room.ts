import { hasOther, readLastLeft, readLeft, takeInLeft } from "../operations/take-in.ts";
import type { Storage } from "../storage/storage.ts";
import { isFull, roomMaker } from "./full-storage.ts";

/** In a server's life, each a stretch of old jobs: where they don't make room enough, it isn't the old jobs that fill the store. */
const STEPS = 4;
/** Milliseconds after the call: what hasn't fitted until then is not going to. */
const HOPE = 86_400_000;

/** Calls that are tried one by one at a time: jobs are waiting to be claimed. */
const TRIED = 100;

/** Milliseconds before one that didn't fit is tried again. */
const PATIENCE = 10_000;

/** Makes room for what pages have left, of which the ids have been answered, and within bounds: it may never fit. */
export interface LeftRoom {
  /** Calls of which all doesn't fit even alone: they are passed over, and hold up no others. */
  readonly unfit: readonly string[];
  /**
   * Something doesn't fit. Takes in the calls one by one until it finds one that doesn't, and gives up what jobs can do without
   * that had ended before the last of them was made. For a chore of another kind, which is of a bounded size, of all jobs.
   */
  make(now: number): Promise<void>;
  /** All has been taken in but what is passed over; answers when to look again: now, later or never. */
  goOn(now: number): number;
}

export function leftRoom(storage: Storage): LeftRoom {
  const makeRoom = roomMaker(storage);
  const unfit: string[] = [];
  /** The one that is passed over no more. */
  let retried: string | undefined;
  let steps = 0;
  const fits = async (now: number, only: string): Promise<boolean> => {
    try {
      await storage.run(takeInLeft, { now, only });
      return true;
    } catch (error) {
      if (isFull(error)) return false;
      throw error;
    }
  };
  return {
    unfit,
    async make(now) {
      if (await storage.run(hasOther, undefined)) return void (await makeRoom());
      retried = undefined;
      let last: string | undefined;
      for (let tried = 0; tried < TRIED; tried++) {
        const first = await storage.run(readLeft, { except: unfit });
        if (first === undefined) break;
        // Only a newer version understands it.
        if (first === last) unfit.push(first);
        else if (!(await fits(now, first))) {
          unfit.push(first);
          break;
        }
        last = first;
      }
      if (steps >= STEPS) return;
      const calledAt = await storage.run(readLastLeft, undefined);
      if (calledAt === undefined || now - calledAt > HOPE) return;
      steps += 1;
      await makeRoom(calledAt);
    },
    goOn(now) {
      // What didn't fit has been taken in: there is room again.
      if (retried !== undefined && unfit.length > 0) {
        retried = undefined;
        unfit.length = 0;
        return now;
      }
      retried = unfit.shift();
      if (retried !== undefined) return now + PATIENCE;
      steps = 0;
      return Number.POSITIVE_INFINITY;
    },
  };
}
