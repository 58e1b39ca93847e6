import type { Hold } from "../../job/lane.ts";
import type { JobRecord } from "../../job/record.ts";
import { answer, get, list, lists, type Operation } from "../operation.ts";
import { type PayloadRow, type Totals, under } from "../tables.ts";

/** Jobs read in one transaction, with all that belongs to each. */
const PAGE = 50;

export interface ExportPage {
  jobs: { record: JobRecord; payloads: PayloadRow[] }[];
  /** Where to go on; absent at the end. */
  next?: string | undefined;
}

export interface ExportHead {
  sequence: number;
  paused: string[];
  holds: Hold[];
}

/** What an export says of the store as a whole. */
export const exportHead: Operation<void, ExportHead> = {
  name: "export-head",
  mode: "readonly",
  tables: ["counters"],
  *decide() {
    const totals = (yield* get("counters", "totals")) as Totals | undefined;
    const { sequence = 0, paused = [], holds = [] } = totals ?? {};
    return answer({ sequence, paused, holds });
  },
};

/** Jobs in the order of their ids, with their rows in the payloads table. */
export const exportPage: Operation<{ after?: string }, ExportPage> = {
  name: "export-page",
  mode: "readonly",
  tables: ["jobs", "payloads"],
  *decide({ after }) {
    const records = yield* list("jobs", { lower: after, lowerOpen: true, limit: PAGE });
    const rich = records.filter((job) => job.payload || job.resultPayload || job.attached);
    const rows = yield* lists(
      "payloads",
      rich.map(({ id }) => under(id)),
    );
    const payloads = new Map(rich.map(({ id }, i) => [id, rows[i] ?? []]));
    return answer({
      jobs: records.map((record) => ({ record, payloads: payloads.get(record.id) ?? [] })),
      next: records[PAGE - 1]?.id,
    });
  },
};
