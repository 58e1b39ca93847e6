import { describe, expect, test } from "vitest";
import { defineJob, handle, InvalidJobError, InvalidScheduleError } from "../../src/index.ts";
import { HOUR, MINUTE, NOON } from "../support/make-job.ts";
import { makeRuntime } from "../support/runtime.ts";

const report = defineJob<{ to: string }>("report", { priority: 4 });

async function declared() {
  const ran: string[] = [];
  const runtime = makeRuntime([handle(report, ({ to }) => void ran.push(to))]);
  await runtime.client.recurring.addOrUpdate("r", report, { to: "ada" }, "0 18 * * *", {
    misfire: "strict",
    maxRuns: 3,
    job: { tags: ["vip"] },
  });
  return { runtime, recurring: runtime.client.recurring, ran };
}

describe("a schedule that is changed", () => {
  test("counts from now, and leaves the job, its options and its limits alone", async () => {
    const { runtime, recurring, ran } = await declared();

    expect(await recurring.change("r", { schedule: { every: "10m" }, overlap: "skip" })).toBe(true);

    expect(await recurring.get("r")).toMatchObject({
      every: 10 * MINUTE,
      args: { to: "ada" },
      misfire: "strict",
      overlap: "skip",
      maxRuns: 3,
      nextRunAt: NOON + 10 * MINUTE,
    });
    await runtime.advance("35m");
    expect(ran).toEqual(["ada", "ada", "ada"]);
    const [job] = await runtime.client.monitor.jobs({ recurringId: "r" });
    expect(job).toMatchObject({ priority: 4, tags: ["vip"] });
  });

  test("keeps its zone where none is given, and may get another", async () => {
    const { recurring } = await declared();
    await recurring.change("r", { schedule: "0 18 * * *", timeZone: "Asia/Tehran" });
    await recurring.change("r", { schedule: "0 19 * * *" });

    expect(await recurring.get("r")).toMatchObject({
      timeZone: "Asia/Tehran",
      nextRunAt: NOON + 3.5 * HOUR,
    });
  });

  test("is refused as a whole when it can't be read, and answers false when there is none", async () => {
    const { recurring } = await declared();
    const before = await recurring.get("r");

    await expect(recurring.change("r", { schedule: "61 * * * *" })).rejects.toBeInstanceOf(
      InvalidScheduleError,
    );
    await expect(
      recurring.change("r", { schedule: "@daily", misfire: "never" as never }),
    ).rejects.toBeInstanceOf(InvalidJobError);
    await expect(recurring.change("r", { cron: "@daily" } as never)).rejects.toThrow("cron");
    expect(await recurring.change("nobody", { schedule: "@daily" })).toBe(false);
    expect(await recurring.get("r")).toEqual(before);
  });
});
