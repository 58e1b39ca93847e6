import { runningJobs } from "../../job/lease.ts";
import type { JobRecord } from "../../job/record.ts";
import type { RecurringRecord } from "../../recurring/recurring-job.ts";
import {
  answer,
  type Deciding,
  get,
  getMany,
  type Key,
  list,
  lists,
  type Operation,
  type Read,
  startingWith,
} from "../operation.ts";
import {
  argsKey,
  type HourRow,
  hourKey,
  type Indexes,
  resultKey,
  type ServerRow,
  type Totals,
  type WakeupRow,
} from "../tables.ts";
import { emptyTotals } from "../work/counting.ts";
import { readLimitRows } from "../work/limit-use.ts";
import { readAll } from "./read-all.ts";
import type { Overview, Stretch, StretchInput } from "./stretch.ts";

const OVERVIEW: readonly Read[] = [
  { kind: "get", table: "counters", key: "totals" },
  { kind: "list", table: "leases" },
  { kind: "list", table: "servers" },
];

const overviewOf = ([totals, leases, servers]: readonly unknown[]): Overview => ({
  totals: (totals as Totals | undefined) ?? emptyTotals(0),
  leases: leases as Overview["leases"],
  servers: servers as ServerRow[],
});

function* overview(): Deciding<Overview> {
  return overviewOf(yield OVERVIEW);
}

export const readOverview: Operation<void, Overview> = {
  name: "read-overview",
  mode: "readonly",
  tables: ["counters", "leases", "servers"],
  *decide() {
    return answer(yield* overview());
  },
};

export interface JobDetails extends Overview {
  /** One for each id, in their order; `undefined`: there is no such job. */
  jobs: ({ record: JobRecord; args?: unknown; result?: unknown } | undefined)[];
}

/** Single jobs with all that lies apart from their records, and what stands around them. */
export const readJobs: Operation<{ ids: readonly string[] }, JobDetails> = {
  name: "read-jobs",
  mode: "readonly",
  tables: ["jobs", "payloads", "counters", "leases", "servers", "limits"],
  *decide({ ids }) {
    // At once: a caller waits for each round trip.
    const found = yield [...OVERVIEW, ...ids.map((key) => ({ kind: "get", table: "jobs", key }) as const)];
    const seen = overviewOf(found);
    const records = found.slice(OVERVIEW.length) as (JobRecord | undefined)[];
    const known = records.flatMap((record) => record ?? []);
    const keys = known.flatMap(({ id, payload, resultPayload }) => [
      ...(payload ? [argsKey(id)] : []),
      ...(resultPayload ? [resultKey(id)] : []),
    ]);
    const rows = (yield* getMany("payloads", keys)).values();
    const jobs = records.map((record) => {
      if (!record) return undefined;
      const args = record.payload ? rows.next().value?.value : undefined;
      const result = record.resultPayload ? rows.next().value?.value : undefined;
      return { record, args, result };
    });
    return answer({ ...seen, ...(yield* readLimitRows(seen.totals, known)), jobs });
  },
};

export const readStretch: Operation<StretchInput, Stretch> = {
  name: "read-stretch",
  mode: "readonly",
  tables: ["jobs", "counters", "leases", "servers", "limits"],
  *decide(input) {
    const seen = yield* overview();
    const stretch = yield* stretchOf(seen, input);
    return answer({ ...seen, ...stretch, ...(yield* readLimitRows(seen.totals, stretch.records)) });
  },
};

type Part = Pick<Stretch, "records" | "last" | "more">;

function* stretchOf(seen: Overview, input: StretchInput): Deciding<Part> {
  if (input.state === "processing") return yield* processing(seen, input);
  if (input.state === "enqueued") return yield* inLine(seen, input);
  if (!input.state && !input.retries && input.prefix === undefined && input.batch === undefined)
    return yield* readAll(input);
  const { reverse, limit } = input;
  const records = yield* list("jobs", { ...rangeOf(input), reverse, limit });
  const last = records.at(-1);
  return { records, last, more: records.length === limit };
}

/**
 * Enqueued jobs, lane by lane (and those in line for a limit) and merged into one line: by priority, then age; backwards for the newest first. Running
 * ones are still in the index and are left out.
 */
function* inLine({ totals, leases }: Overview, { reverse, limit, after }: StretchInput): Deciding<Part> {
  const place = after && "time" in after ? [after.time, after.sequence] : undefined;
  // Those that stand in line for a limit are a list by themselves, in the same order.
  const inLimits = Object.keys(totals.behind ?? {}).length > 0;
  const lines = [
    ...Object.keys(totals.lanes).map((lane) => ({ index: "ready" as const, first: lane })),
    ...(inLimits ? [{ index: "list" as const, first: "enqueued" }] : []),
  ];
  const lanes = yield* lists(
    "jobs",
    lines.map(({ index, first }) => ({
      index,
      lower: reverse || !place ? [first] : [first, ...place],
      upper: reverse && place ? [first, ...place] : [first, []],
      lowerOpen: !reverse && place !== undefined,
      upperOpen: reverse && place !== undefined,
      reverse,
      limit,
    })),
  );
  const direction = reverse ? -1 : 1;
  const all = lanes.flat().sort((a, b) => direction * (b.priority - a.priority || a.sequence - b.sequence));
  const page = all.slice(0, limit);
  const last = page.at(-1);
  const running = runningJobs(leases);
  return {
    records: page.filter((record) => !running.has(record.id)),
    last,
    more: all.length > limit || lanes.some((lane) => lane.length === limit),
  };
}

function rangeOf({
  state,
  retries,
  batch,
  prefix = "",
  reverse,
  after,
}: StretchInput): Parameters<typeof list<"jobs">>[1] {
  const place = after && "time" in after ? [after.time, after.sequence] : undefined;
  const key = after && "key" in after ? after.key : undefined;
  const [whole, position, index]: [readonly [Key, Key], Key | undefined, Indexes["jobs"]?] = retries
    ? [[[], [[]]], place, "retries"]
    : state
      ? [[[state], [state, []]], place && [state, ...place], "list"]
      : batch !== undefined
        ? [[[batch], [batch, []]], place && [batch, place[1]!], "batch"]
        : [[prefix, `${prefix}\uffff`], key];
  return {
    ...(index ? { index } : {}),
    lower: reverse || position === undefined ? whole[0] : position,
    upper: reverse && position !== undefined ? position : whole[1],
    lowerOpen: !reverse && position !== undefined,
    upperOpen: reverse && position !== undefined,
  };
}

type Begun = { since: number; id: string };

/** Running jobs are few: one for each busy worker. They are listed by their leases. */
function* processing(
  seen: Overview,
  { reverse, limit, after }: StretchInput,
): Deciding<{ records: JobRecord[]; more: boolean }> {
  const order = (a: Begun, b: Begun): number =>
    (reverse ? -1 : 1) * (a.since - b.since || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const all = seen.leases.flatMap((row) => row.jobs).sort(order);
  const position =
    after && ("since" in after ? after : all.find((entry) => "id" in after && entry.id === after.id));
  const entries = position ? all.filter((entry) => order(entry, position) > 0) : all;
  const page = entries.slice(0, limit);
  const rows = yield* getMany(
    "jobs",
    page.map((entry) => entry.id),
  );
  return { records: rows.flatMap((row) => row ?? []), more: limit < entries.length };
}

/** The first in line of each lane. */
export const readHeads: Operation<void, Overview & { heads: JobRecord[] }> = {
  name: "read-heads",
  mode: "readonly",
  tables: ["jobs", "counters", "leases", "servers", "limits"],
  *decide() {
    const seen = yield* overview();
    const running = runningJobs(seen.leases);
    const rows = yield* lists(
      "jobs",
      Object.keys(seen.totals.lanes).map((lane) => ({
        index: "ready" as const,
        ...startingWith(lane),
        limit: 1 + running.size,
      })),
    );
    const heads = rows.flatMap((lane) => lane.find((record) => !running.has(record.id)) ?? []);
    return answer({ ...seen, heads, ...(yield* readLimitRows(seen.totals, [])) });
  },
};

export const readRecurring: Operation<{ id?: string }, RecurringRecord[]> = {
  name: "read-recurring",
  mode: "readonly",
  tables: ["recurring"],
  *decide({ id }) {
    if (id === undefined) return answer(yield* list("recurring"));
    const record = yield* get("recurring", id);
    return answer(record ? [record] : []);
  },
};

/** Hours of history, the present one from the totals. */
export const readHours: Operation<{ from: number; to: number }, Pick<HourRow, "hour" | "minutes">[]> = {
  name: "read-hours",
  mode: "readonly",
  tables: ["counters"],
  *decide({ from, to }) {
    const [rows, totals] = (yield [
      { kind: "list", table: "counters", lower: hourKey(Math.max(0, from)), upper: hourKey(Math.max(0, to)) },
      { kind: "get", table: "counters", key: "totals" },
    ]) as [HourRow[], Totals | undefined];
    const present = totals && totals.hour >= from && totals.hour <= to ? [totals] : [];
    return answer([...rows, ...present]);
  },
};

export const readWakeups: Operation<void, { rows: WakeupRow[]; totals: Totals | undefined }> = {
  name: "read-wakeups",
  mode: "readonly",
  tables: ["wakeups", "counters"],
  *decide() {
    const rows = yield* list("wakeups");
    const [totals] = yield [{ kind: "get", table: "counters", key: "totals" }];
    return answer({ rows, totals: totals as Totals | undefined });
  },
};
