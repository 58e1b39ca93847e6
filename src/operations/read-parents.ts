import type { ErrorInfo } from "../errors/error-info.ts";
import type { JobState } from "../job/state.ts";
import { answer, getMany, type Operation } from "./operation.ts";
import { resultKey } from "./tables.ts";

/** How a parent has ended, and with what. */
export interface ParentEnd {
  id: string;
  name?: string;
  state: JobState;
  result?: unknown;
  /** What it answered was not kept: the storage was full. */
  shed?: true;
  error?: ErrorInfo;
}

/** What a continuation's handler is told of its parents, all of them in one transaction: a join may have a thousand. */
export const readParents: Operation<{ ids: readonly string[] }, ParentEnd[]> = {
  name: "read-parents",
  mode: "readonly",
  tables: ["jobs", "payloads"],
  *decide({ ids }) {
    const records = yield* getMany("jobs", ids);
    const apart = records.flatMap((record) => (record?.resultPayload ? [resultKey(record.id)] : []));
    const rows = yield* getMany("payloads", apart);
    const large = new Map(rows.flatMap((row) => (row ? [[row.id, row.value] as const] : [])));
    return answer(
      records.map((record, i): ParentEnd => {
        if (!record) return { id: ids[i]!, state: "deleted" };
        const { id, name, state, error, resultPayload } = record;
        const shed = record.shed?.includes("result") || (resultPayload && !large.has(resultKey(id)));
        const result = resultPayload ? large.get(resultKey(id)) : record.result;
        return {
          id,
          name,
          state,
          ...(result === undefined ? {} : { result }),
          ...(shed ? { shed: true as const } : {}),
          ...(error ? { error } : {}),
        };
      }),
    );
  },
};
