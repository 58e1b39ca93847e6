import { LEFT } from "./left.ts";
import { list, type Operation } from "./operation.ts";
import { takeInSome } from "./take-in.ts";
import { walkBatch } from "./walk-batch.ts";
import { JOB_TABLES, openWork } from "./work/work.ts";

export interface Done {
  /** There was something to be done. */
  did: boolean;
  /** There may be more. */
  more: boolean;
}

export interface DoChoreInput {
  now: number;
  /** Calls of pages, by the ids of what they have left, that are passed over. */
  except?: readonly string[];
}

/** Carries on what a transaction has left, the oldest first. */
export const doChore: Operation<DoChoreInput, Done> = {
  name: "do-chore",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, except }) {
    const work = yield* openWork(now);
    const [chore, other] = yield* list("chores", { limit: 2 });
    if (!chore) return work.decision({ did: false, more: false });
    // They stand behind all other chores; one that can't be read back is told by its key alone.
    if (chore.kind === "create" || chore.id.startsWith(LEFT))
      return work.decision({ did: true, more: yield* takeInSome(work, except) });
    work.delete("chores", chore.id);
    if (chore.kind === "tell") yield* work.settle(chore.ended);
    else yield* walkBatch(work, chore);
    yield* work.settle();
    return work.decision({ did: true, more: other !== undefined || work.hasLeft });
  },
};
