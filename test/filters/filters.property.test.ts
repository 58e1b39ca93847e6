import fc from "fast-check";
import { expect, test } from "vitest";
import { FatalJobError, type JobFilter, type StateElectionContext } from "../../src/index.ts";
import type { StateFiltering } from "../../src/job/state-hooks.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { storeOf } from "../support/audit.ts";
import { Chaos } from "../support/chaos.ts";
import { aCommand } from "../support/chaos-commands.ts";
import { longest, runs } from "../support/property.ts";

interface Row {
  id: string;
  from: string | undefined;
  to: string;
}

/** Writes down every change of every job. */
const trail: JobFilter = {
  name: "trail",
  stores: ["trail"],
  onStateApplied: ({ job, from, state, write }) => write("trail", { id: job.id, from, to: state }),
};

/** What a filter may come up with, once for a job, so that all of them end. */
const IDEAS: readonly ((context: StateElectionContext) => void)[] = [
  ({ elect, now }) => elect({ state: "scheduled", at: now + 10_000, queue: "mail" }),
  ({ elect }) => elect({ state: "enqueued", queue: "default" }),
  ({ elect }) => elect({ state: "deleted" }),
  ({ elect }) => elect({ state: "failed", reason: "I say so." }),
  ({ elect }) => elect({ state: "succeeded", result: "mine" }),
  () => {
    throw new Error("changed my mind");
  },
  () => {},
];

/** Has ideas by the numbers it is given, and throws in all its other hooks too, now and then. */
function meddler(numbers: readonly number[]): JobFilter {
  let turn = 0;
  const next = (): number => numbers[turn++ % numbers.length] ?? 0;
  const grumble = (): void => {
    if (next() % 11 === 0) throw new FatalJobError("not today");
  };
  return {
    name: "meddler",
    onCreating(context) {
      grumble();
      if (next() % 13 === 0) context.cancel();
    },
    onPerforming(context) {
      grumble();
      if (next() % 13 === 0) context.cancel();
    },
    onPerformed(context) {
      grumble();
      if (next() % 7 === 0) context.handled = true;
    },
    onStateElection(context) {
      const had = Number(context.job.meta["had"] ?? 0);
      if (had > 2 || next() % 3 !== 0) return;
      context.setMeta("had", had + 1);
      IDEAS[next() % IDEAS.length]?.(context);
    },
    onStateApplied: grumble,
  };
}

/** What is wrong with the trail: for each job it must go from where it began, without a gap, to where the job is now. */
function gaps(rows: readonly Row[], states: ReadonlyMap<string, string>): string[] {
  const last = new Map<string, string>();
  const found: string[] = [];
  for (const { id, from, to } of rows) {
    const before = last.get(id);
    // What was claimed ahead and put back unbegun is enqueued, as it was.
    const putBack = before === "processing" && from === "enqueued";
    if (before !== from && !putBack) found.push(`${id} was ${before}, then went from ${from} to ${to}`);
    last.set(id, to);
  }
  for (const [id, state] of states)
    if (last.get(id) !== state) found.push(`${id} is ${state}, its trail ends ${last.get(id)}`);
  return found;
}

test(
  "whatever filters elect, cancel or throw, every promise is kept, and a trail has no gap",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aCommand, { minLength: 5, maxLength: 40 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 20 }),
        fc.nat(),
        async (commands, numbers, seed) => {
          const database = new MemoryDatabase();
          const open = (filtering?: StateFiltering): Storage => new MemoryStorage(database, filtering);
          const chaos = new Chaos(open, seed, [meddler(numbers), trail]);
          try {
            await chaos.play(commands);
            await chaos.recover();

            const { jobs } = await storeOf(open());
            const states = new Map(jobs.map(({ id, state }) => [id, state]));
            expect(await chaos.faults()).toEqual([]);
            const rows = (database.appRows.get("trail") ?? []) as Row[];
            // Neither a job's removal nor its import is a change of its state.
            const whole = rows.filter(({ id }) => !chaos.isGone(id));
            for (const id of [...states.keys()].filter((each) => chaos.isGone(each))) states.delete(id);
            expect(gaps(whole, states)).toEqual([]);
          } finally {
            await chaos.end();
          }
        },
      ),
      runs(100),
    );
  },
  longest(120_000),
);
