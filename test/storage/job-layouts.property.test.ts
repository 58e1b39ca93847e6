import fc from "fast-check";
import { expect, test } from "vitest";
import { placed } from "../../src/job/place.ts";
import type { JobRecord } from "../../src/job/record.ts";
import {
  type Deciding,
  getMany,
  type Key,
  type ListRead,
  type Operation,
} from "../../src/operations/operation.ts";
import { Records } from "../../src/operations/work/records.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { compareKeys } from "../../src/storage/keys.ts";
import { MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { makeJob, NOON } from "../support/make-job.ts";
import { read } from "./conformance/world.ts";

// Waiting and succeeded jobs lie in compact forms in IndexedDB, and in one table in memory: nobody may see a difference.

useFakeIndexedDB();

type Step =
  /** In one commit; one after another, with gaps between them, or at places that others have already. */
  | { kind: "create"; count: number; over: Partial<JobRecord>; places: "next" | "gaps" | "again" }
  /** What was claimed, which is not read again, and others that are; `skip` leaves one in between. */
  | {
      kind: "end";
      from: number;
      count: number;
      skip: boolean;
      moves: boolean;
      /** New ones come among them in the same commit. */
      brings: false | "again" | "among";
      at: number;
      how: "succeeded" | "failed";
    }
  | { kind: "change"; from: number; count: number; to: "note" | "retry" | "requeue" | "priority" | "keep" }
  | { kind: "twice"; from: number; count: number }
  /** Made, written, changed and written again by one operation. */
  | { kind: "born"; count: number; to: "requeue" | "retry" | "priority" }
  | { kind: "remove"; from: number; count: number }
  | { kind: "clear" };

const at = fc.nat({ max: 70 });
const count = fc.integer({ min: 1, max: 20 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("create" as const),
      count: fc.oneof(count, fc.integer({ min: 30, max: 70 })),
      places: fc.constantFrom("next" as const, "next" as const, "gaps" as const, "again" as const),
      over: fc.constantFrom<Partial<JobRecord>>(
        {},
        {},
        { name: "other" },
        { priority: 5 },
        { args: "a".repeat(5_000) },
        { keep: { succeeded: 5 } },
        { unique: { key: "k", conflict: "ignore", while: "unfinished" } as never },
        { state: "scheduled", scheduledFor: NOON + 5 },
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("end" as const),
      from: at,
      count,
      skip: fc.boolean(),
      moves: fc.boolean(),
      brings: fc.constantFrom<false | "again">(false, false, "again"),
      at: fc.nat({ max: 2 }),
      how: fc.constantFrom("succeeded" as const, "succeeded" as const, "failed" as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("change" as const),
      from: at,
      count,
      to: fc.constantFrom(
        "note" as const,
        "retry" as const,
        "requeue" as const,
        "priority" as const,
        "keep" as const,
      ),
    }),
  },
  fc.record({ kind: fc.constant("twice" as const), from: at, count }),
  fc.record({
    kind: fc.constant("born" as const),
    count,
    to: fc.constantFrom("requeue" as const, "retry" as const, "priority" as const),
  }),
  fc.record({ kind: fc.constant("remove" as const), from: at, count: fc.integer({ min: 1, max: 4 }) }),
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "clear" }) },
);

type Places = "next" | "gaps" | "again" | "among";

/** Ten of them have a stem in common. */
const idOf = (n: number): string => `job000000${String(n).padStart(4, "0")}`;

/** A world of jobs, changed as operations change it. */
class World {
  readonly #storage: Storage;
  readonly #known = new Map<string, JobRecord>();
  #sequence = 0;
  #made = 0;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  async take(step: Step): Promise<void> {
    const ids = [...this.#known.keys()].sort((a, b) => (a < b ? -1 : 1));
    const some = "from" in step ? ids.slice(step.from % (ids.length || 1)).slice(0, step.count) : [];
    if (step.kind === "clear") {
      this.#known.clear();
      await this.#run([], () => [[]], true);
    } else if (step.kind === "create") {
      const made = Array.from({ length: step.count }, (_, i) => this.#make(step.over, step.places, i));
      await this.#run([], () => [made]);
    } else if (step.kind === "born") {
      const made = Array.from({ length: step.count }, () => this.#make({}));
      await this.#run([], () => [made, [], made.map((job) => changed(job, step.to))]);
    } else if (step.kind === "remove") {
      await this.#run(some, (jobs) => [[], jobs.map(({ id }) => id)]);
    } else if (step.kind === "end") {
      const ended = some.filter(
        (id, i) => !(step.skip && i === 1) && this.#known.get(id)?.state === "enqueued",
      );
      const places = step.brings || "next";
      const brought = step.brings ? [0, 1].map((nth) => this.#make({}, places, nth + step.from)) : [];
      await this.#run(
        ended,
        (jobs) => [
          brought.concat(
            jobs.map((job, i) =>
              step.moves && i === 0 ? changed(job, "priority") : ending(job, step.how, NOON + step.at),
            ),
          ),
        ],
        false,
        true,
      );
    } else if (step.kind === "twice") {
      // Written, and written again by the same operation.
      await this.#run(some, (jobs) => [
        jobs.map((job) => ending(job, "succeeded", NOON)),
        [],
        jobs.map((job) => changed(job, "requeue")),
      ]);
    } else {
      await this.#run(some, (jobs) => [jobs.map((job) => changed(job, step.to))]);
    }
  }

  #make(over: Partial<JobRecord>, places: Places = "next", nth = 0): JobRecord {
    const id = idOf(++this.#made);
    if (places === "gaps") this.#sequence += 10;
    else this.#sequence += 1;
    if (places === "among") return placed(makeJob({ id, sequence: this.#sequence - 4, ...over }));
    const sequence = places === "again" ? 1 + ((nth * 7) % this.#sequence) : this.#sequence;
    return placed(makeJob({ id, sequence, ...over }));
  }

  async #run(
    ids: readonly string[],
    change: (jobs: JobRecord[]) => [puts: JobRecord[], removed?: string[], then?: JobRecord[]],
    clear = false,
    adopts = false,
  ): Promise<void> {
    const known = ids.map((id) => this.#known.get(id)!);
    const operation: Operation<void, JobRecord[]> = {
      name: "test-change",
      mode: "readwrite",
      tables: ["jobs"],
      *decide(): Deciding<{ changes: never[]; notices: never[]; result: JobRecord[] }> {
        const records = new Records();
        if (clear) yield [{ kind: "write", changes: [{ kind: "clear", table: "jobs" }] }];
        if (adopts) yield [{ kind: "leaving", jobs: known }];
        const rows = adopts ? known : ((yield* getMany("jobs", ids)) as JobRecord[]);
        for (const row of rows) records.know(row.id, row);
        const [puts, removed = [], then = []] = change(rows);
        for (const job of puts) {
          if (records.has(job.id)) records.change(job);
          else records.add(job);
        }
        const changes = [...records.take(), ...removed.map((id) => records.remove(id))];
        yield [{ kind: "write", changes }];
        for (const job of then) records.change(job);
        yield [{ kind: "write", changes: records.take() }];
        const touched = [...puts, ...then].map(({ id }) => id);
        const result = ((yield* getMany("jobs", touched)) as JobRecord[]).filter(Boolean);
        return { changes: [], notices: [], result };
      },
    };
    const [, removed = []] = change(known);
    for (const id of removed) this.#known.delete(id);
    for (const job of await this.#storage.run(operation, undefined)) this.#known.set(job.id, job);
  }
}

const ending = (job: JobRecord, state: "succeeded" | "failed", finishedAt: number): JobRecord =>
  placed({ ...job, state, finishedAt });

function changed(job: JobRecord, to: Extract<Step, { kind: "change" }>["to"]): JobRecord {
  if (to === "note") return { ...job, attached: true };
  if (to === "keep") return placed({ ...job, keep: { succeeded: 7 } });
  if (to === "priority") return placed({ ...job, priority: job.priority === 3 ? 0 : 3 });
  if (to === "retry") return placed({ ...job, state: "scheduled", attempts: 1, scheduledFor: NOON + 9 });
  const { finishedAt: _finishedAt, ...rest } = job;
  return placed({ ...rest, state: "enqueued" });
}

const bound = fc.option(
  fc.record({ sequence: fc.integer({ min: 1, max: 300 }), open: fc.boolean(), at: fc.nat({ max: 2 }) }),
  { nil: undefined },
);
const question = fc.record({
  index: fc.constantFrom(undefined, "list", "list", "ready", "expires", "uniqueKey", "retries"),
  lower: bound,
  upper: bound,
  limit: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
  reverse: fc.boolean(),
});
type Question = typeof question extends fc.Arbitrary<infer Asked> ? Asked : never;

async function answers(storage: Storage, asked: Question, total?: number): Promise<unknown[]> {
  const { index, limit, reverse } = asked;
  const jobs = await storage.run(
    read({
      kind: "list",
      table: "jobs",
      ...(index ? { index } : {}),
      ...boundsOf(asked),
      ...(limit ? { limit } : {}),
      reverse,
      total,
    }),
    undefined,
  );
  return (jobs as JobRecord[]).map(seen);
}

/** Between two places of the list that is asked; the whole of it where these are the same, or there is one at most. */
function boundsOf({ index, lower, upper }: Question): Pick<ListRead, "lower" | "upper"> {
  const place = (each: { sequence: number; at: number }): Key => {
    if (index === "list") return ["succeeded", NOON + each.at, each.sequence];
    if (index === "ready") return ["default|send|", 0, each.sequence];
    return idOf(each.sequence);
  };
  const isOrdered = index === undefined || index === "list" || index === "ready";
  if (lower && upper && isOrdered) {
    const order = compareKeys(place(lower), place(upper));
    const [low, high] = order < 0 ? [lower, upper] : [upper, lower];
    const bounds = { lower: place(low), upper: place(high), lowerOpen: low.open, upperOpen: high.open };
    if (order !== 0) return bounds;
  }
  if (index !== "list" && index !== "ready") return {};
  const name = index === "list" ? "succeeded" : "default|send|";
  return { lower: [name], upper: [name, []] };
}

const ANY: Question = {
  index: undefined,
  lower: undefined,
  upper: undefined,
  limit: undefined,
  reverse: false,
};
/** Four packs of one time and one of the next, and jobs that wait. */
const PACKED = [
  { step: { kind: "create", count: 60, over: {}, places: "next" } as const, question: ANY },
  ...[0, 9, 18, 27, 36].map((from) => ({
    step: {
      kind: "end",
      from,
      count: 9,
      skip: false,
      moves: false,
      brings: false,
      at: from === 36 ? 1 : 0,
      how: "succeeded",
    } as const,
    question: ANY,
  })),
];

/** The record as everybody sees it: where the row lies is the storage's own. */
const seen = (job: JobRecord): unknown => (job.ready ? { ...job, ready: job.ready.slice(0, 3) } : job);

test("one that moves in line among those that leave it together stays", async () => {
  const stored = new IndexedDbStorage(
    { name: "moves" },
    new VirtualBrowser(new VirtualClock(NOON)).open().platform,
  );
  const world = new World(stored);

  await world.take({ kind: "create", count: 4, over: {}, places: "next" });
  await world.take({ kind: "create", count: 4, over: { priority: 5 }, places: "next" });
  await world.take({
    kind: "end",
    from: 0,
    count: 8,
    skip: false,
    moves: true,
    brings: false,
    at: 0,
    how: "succeeded",
  });

  expect(await answers(stored, { ...ANY, index: "ready" })).toMatchObject([{ id: idOf(1), priority: 3 }]);
  expect(await answers(stored, ANY)).toHaveLength(8);
  await stored.close();
});

test("rows of jobs that wait between one another's are merged from both ends, and none leaves with the others", async () => {
  const stored = new IndexedDbStorage(
    { name: "between" },
    new VirtualBrowser(new VirtualClock(NOON)).open().platform,
  );
  const memory = new MemoryStorage();
  const worlds = [new World(stored), new World(memory)];
  const expectSame = async (): Promise<void> => {
    for (let limit = 1; limit <= 40; limit++) {
      for (const reverse of [false, true]) {
        const asked = { ...ANY, index: "ready" as const, limit, reverse };
        expect(await answers(stored, asked)).toEqual(await answers(memory, asked));
      }
    }
  };

  for (const world of worlds) {
    await world.take({ kind: "create", count: 50, over: {}, places: "next" });
    await world.take({ kind: "create", count: 40, over: {}, places: "again" });
  }
  await expectSame();
  for (const world of worlds) {
    // Rows of their own, so that they leave as a range.
    for (let i = 0; i < 6; i++) await world.take({ kind: "create", count: 1, over: {}, places: "next" });
    const ending = { kind: "end", skip: false, moves: false, at: 0, how: "succeeded" } as const;
    await world.take({ ...ending, from: 90, count: 6, brings: "among" });
  }
  await expectSame();
  await stored.close();
});

test("what is kept in compact forms answers every query as one table would", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ step, question }), { minLength: 4, maxLength: 14 }),
      async (story) => {
        const browser = new VirtualBrowser(new VirtualClock(NOON));
        const stored = new IndexedDbStorage({ name: `layouts-${run++}` }, browser.open().platform);
        const memory = new MemoryStorage();
        const worlds = [new World(stored), new World(memory)] as const;
        try {
          for (const each of [...PACKED, ...story]) {
            await worlds[0].take(each.step);
            await worlds[1].take(each.step);
            expect(await answers(stored, each.question)).toEqual(await answers(memory, each.question));
            // Told how many there are in the line, as a claim is by the counters.
            const line = await answers(memory, { ...each.question, index: "ready", limit: undefined });
            const whole = { ...each.question, index: "ready" as const, limit: line.length + 1 };
            expect(await answers(stored, whole, line.length)).toEqual(line);
          }
          for (const index of [undefined, "list", "ready"] as const) {
            expect(await answers(stored, { ...ANY, index })).toEqual(
              await answers(memory, { ...ANY, index }),
            );
          }
        } finally {
          await stored.close();
        }
      },
    ),
    { numRuns: Number(process.env["SLOWMATCH_RUNS"] ?? 60) },
  );
}, 120_000);
