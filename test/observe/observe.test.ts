import { describe, expect, onTestFinished, test, vi } from "vitest";
import { defineJob, handle, type Job, type Jobs } from "../../src/index.ts";
import { observeJob, observeJobs, observeProgress, observeStatistics } from "../../src/observe.ts";
import { jobStores } from "../../src/svelte.ts";
import { NOON } from "../support/make-job.ts";
import { makeGate, makeRuntime } from "../support/runtime.ts";

const upload = defineJob<number, string>("upload");
const other = defineJob("other", { queue: "rest" });

function start() {
  const gate = makeGate<string>();
  const runtime = makeRuntime([
    handle(upload, async (_, { signal, progress }) => {
      progress(0.5, "half");
      return gate.pass(signal);
    }),
    handle(other, () => {}),
  ]);
  const { jobs } = runtime;
  return { runtime, jobs, gate };
}

describe("an observed job", () => {
  test("is read when somebody looks, and again at each change", async () => {
    const { runtime, jobs, gate } = start();
    const id = await jobs.enqueue(upload, 1);
    const observed = observeJob<number, string>(jobs, id);
    const states: (string | undefined)[] = [];
    expect(observed.get()).toEqual({ value: undefined, error: undefined, pending: true });

    onTestFinished(observed.subscribe(() => states.push(observed.get().value?.state)));
    await runtime.settle();
    gate.waiting[0]!.resolve("done");
    await runtime.settle();

    expect(states.at(-1)).toBe("succeeded");
    expect(observed.get()).toMatchObject({ value: { state: "succeeded", result: "done" }, pending: false });
  });

  test("stays the same object until something has changed", async () => {
    const { runtime, jobs } = start();
    const id = await jobs.enqueue(upload, 1);
    const observed = observeJob(jobs, id);
    onTestFinished(observed.subscribe(() => {}));
    await runtime.settle();
    const before = observed.get();

    await jobs.enqueue(other);
    await runtime.settle();

    expect(observed.get()).toBe(before);
  });

  test("is not read while nobody looks, and read anew by whoever looks next", async () => {
    const { runtime, jobs } = start();
    const id = await jobs.enqueue(upload, 1);
    const get = vi.spyOn(jobs, "get");
    const observed = observeJob(jobs, id);
    const stops = [observed.subscribe(() => {}), observed.subscribe(() => {})];
    await runtime.settle();
    const reads = get.mock.calls.length;
    for (const stop of [...stops, ...stops]) stop();

    await jobs.delete(id);
    await runtime.settle();
    expect(get).toHaveBeenCalledTimes(reads);

    onTestFinished(observed.subscribe(() => {}));
    await runtime.settle();
    expect(observed.get().value?.state).toBe("deleted");
  });

  test("that can't be read keeps its value and tells the error", async () => {
    const { runtime, jobs } = start();
    const id = await jobs.enqueue(upload, 1);
    const observed = observeJob(jobs, id);
    onTestFinished(observed.subscribe(() => {}));
    await runtime.settle();
    vi.spyOn(jobs, "get").mockRejectedValue(new Error("no storage"));

    await jobs.delete(id);
    await runtime.settle();

    expect(observed.get()).toMatchObject({
      value: { state: "processing" },
      error: { message: "no storage" },
      pending: false,
    });
  });

  test("is read once more, and not many times, for what comes while it is being read", async () => {
    const { runtime, jobs } = start();
    const id = await jobs.enqueue(upload, 1);
    await runtime.settle();
    let answer = (_: Job | undefined): void => {};
    const get = vi.spyOn(jobs, "get").mockImplementation(
      () =>
        new Promise((resolve) => {
          answer = resolve as typeof answer;
        }),
    );
    onTestFinished(observeJob(jobs, id).subscribe(() => {}));
    await jobs.delete(id);
    await jobs.requeue(id);
    await jobs.delete(id);
    await runtime.settle();
    expect(get).toHaveBeenCalledTimes(1);

    answer(undefined);
    await runtime.settle();

    expect(get).toHaveBeenCalledTimes(2);
  });
});

describe("observed lists and counters", () => {
  test("follow what concerns them, and pause between two readings", async () => {
    const { runtime, jobs } = start();
    const list = vi.spyOn(jobs.monitor, "jobs");
    const observed = observeJobs(jobs, { name: "other" });
    onTestFinished(observed.subscribe(() => {}));
    await runtime.settle();

    for (let i = 0; i < 20; i++) await jobs.enqueue(other);
    await jobs.enqueue(upload, 1);
    await expect.poll(() => observed.get().value?.length).toBe(20);

    expect(list.mock.calls.length).toBeLessThan(10);
    expect(list.mock.calls.every(([query]) => query?.name === "other")).toBe(true);
  });

  test("count", async () => {
    const { jobs } = start();
    const observed = observeStatistics(jobs);
    onTestFinished(observed.subscribe(() => {}));

    await jobs.enqueue(other);

    await expect.poll(() => observed.get().value?.succeeded).toBe(1);
  });
});

describe("what waits for a time", () => {
  const HOUR = 3_600_000;

  /** A client of which nobody commits anything, and that says what it was asked for. */
  function alone(untils: readonly number[]) {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now: NOON });
    onTestFinished(() => void vi.useRealTimers());
    const page = untils.map((until, i) => ({
      id: `job-${i}`,
      get waitingFor() {
        return Date.now() > until
          ? [{ kind: "no-wakeup", detail: "", until }]
          : [{ kind: "time", detail: "", until }];
      },
    }));
    const read = vi.fn(async () => structuredClone(page));
    const client = {
      get: async () => (await read())[0],
      monitor: { jobs: read, subscribe: () => () => {} },
    } as unknown as Jobs;
    return { client, read };
  }

  test("is read again when that time has come, with nobody awake who would commit anything, and then no more", async () => {
    const { client, read } = alone([NOON + HOUR]);
    const observed = observeJob(client, "job-0");
    const stop = observed.subscribe(() => {});
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(observed.get().value?.waitingFor).toMatchObject([{ kind: "time" }]);
    expect(read).toHaveBeenCalledTimes(1);

    await vi.advanceTimersByTimeAsync(1);
    expect(observed.get().value?.waitingFor).toMatchObject([{ kind: "no-wakeup" }]);
    expect(read).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
    stop();
  });

  test("is read together, where many times come one right after the other", async () => {
    const { client, read } = alone(Array.from({ length: 50 }, (_, i) => NOON + HOUR + i));
    const observed = observeJobs(client);
    const stop = observed.subscribe(() => {});
    await vi.advanceTimersByTimeAsync(2 * HOUR);
    expect(observed.get().value?.every(({ waitingFor }) => waitingFor[0]?.kind === "no-wakeup")).toBe(true);
    expect(read).toHaveBeenCalledTimes(3);
    expect(vi.getTimerCount()).toBe(0);
    stop();
  });

  test("keeps no timer for what has come, nor for what nobody looks at", async () => {
    const { client, read } = alone([NOON - HOUR, NOON + HOUR]);
    const past = observeJob(client, "job-0").subscribe(() => {});
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);

    const stop: () => void = observeJobs(client).subscribe(() => stop());
    await vi.advanceTimersByTimeAsync(2 * HOUR);
    past();
    expect(vi.getTimerCount()).toBe(0);
    expect(read).toHaveBeenCalledTimes(2);
  });
});

describe("observed progress", () => {
  test("goes from nothing to the handler's word, and to one at the end", async () => {
    const { runtime, jobs, gate } = start();
    const id = await jobs.enqueue(upload, 1);
    const observed = observeProgress(jobs, id);
    expect(observed.get().value).toEqual({ fraction: 0, state: undefined });
    expect(observed.get()).toBe(observed.get());

    onTestFinished(observed.subscribe(() => {}));
    await runtime.advance("1s");
    expect(observed.get().value).toEqual({ fraction: 0.5, message: "half", state: "processing" });

    gate.waiting[0]!.resolve("done");
    await runtime.settle();
    expect(observed.get().value).toMatchObject({ fraction: 1, state: "succeeded" });
  });
});

describe("a Svelte store", () => {
  test("tells its value at once and at each change, until it is left", async () => {
    const { runtime, jobs } = start();
    const { useJob, useJobs, useProgress, useStatistics } = jobStores(jobs);
    const id = await jobs.enqueue(other);
    const told: unknown[] = [];

    const stop = useJob(id).subscribe(({ value, pending }) => told.push(pending ? "pending" : value?.state));
    expect(told).toEqual(["pending"]);
    await runtime.settle();
    expect(told.at(-1)).toBe("succeeded");
    stop();
    await jobs.requeue(id);
    await runtime.settle();
    expect(told.at(-1)).toBe("succeeded");

    const seen: Record<string, unknown> = {};
    for (const [name, store] of Object.entries({
      jobs: useJobs({ name: "other" }),
      progress: useProgress(id),
      statistics: useStatistics(),
    })) {
      onTestFinished(
        store.subscribe(({ value }: { value: unknown }) => {
          seen[name] = value;
        }),
      );
    }
    await runtime.settle();
    expect(seen).toMatchObject({
      jobs: { length: 1 },
      progress: { fraction: 1 },
      statistics: { succeeded: 1 },
    });
  });
});
