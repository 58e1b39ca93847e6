import type { JobRecord } from "../../job/record.ts";
import { type Deciding, type ListRead, list } from "../operation.ts";
import type { Stretch, StretchInput } from "./stretch.ts";

/** Generated ids begin with the digits of their time, which begin with this one for the next thousand years. */
const GENERATED = { lower: "0", upper: "1" } as const;

/** What orders all jobs, whatever their state: a generated id, or what one would have been for an id of the app's. */
export const orderKey = (job: JobRecord): string => job.own ?? job.id;

/** All jobs by the time they were created: those with generated ids along their keys, the others along their index. */
export function* readAll({
  reverse,
  limit,
  after,
}: StretchInput): Deciding<Pick<Stretch, "records" | "last" | "more">> {
  const place = after && "key" in after ? after.key : undefined;
  const bounds = {
    lower: reverse || place === undefined ? GENERATED.lower : place,
    upper: reverse && place !== undefined ? place : GENERATED.upper,
    lowerOpen: !reverse && place !== undefined,
    upperOpen: true,
    reverse,
    limit,
  };
  const own = yield* list("jobs", { ...bounds, index: "own" });
  const generated = yield* withGeneratedIds(bounds);
  const direction = reverse ? -1 : 1;
  const all = [...generated.rows, ...own].sort((a, b) =>
    orderKey(a) < orderKey(b) ? -direction : direction,
  );
  // Behind the end of a list that goes on nothing is known of what comes between.
  const ends = [generated.more ? generated.rows : [], own.length === limit ? own : []].flatMap((rows) =>
    rows.length > 0 ? [orderKey(rows.at(-1)!)] : [],
  );
  const end = ends.length === 0 ? undefined : ends.reduce((a, b) => (a < b === reverse ? b : a));
  const known = all.filter(
    (job) => end === undefined || (reverse ? orderKey(job) >= end : orderKey(job) <= end),
  );
  const records = known.slice(0, limit);
  const last = records.at(-1);
  return { records, last, more: ends.length > 0 || known.length > limit };
}

type Bounds = Required<Pick<ListRead, "lower" | "upper" | "lowerOpen" | "upperOpen" | "reverse" | "limit">>;

/** Those with ids of the app's that happen to lie between are passed over. */
function* withGeneratedIds(bounds: Bounds): Deciding<{ rows: JobRecord[]; more: boolean }> {
  const rows: JobRecord[] = [];
  let place = bounds;
  for (;;) {
    const read = yield* list("jobs", place);
    rows.push(...read.filter((job) => job.own === undefined));
    const last = read.at(-1);
    if (!last || read.length < bounds.limit) return { rows, more: false };
    if (rows.length >= bounds.limit) return { rows, more: true };
    place = bounds.reverse
      ? { ...place, upper: last.id, upperOpen: true }
      : { ...place, lower: last.id, lowerOpen: true };
  }
}
