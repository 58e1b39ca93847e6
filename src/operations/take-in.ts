import { defineJob } from "../job/definition.ts";
import type { DraftWithPayload } from "../job/draft.ts";
import { draftOf } from "../job/draft-of.ts";
import { draftsOfLeft } from "../job/draft-of-left.ts";
import { LEFT } from "./left.ts";
import { callsIn, jobsOf, leftAt } from "./left-key.ts";
import { answer, type Deciding, list, type Operation } from "./operation.ts";
import { argsKey, type PayloadRow, under } from "./tables.ts";
import { createGroup } from "./work/job-group.ts";
import { JOB_TABLES, openWork, type Work } from "./work/work.ts";

/** Jobs that one transaction takes in, at most, apart from those of one call, which are stored together. */
const MOST = 256;

interface Except {
  /** Calls, by the ids of what they have left, whose turn has not come: theirs stays. */
  except?: readonly string[];
}

export interface TakeInInput extends Except {
  now: number;
  /** Of one call alone. */
  only?: string;
}

/** The first of the calls of which pages have left jobs that nobody has taken in yet. */
export const readLeft: Operation<Except, string | undefined> = {
  name: "read-left",
  mode: "readonly",
  tables: ["chores"],
  *decide({ except = [] }) {
    const [keys] = yield [{ kind: "keys", table: "chores", ...under(LEFT), limit: except.length + 1 }];
    return answer((keys as string[]).map(leftAt).find((call) => !except.includes(call)));
  },
};

/** Whether there are other chores, which stand in front of all that pages have left. */
export const hasOther: Operation<void, boolean> = {
  name: "has-other",
  mode: "readonly",
  tables: ["chores"],
  *decide() {
    const [keys] = yield [{ kind: "keys", table: "chores", lower: "", upper: LEFT, limit: 1 }];
    return answer((keys as string[]).length > 0);
  },
};

/** When the last of the calls was made of which pages have left jobs; `undefined`: there is none that can be read. */
export const readLastLeft: Operation<void, number | undefined> = {
  name: "read-last-left",
  mode: "readonly",
  tables: ["chores"],
  *decide() {
    const [row] = yield* list("chores", { ...under(LEFT), reverse: true, limit: 1 });
    return answer(row && callsIn(row)[0]?.calledAt);
  },
};

/** Takes in some of what pages have left; answers whether there may be more. */
export const takeInLeft: Operation<TakeInInput, boolean> = {
  name: "take-in-left",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, except, only }) {
    const work = yield* openWork(now);
    return work.decision(yield* takeInSome(work, except, only));
  },
};

/**
 * Creates jobs that pages have left, in the order of their calls; answers whether there may be more. What was taken in
 * before, and left because its page heard no answer, is not there twice.
 */
export function* takeInSome(work: Work, except: readonly string[] = [], only?: string): Deciding<boolean> {
  const where = under(only === undefined ? LEFT : `${LEFT} ${only}`);
  const rows = yield* list("chores", { ...where, limit: MOST + except.length });
  let taken = 0;
  for (const row of rows) {
    if (except.includes(leftAt(row.id))) continue;
    const lost = row.kind === "create" ? undefined : (row as Lost);
    const group = row.kind === "create" ? draftsOfLeft(row.calls) : lostDrafts(row.id, work.now);
    // What only a newer version understands stays as it is and holds nobody up.
    if (!group?.length) continue;
    if (taken > 0 && taken + group.length > MOST) return true;
    taken += group.length;
    yield* work.load(group.map(({ draft }) => draft.id));
    const made = group.filter(({ draft }) => !work.record(draft.id));
    createGroup(work, group, new Map());
    if (lost)
      for (const { draft } of made)
        work.put({ kind: "put", table: "payloads", value: lostArgs(draft.id, lost) });
    work.delete("chores", row.id);
    yield* work.settle();
  }
  return rows.length === MOST + except.length && taken > 0;
}

/**
 * Jobs of which the browser has lost all but the key: without their arguments, for which they fail when their turn comes,
 * as others do whose arguments are lost.
 */
function lostDrafts(key: string, now: number): DraftWithPayload[] {
  return jobsOf(key).map(({ id, name }) => {
    const { draft } = draftOf(name, defineJob(name), undefined, {}, { now, newId: () => id });
    return { draft: { ...draft, payload: true }, payload: undefined };
  });
}

/** A row that the browser can't read back. */
type Lost = Pick<PayloadRow, "unreadable">;

const lostArgs = (id: string, { unreadable = "They are gone." }: Lost): PayloadRow => ({
  id: argsKey(id),
  value: undefined,
  unreadable,
});
