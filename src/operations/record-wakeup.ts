import { get, type Operation } from "./operation.ts";

export interface RecordWakeupInput {
  source: string;
  at: number;
  /** How often it has come since the last record. */
  count: number;
  /** Jobs begun by its last coming. */
  jobs: number;
}

/** Remembers that a kind of wake-up has come, and what it brought. */
export const recordWakeup: Operation<RecordWakeupInput, void> = {
  name: "record-wakeup",
  mode: "readwrite",
  tables: ["wakeups"],
  *decide({ source, at, count, jobs }) {
    const known = yield* get("wakeups", source);
    const value = { source, lastAt: at, count: (known?.count ?? 0) + count, jobs };
    return { changes: [{ kind: "put", table: "wakeups", value }], notices: [], result: undefined };
  },
};
