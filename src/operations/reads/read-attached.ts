import type { LogEntry } from "../../job/log.ts";
import { answer, get, list, type Operation } from "../operation.ts";
import { logPlace, type PayloadRow, savedKey, stepNumber, under } from "../tables.ts";

export interface Attached {
  steps: [number, unknown][];
  saved: unknown;
  /** Runs that have written to the log. */
  runs: number;
}

/** Rows that the browser can read back. A step that is lost has not been done; a line that is lost is missing. */
const readable = (rows: readonly PayloadRow[]): PayloadRow[] =>
  rows.filter(({ unreadable }) => unreadable === undefined);

/** What a job's earlier attempts have stored: its steps by their number, and its checkpoint. */
export const readAttached: Operation<{ id: string }, Attached> = {
  name: "read-attached",
  mode: "readonly",
  tables: ["payloads"],
  *decide({ id }) {
    const steps = yield* list("payloads", under(`${id} step`));
    const saved = yield* get("payloads", savedKey(id));
    const [last] = yield* list("payloads", { ...under(`${id} log`), reverse: true, limit: 1 });
    const runs = last ? logPlace(last.id)[0] : 0;
    return answer({
      steps: readable(steps).map((row) => [stepNumber(row.id), row.value]),
      saved: saved?.value,
      runs,
    });
  },
};

/** Steps of one job that are read at most: more than a person looks at. */
const STEPS = 500;

/** What a job has stored of its steps, in their order, as they were written. */
export const readSteps: Operation<{ id: string }, [number, unknown][]> = {
  name: "read-steps",
  mode: "readonly",
  tables: ["payloads"],
  *decide({ id }) {
    const rows = yield* list("payloads", { ...under(`${id} step`), limit: STEPS });
    return answer(readable(rows).map((row) => [stepNumber(row.id), row.value]));
  },
};

/** A job's log lines, oldest first. */
export const readLog: Operation<{ id: string }, LogEntry[]> = {
  name: "read-log",
  mode: "readonly",
  tables: ["payloads"],
  *decide({ id }) {
    const rows = yield* list("payloads", under(`${id} log`));
    return answer(readable(rows).map((row) => row.value as LogEntry));
  },
};
