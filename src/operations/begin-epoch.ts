import { get, type Operation } from "./operation.ts";
import type { Totals } from "./tables.ts";
import { emptyTotals } from "./work/counting.ts";

/** When the store was begun; begins it if it is new. */
export const beginEpoch: Operation<{ now: number }, number> = {
  name: "begin-epoch",
  mode: "readwrite",
  tables: ["counters"],
  *decide({ now }) {
    const known = (yield* get("counters", "totals")) as Totals | undefined;
    if (known) return { changes: [], notices: [], result: known.epoch };
    const totals = emptyTotals(now);
    return {
      changes: [{ kind: "put", table: "counters", value: totals }],
      notices: [],
      result: totals.epoch,
    };
  },
};
