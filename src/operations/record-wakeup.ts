import { answer, type Change, get, type Operation } from "./operation.ts";

export interface RecordWakeupInput {
  source: string;
  at: number;
  /** How often it has come since the last record. */
  count: number;
  /** Jobs begun by its last coming. */
  jobs: number;
  /** The server that was woken. */
  server: string;
}

/** Remembers that a kind of wake-up has come, and what it brought. */
export const recordWakeup: Operation<RecordWakeupInput, void> = {
  name: "record-wakeup",
  mode: "readwrite",
  tables: ["wakeups", "servers"],
  *decide({ source, at, count, jobs, server }) {
    const known = yield* get("wakeups", source);
    const value = { source, lastAt: at, count: (known?.count ?? 0) + count, jobs };
    const row = yield* get("servers", server);
    const changes: Change[] = [{ kind: "put", table: "wakeups", value }];
    if (row) changes.push({ kind: "put", table: "servers", value: { ...row, lastWake: { source, at } } });
    return answer(undefined, changes);
  },
};
