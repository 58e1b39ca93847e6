import fc from "fast-check";
import { expect, test } from "vitest";
import { defineJob, handle, type Place } from "../../src/index.ts";
import type { Requirements } from "../../src/job/constraints.ts";
import type { Circumstances } from "../../src/job/lane.ts";
import { unionOf } from "../../src/job/needs-met.ts";
import { waitingFor } from "../../src/job/snapshot.ts";
import { setHold } from "../../src/operations/holds.ts";
import { pauseQueue } from "../../src/operations/pause-queue.ts";
import type { ContextKind } from "../../src/platform/platform.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { createTestRuntime } from "../../src/testing.ts";
import { Driver } from "../support/driver.ts";
import { HOUR, NOON } from "../support/make-job.ts";
import { longest, runs } from "../support/property.ts";

const perhaps = <T>(...values: T[]): fc.Arbitrary<T | undefined> =>
  fc.constantFrom(undefined, undefined, ...values);
const QUEUES = ["default", "mail", "slow"];
const NAMES = ["send", "archive", "draw"];
const OWNERS = ["ada", "grace"];
const KINDS: ContextKind[] = ["service-worker", "window", "dedicated-worker", "shared-worker"];

const requires: fc.Arbitrary<Requirements> = fc.record(
  {
    network: fc.constantFrom<"online" | "unmetered">("online", "unmetered"),
    charging: fc.constant(true),
    visible: fc.constant(true),
    idle: fc.constant(true),
    storage: fc.constant("not-low" as const),
  },
  { requiredKeys: [] },
);

const aJob = fc.record({
  queue: fc.constantFrom(...QUEUES),
  name: fc.constantFrom(...NAMES),
  requires: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, requires),
  prefers: fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    fc.subarray(["u", "c", "v", "i", "s"] as const, { minLength: 1 }),
  ),
  hold: perhaps("auth", "review"),
  owner: perhaps(...OWNERS),
  runsIn: perhaps<Place>("service-worker", "window", "worker"),
  version: perhaps(1, 2),
});
const aWorld = fc.record({
  queues: fc.oneof(fc.constant([]), fc.shuffledSubarray(QUEUES)),
  handles: fc.subarray(NAMES),
  versions: fc.constantFrom<Record<string, number>>({}, { send: 1 }, { send: 2, draw: 1 }),
  kind: fc.constantFrom<string>(...KINDS),
  owner: perhaps(...OWNERS, ""),
  online: fc.boolean(),
  unmetered: fc.boolean(),
  charging: fc.boolean(),
  visible: fc.boolean(),
  idle: fc.boolean(),
  roomy: fc.boolean(),
  paused: fc.subarray([...QUEUES, "*"], { maxLength: 2 }),
  holds: fc.subarray(["auth", "review"]),
});

const given = <T extends object>(options: T): { [K in keyof T]: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;

test(
  "a job is claimed by a server exactly when nothing but a free worker is what it waits for there",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aJob, { maxLength: 12 }),
        aWorld,
        async (jobs, { paused, holds, ...here }) => {
          const storage = new MemoryStorage(new MemoryDatabase());
          const driver = new Driver(storage);
          await driver.announce();
          const ids = await driver.add(
            ...jobs.map(({ prefers, ...job }, i) =>
              given({
                ...job,
                id: `job-${i}`,
                prefers: prefers && { needs: unionOf(prefers).join(""), within: HOUR },
              }),
            ),
          );
          for (const queue of paused) await storage.run(pauseQueue, { now: NOON, queue, paused: true });
          for (const name of holds) await storage.run(setHold, { now: NOON, name, held: true });
          const { handles, ...rest } = given(here);
          const world: Circumstances = {
            ...rest,
            handles: new Set(handles),
            paused,
            holds: holds.map((name) => ({ name, at: NOON })),
          };
          const records = await Promise.all(ids.map((id) => driver.record(id)));
          const free = records.flatMap((record) =>
            waitingFor(record!, { ...world, servers: [world] }).every(({ kind }) => kind === "workers-busy")
              ? [record!.id]
              : [],
          );
          const claimed: string[] = [];
          for (let more = true; more; ) {
            const found = await driver.claim(3, { ...rest, handles });
            claimed.push(...found.map(({ job }) => job.id));
            more = found.length > 0;
          }
          expect(new Set(claimed)).toEqual(new Set(free));
          expect(await driver.faults()).toEqual([]);
          await storage.close();
        },
      ),
      runs(300),
    );
  },
  longest(20_000),
);

test(
  "whatever still waits when all has settled has a reason that is not a busy worker, as every client sees it",
  async () => {
    const definitions = NAMES.map((name) => defineJob(name));
    await fc.assert(
      fc.asyncProperty(
        fc.array(aJob, { maxLength: 8 }),
        fc.array(aWorld, { minLength: 1, maxLength: 2 }),
        fc.record({
          charging: fc.boolean(),
          visible: fc.boolean(),
          idle: fc.boolean(),
          network: fc.constantFrom("offline" as const, "metered" as const, "unmetered" as const),
          storage: fc.constantFrom("low" as const, "not-low" as const),
        }),
        async (jobs, worlds, device) => {
          await using runtime = createTestRuntime();
          runtime.kill();
          runtime.device(device);
          for (const { queues, handles, kind, owner } of worlds) {
            runtime.addServer({
              queues,
              kind: kind as ContextKind,
              workers: 20,
              handlers: definitions
                .filter(({ name }) => handles.includes(name))
                .map((job) => handle(job, () => {})),
              // A function, as an app with a session has it.
              owner: owner === undefined ? undefined : () => owner,
            } as Parameters<typeof runtime.addServer>[0]);
          }
          await runtime.settle();
          const [{ paused, holds }] = worlds as [(typeof worlds)[number]];
          for (const queue of paused) await runtime.jobs.pauseQueue(queue);
          for (const name of holds) await runtime.jobs.hold(name);
          const ids = await Promise.all(
            jobs.map(({ owner, name, queue, hold, requires: needed }) =>
              runtime
                .addClient(given({ owner }))
                .enqueue(defineJob(name), undefined, given({ queue, hold, requires: needed })),
            ),
          );
          await runtime.settle();
          for (const id of ids) {
            const job = await runtime.jobs.get(id);
            const kinds = job?.waitingFor.map(({ kind }) => kind);
            if (job?.state === "succeeded") expect(kinds).toEqual([]);
            else {
              expect(job?.state).toBe("enqueued");
              expect(kinds).not.toHaveLength(0);
              expect(kinds).not.toContain("workers-busy");
            }
          }
        },
      ),
      runs(60),
    );
  },
  longest(20_000),
);
