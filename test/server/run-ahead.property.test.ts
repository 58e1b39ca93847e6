import fc from "fast-check";
import { expect, test } from "vitest";
import { defineJob, handle } from "../../src/index.ts";
import { createTestRuntime } from "../../src/testing.ts";
import { HOUR, MINUTE, NOON } from "../support/make-job.ts";
import { longest, runs } from "../support/property.ts";

const backup = defineJob("backup", { keep: { succeeded: "30d" } });

type Step = "ahead" | "declare" | { pass: number } | { jump: number };
const aStep: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>("ahead"),
  fc.constant<Step>("ahead"),
  fc.constant<Step>("declare"),
  fc.record({ pass: fc.integer({ min: 1, max: 150 }) }),
  fc.record({ jump: fc.integer({ min: -50, max: 150 }) }),
);

test(
  "however often the next run is run ahead, and however the clock is set, no occurrence is lost or run twice",
  async () => {
    const story = fc.array(aStep, { minLength: 1, maxLength: 12 });
    const isKept = fc.asyncProperty(story, async (steps) => {
      await using runtime = createTestRuntime({ now: NOON, handlers: [handle(backup, () => {})] });
      const { recurring } = runtime.client;
      const declare = () =>
        recurring.addOrUpdate(
          "hourly",
          backup,
          undefined,
          { every: "1h", anchor: NOON },
          { misfire: "strict" },
        );
      await declare();
      await runtime.settle();
      const planned = new Map<string, number>();
      const note = async (): Promise<void> => {
        await runtime.settle();
        for (const { jobId, plannedAt } of (await recurring.get("hourly"))?.runs ?? [])
          planned.set(jobId!, plannedAt);
      };
      let latest = NOON;
      for (const step of steps) {
        latest = Math.max(latest, runtime.now());
        if (step === "ahead") await recurring.trigger("hourly", { asDue: true });
        else if (step === "declare") await declare();
        else if ("pass" in step) await runtime.advance(step.pass * MINUTE);
        // Set back by an hour and more the new time counts: what it was to do by then is done again.
        else runtime.setClock(Math.max(latest - 50 * MINUTE, runtime.now() + step.jump * MINUTE));
        await note();
      }
      for (let i = 0; i < 3; i++) {
        await runtime.advance(5 * HOUR);
        await note();
      }
      const found = [...planned.values()].sort((a, b) => a - b);
      const all = Array.from({ length: (found.at(-1)! - NOON) / HOUR }, (_, i) => NOON + (i + 1) * HOUR);
      expect(found).toEqual(all);
    });
    await fc.assert(isKept, runs(100));
  },
  longest(60_000),
);
