import { answer, get, type Operation } from "./operation.ts";
import type { Totals } from "./tables.ts";
import { emptyTotals } from "./work/counting.ts";

/** When the store was begun; begins it if it is new. */
export const beginEpoch: Operation<{ now: number }, number> = {
  name: "begin-epoch",
  mode: "readwrite",
  tables: ["counters"],
  *decide({ now }) {
    const known = (yield* get("counters", "totals")) as Totals | undefined;
    if (known) return answer(known.epoch);
    const totals = emptyTotals(now);
    return answer(totals.epoch, [{ kind: "put", table: "counters", value: totals }]);
  },
};
