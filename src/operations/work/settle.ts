import type { JobEvent } from "../../job/event.ts";
import { isBatchId } from "../../job/names.ts";
import type { FinalState } from "../../job/state.ts";
import type { Deciding } from "../operation.ts";
import type { Chore, Ended } from "../tables.ts";

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
  readonly batches: { parentSettled(id: string, parent: string, state: FinalState): void };
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
    for (const { id, state, children } of ended) {
      const told = children.slice(0, left);
      left -= told.length;
      if (told.length > 0) now.push({ id, state, children: told });
      if (told.length < children.length) rest.push({ id, state, children: children.slice(told.length) });
    }
    yield* work.load(now.flatMap(({ children }) => children));
    for (const { id, state, children } of now) {
      for (const child of children) {
        if (isBatchId(child)) work.batches.parentSettled(child, id, state);
        else work.apply(child, { type: "parent-settled", parent: id, state });
      }
    }
    if (rest.length > 0) work.leave({ kind: "tell", ended: rest });
  }
}
