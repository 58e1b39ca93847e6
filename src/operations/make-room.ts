import type { FinalState } from "../job/state.ts";
import { answer, type Change, list, type Operation } from "./operation.ts";
import { under } from "./tables.ts";

/** Jobs looked at in one transaction. */
const LOOK = 50;

export interface MakeRoomInput {
  state: FinalState;
  after?: readonly [number, number] | undefined;
  /** Only of jobs that had ended by then; absent: of all. */
  before?: number | undefined;
}

export interface RoomMade {
  /** Rows that are gone. */
  freed: number;
  /** Where to go on; absent at the end of the list. */
  next?: [number, number] | undefined;
}

/**
 * Gives up what jobs that have ended can do without, oldest first: log lines; of succeeded ones also a large result and the
 * steps. It only deletes, and so is never refused by a full store; that a result is gone is seen by its row not being there.
 */
export const makeRoom: Operation<MakeRoomInput, RoomMade> = {
  name: "make-room",
  mode: "readwrite",
  tables: ["jobs", "payloads"],
  *decide({ state, after, before }) {
    // It went further, for another: no range ends before its beginning.
    if (after && before !== undefined && after[0] > before) return answer<RoomMade>({ freed: 0 });
    const jobs = yield* list("jobs", {
      index: "list",
      lower: [state, ...(after ?? [])],
      lowerOpen: after !== undefined,
      upper: before === undefined ? [state, []] : [state, before, []],
      limit: LOOK,
    });
    const ranges = jobs
      .filter((job) => job.attached || (state === "succeeded" && job.resultPayload))
      .map(({ id }) => (state === "succeeded" ? behindArgs(id) : under(`${id} log`)));
    // Never the values: these are what fills the store, and one whose file is lost can't be read.
    const keys = (yield ranges.map((range) => ({
      kind: "keys" as const,
      table: "payloads" as const,
      ...range,
      limit: LOOK,
    }))) as string[][];
    const changes = ranges.flatMap((range, i): Change[] =>
      keys[i]!.length > 0 ? [{ kind: "delete-range", table: "payloads", ...range }] : [],
    );
    const last = jobs[LOOK - 1]?.list;
    const freed = keys.reduce((sum, each) => sum + each.length, 0);
    return answer<RoomMade>({ freed, next: last && [last[1], last[2]] }, changes);
  },
};

/** Everything of a job but its arguments, without which it could not be requeued. */
const behindArgs = (id: string): { lower: string; upper: string } => ({
  lower: `${id} b`,
  upper: under(id).upper,
});
