import { describe, expect, onTestFinished, test } from "vitest";
import {
  Cron,
  defineJob,
  FatalJobError,
  handle,
  JobDeletedError,
  JobFailedError,
  type Jobs,
} from "../../src/index.ts";
import type { AnyJobHandler } from "../../src/server/handler.ts";

const greet = defineJob<{ name: string; at?: Date }, string>("greet");
const refuse = defineJob("refuse");
const shout = defineJob<void, string>("shout");
const upload = defineJob<number>("upload", { hold: "auth", unique: { key: String } });

/** What an app's code can rely on, whatever stands behind the interface. None of it waits for time to pass. */
export function describeJobs(
  name: string,
  open: (handlers: readonly AnyJobHandler[]) => { jobs: Jobs; close: () => Promise<void> },
): void {
  const start = (): { jobs: Jobs; uploads: number[] } => {
    const uploads: number[] = [];
    const { jobs, close } = open([
      handle(greet, ({ name: who, at }, { progress, log }) => {
        progress(0.5, "half");
        log("info", "greeting", { who });
        return `Hello, ${who}${at ? ` at ${at.getUTCHours()}` : ""}`;
      }),
      handle(refuse, () => {
        throw new FatalJobError("No.");
      }),
      handle(shout, (_, { parent }) => `${String(parent?.result).toUpperCase()}!`),
      handle(upload, (n) => void uploads.push(n)),
    ]);
    onTestFinished(close);
    return { jobs, uploads };
  };
  const ended = { timeout: "10s" } as const;

  describe(`jobs on ${name}`, () => {
    test("are run, and answer their result, with arguments that JSON could not carry", async () => {
      const { jobs } = start();

      const id = await jobs.enqueue(greet, { name: "Ada", at: new Date("2027-01-01T09:00:00Z") });

      expect(await jobs.result(id, ended)).toBe("Hello, Ada at 9");
      expect(await jobs.get(id)).toMatchObject({
        state: "succeeded",
        attempt: 1,
        result: "Hello, Ada at 9",
        waitingFor: [],
      });
      expect(await jobs.monitor.log(id)).toMatchObject([{ message: "greeting", data: { who: "Ada" } }]);
    });

    test("fail with their error, and run again when requeued", async () => {
      const { jobs } = start();
      const id = await jobs.enqueue(refuse);

      await expect(jobs.result(id, ended)).rejects.toThrow(JobFailedError);
      expect(await jobs.get(id)).toMatchObject({ state: "failed", error: { message: "No." } });

      expect(await jobs.requeue(id)).toBe(true);
      await expect(jobs.result(id, ended)).rejects.toThrow("No.");
      expect((await jobs.get(id))!.history.map(({ state }) => state)).toEqual([
        "enqueued",
        "processing",
        "failed",
        "enqueued",
        "processing",
        "failed",
      ]);
    });

    test("wait for their time, and say so; deleted, they never run", async () => {
      const { jobs } = start();
      const id = await jobs.schedule(greet, { name: "Ada" }, { delay: "1h" });

      expect(await jobs.get(id)).toMatchObject({ state: "scheduled", waitingFor: [{ kind: "time" }] });
      expect(await jobs.reschedule(id, { delay: "2h" })).toBe(true);
      expect(await jobs.delete(id)).toBe(true);
      await expect(jobs.result(id, ended)).rejects.toThrow(JobDeletedError);
    });

    test("follow their parents, and see what these have answered", async () => {
      const { jobs } = start();
      const parent = await jobs.enqueue(greet, { name: "Ada" });
      const child = await jobs.continueWith(parent, shout);

      expect(await jobs.result(child, ended)).toBe("HELLO, ADA!");
    });

    test("are enqueued all or none", async () => {
      const { jobs } = start();

      await expect(
        jobs.enqueueMany([
          { job: greet, args: { name: "Ada" } },
          { job: greet, args: { name: (() => {}) as never } },
        ]),
      ).rejects.toMatchObject({ code: "invalid-job" });
      expect(await jobs.monitor.jobs()).toHaveLength(0);
      expect(
        await jobs.enqueueMany([
          { job: greet, args: { name: "Ada" } },
          { job: refuse, args: undefined },
        ]),
      ).toHaveLength(2);
    });

    test("that obey a hold wait for its release; the same key twice is the same job", async () => {
      const { jobs, uploads } = start();
      await jobs.hold("auth", "Sign in again.");

      const id = await jobs.enqueue(upload, 7);
      expect(await jobs.enqueue(upload, 7)).toBe(id);
      expect((await jobs.get(id))!.waitingFor.map(({ kind }) => kind)).toContain("hold");
      await jobs.release("auth");

      await jobs.result(id, ended);
      expect(uploads).toEqual([7]);
    });

    test("recur: a definition plans its runs, and can be run now", async () => {
      const { jobs } = start();
      await jobs.recurring.addOrUpdate("greeting", greet, { name: "Ada" }, Cron.yearly());

      const [plan] = await jobs.recurring.list();
      expect(plan).toMatchObject({ id: "greeting", name: "greet", timeZone: "UTC" });
      const id = await jobs.recurring.trigger("greeting");
      expect(await jobs.result(id!, ended)).toBe("Hello, Ada");
      expect(await jobs.recurring.removeIfExists("greeting")).toBe(true);
    });

    test("are counted, told of by events, and cleared", async () => {
      const { jobs } = start();
      const heard: string[] = [];
      for (const type of ["enqueued", "succeeded"] as const)
        jobs.addEventListener(type, (event) => heard.push(`${type} ${event.name}`));

      const id = await jobs.enqueue(greet, { name: "Ada" });
      await jobs.result(id, ended);

      await expect.poll(() => heard).toEqual(["enqueued greet", "succeeded greet"]);
      expect(await jobs.monitor.statistics()).toMatchObject({ succeeded: 1, enqueued: 0, servers: 1 });
      expect(await jobs.clear()).toBe(1);
      expect(await jobs.get(id)).toBeUndefined();
    });

    test("of a closed client are refused", async () => {
      const { jobs } = start();
      await jobs.enqueue(greet, { name: "Ada" });

      await jobs.close();

      await expect(jobs.enqueue(greet, { name: "Bob" })).rejects.toMatchObject({ code: "closed" });
    });
  });
}
