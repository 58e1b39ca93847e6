import type { JobEvent } from "../../job/event.ts";
import { isBatchId } from "../../job/names.ts";
import type { Deciding } from "../operation.ts";
import type { Chore, Ended } from "../tables.ts";
import type { Batches } from "./batches.ts";

/**
 * Continuations told in one transaction, at most. Each is a record read and written, so this many take a tenth of a
 * second or so, for which every other writer waits; what is beyond is carried on by the next transaction.
 */
export const MOST_TOLD = 500;

/** As much of a Work as settling needs. */
export interface Unsettled {
  /** What has ended since this was last asked, with its continuations. */
  takeEnded(): Deciding<Ended[]>;
  load(ids: readonly string[]): Deciding<void>;
  apply(id: string, event: JobEvent): boolean;
  leave(chore: Chore): void;
  readonly batches: Pick<Batches, "parentSettled">;
}

/** Tells the continuations of all that has ended, and theirs, until nothing more follows or it would take too long. */
export function* settle(work: Unsettled, first: readonly Ended[] = []): Deciding<void> {
  let left = MOST_TOLD;
  for (
    let ended = [...first, ...(yield* work.takeEnded())];
    ended.length > 0;
    ended = yield* work.takeEnded()
  ) {
    const rest: Ended[] = [];
    const now: Ended[] = [];
    for (const { children, ...end } of ended) {
      const told = children.slice(0, left);
      left -= told.length;
      if (told.length > 0) now.push({ ...end, children: told });
      if (told.length < children.length) rest.push({ ...end, children: children.slice(told.length) });
    }
    yield* work.load(now.flatMap(({ children }) => children));
    for (const { id: parent, children, ...end } of now) {
      for (const child of children) {
        if (isBatchId(child)) work.batches.parentSettled(child, { parent, ...end });
        else work.apply(child, { type: "parent-settled", parent, ...end });
      }
    }
    if (rest.length > 0) work.leave({ kind: "tell", ended: rest });
  }
}
