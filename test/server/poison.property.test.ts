import fc from "fast-check";
import { expect, test } from "vitest";
import { defineJob, handle } from "../../src/index.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { createTestRuntime, type RuntimeServer } from "../../src/testing.ts";
import { Driver } from "../support/driver.ts";
import { NOON } from "../support/make-job.ts";
import { longest, runs } from "../support/property.ts";

interface Part {
  poison: boolean;
  /** How long it runs, or until it ends its context; milliseconds. */
  takes: number;
  priority: number;
  queue: string;
  /** Enqueued so much after the first. */
  after: number;
}

interface Plan {
  parts: Part[];
  servers: { workers: number; queues: string[] }[];
  maxInterruptions: number;
}

const part = (poison: boolean, takes: fc.Arbitrary<number>): fc.Arbitrary<Part> =>
  fc.record({
    poison: fc.constant(poison),
    takes,
    priority: fc.constantFrom(0, 0, 5, -5),
    queue: fc.constantFrom("default", "mail"),
    after: fc.constantFrom(0, 0, 0, 2_000, 30_000),
  });

const plan: fc.Arbitrary<Plan> = fc.record({
  parts: fc
    .tuple(
      fc.array(part(true, fc.constantFrom(0, 1, 300, 2_000, 8_000)), { minLength: 1, maxLength: 2 }),
      fc.array(part(false, fc.constantFrom(0, 0, 0, 20, 1_000, 20_000, 200_000)), {
        minLength: 1,
        maxLength: 40,
      }),
    )
    .chain(([bad, good]) => fc.shuffledSubarray([...bad, ...good], { minLength: bad.length + good.length })),
  servers: fc.array(
    fc.record({
      workers: fc.integer({ min: 1, max: 4 }),
      queues: fc.constantFrom([], ["default", "mail"], ["mail", "default"]),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  maxInterruptions: fc.integer({ min: 1, max: 5 }),
});

test(
  "however jobs that end their contexts are mixed with others, they are stopped and the others done",
  async () => {
    await fc.assert(
      fc.asyncProperty(plan, async ({ parts, servers, maxInterruptions }) => {
        const poison = defineJob<Part>("poison", { retry: false, maxInterruptions });
        const good = defineJob<Part>("good", { retry: false, maxInterruptions: 50 });
        const database = new MemoryDatabase();
        const runtime = createTestRuntime({ now: NOON, openStorage: () => new MemoryStorage(database) });
        runtime.kill();
        let deaths = 0;
        const start = (options: Plan["servers"][number]): void => {
          const run = async ({ poison: bad, takes }: Part): Promise<void> => {
            if (takes > 0)
              await new Promise<void>((resolve) => void one.context.platform.clock.setTimer(takes, resolve));
            if (!bad) return;
            deaths += 1;
            one.kill();
            start(options);
            await new Promise(() => {});
          };
          const one: RuntimeServer = runtime.addServer({
            ...options,
            handlers: [handle(poison, run), handle(good, run)],
          });
        };
        const { client } = runtime;
        await client.enqueueMany(
          parts.map((args) => ({
            job: args.poison ? poison : good,
            args,
            options: { priority: args.priority, queue: args.queue },
            ...(args.after > 0 ? { when: { delay: args.after } } : {}),
          })),
        );
        for (const options of servers) start(options);
        await runtime.advance("4h");

        const jobs = await runtime.jobsOf();
        const bad = jobs.filter(({ name }) => name === "poison");
        for (const { state, interruptions, error } of bad) {
          expect(state).toBe("failed");
          expect(interruptions).toBe(maxInterruptions);
          expect(error).toMatchObject({ name: "JobInterruptedError" });
        }
        for (const job of jobs.filter(({ name }) => name === "good")) {
          expect(job.state).toBe("succeeded");
          // Once in company, and once more by one that had not been found out yet.
          expect(job.interruptions).toBeLessThanOrEqual(2 * bad.length);
        }
        // One that was claimed ahead and had begun has not been counted the first time.
        expect(deaths).toBeLessThanOrEqual(bad.length * (maxInterruptions + 1));
        expect(await new Driver(new MemoryStorage(database)).faults()).toEqual([]);
        await runtime.close();
      }),
      runs(40),
    );
  },
  longest(60_000),
);
