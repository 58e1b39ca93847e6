import { readLastLeft } from "../operations/take-in.ts";
import type { Storage } from "../storage/storage.ts";
import { roomMaker } from "./full-storage.ts";

/** In a server's life, each a stretch of old jobs: where they don't make room enough, it isn't the old jobs that fill the store. */
const STEPS = 4;
/** Milliseconds after the call: what hasn't fitted until then is not going to. */
const HOPE = 86_400_000;

/** Makes room for what pages have left, of which the ids have been answered, and within bounds: it may never fit. */
export interface LeftRoom {
  /** Gives up what jobs can do without that had ended before the last of the calls was made. */
  make(now: number): Promise<void>;
  /** There is room again. */
  found(): void;
}

export function leftRoom(storage: Storage): LeftRoom {
  const makeRoom = roomMaker(storage);
  let steps = 0;
  return {
    async make(now) {
      if (steps >= STEPS) return;
      const calledAt = await storage.run(readLastLeft, undefined);
      if (calledAt === undefined || now - calledAt > HOPE) return;
      steps += 1;
      await makeRoom(calledAt);
    },
    found() {
      steps = 0;
    },
  };
}
