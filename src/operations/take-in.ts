import { expectKnownOptions } from "../errors/expect-option.ts";
import type { DraftWithPayload } from "../job/draft.ts";
import { draftOf } from "../job/draft-of.ts";
import type { LeftCall } from "../job/left-call.ts";
import { DEFINITION_OPTIONS, ENQUEUE_OPTIONS } from "../job/options.ts";
import { LEFT } from "./left.ts";
import { answer, type Deciding, list, type Operation } from "./operation.ts";
import { under } from "./tables.ts";
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
}

/** Whether pages have left jobs that nobody has taken in yet. */
export const readLeft: Operation<Except, boolean> = {
  name: "read-left",
  mode: "readonly",
  tables: ["chores"],
  *decide({ except = [] }) {
    const [keys] = yield [{ kind: "keys", table: "chores", ...under(LEFT), limit: except.length + 1 }];
    return answer((keys as string[]).some((key) => !isOf(except, key)));
  },
};

/** Takes in some of what pages have left; answers whether there may be more. */
export const takeInLeft: Operation<TakeInInput, boolean> = {
  name: "take-in-left",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, except }) {
    const work = yield* openWork(now);
    return work.decision(yield* takeInSome(work, except));
  },
};

/**
 * Creates jobs that pages have left, in the order of their calls; answers whether there may be more. What was taken in
 * before, and left because its page heard no answer, is not there twice.
 */
export function* takeInSome(work: Work, except: readonly string[] = []): Deciding<boolean> {
  // What the browser has lost, or only a newer version understands, stays as it is and holds nobody up.
  const rows = yield* list("chores", { ...under(LEFT), limit: MOST + except.length });
  let taken = 0;
  for (const row of rows) {
    if (row.kind !== "create" || isOf(except, row.id)) continue;
    if (taken > 0 && taken + row.calls.length > MOST) return true;
    const group = draftsOf(row.calls);
    if (!group) continue;
    taken += group.length;
    yield* work.load(group.map(({ draft }) => draft.id));
    createGroup(work, group, new Map());
    work.delete("chores", row.id);
    yield* work.settle();
  }
  return rows.length === MOST + except.length && taken > 0;
}

const isOf = (calls: readonly string[], key: string): boolean => calls.includes(key.slice(LEFT.length + 1));

/** What is to be stored of calls, or `undefined` where they say what this version doesn't know. */
function draftsOf(calls: readonly LeftCall[]): DraftWithPayload[] | undefined {
  try {
    return calls.map(draftOfLeft);
  } catch {
    return undefined;
  }
}

function draftOfLeft({ id, definition, args, options, dueAt, calledAt, owner }: LeftCall): DraftWithPayload {
  const { name } = definition;
  expectKnownOptions(name, definition, ["name", ...DEFINITION_OPTIONS]);
  expectKnownOptions(name, options, ENQUEUE_OPTIONS);
  const preparing = { now: calledAt, newId: () => id, ...(owner === undefined ? {} : { owner }) };
  const { draft, ...rest } = draftOf(name, definition, args, options, preparing);
  return { draft: { ...draft, calledAt, ...(dueAt === undefined ? {} : { dueAt }) }, ...rest };
}
