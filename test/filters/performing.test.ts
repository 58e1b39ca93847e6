import { describe, expect, test } from "vitest";
import { defineJob, FatalJobError, handle, type JobFilter } from "../../src/index.ts";
import { faults, storeOf } from "../support/audit.ts";
import { jobOf, makeGate, makeRuntime, stateOf } from "../support/runtime.ts";

const send = defineJob<{ to: string }, string>("send", { retry: false });
const sendHandler = handle(send, ({ to }) => `sent to ${to}`);

function recorder(name: string, seen: string[]): JobFilter {
  return {
    name,
    onPerforming: () => void seen.push(`${name} performing`),
    async perform(_, next) {
      seen.push(`${name} in`);
      try {
        return await next();
      } finally {
        seen.push(`${name} out`);
      }
    },
    onPerformed: ({ result, error, cancelled }) =>
      void seen.push(`${name} performed ${cancelled ? "cancelled" : error ? String(error) : String(result)}`),
  };
}

describe("filters around a run", () => {
  test("nest: outermost first on the way in, last on the way out", async () => {
    const seen: string[] = [];
    const runtime = makeRuntime([sendHandler], { filters: [recorder("a", seen), recorder("b", seen)] });

    const id = await runtime.jobs.enqueue(send, { to: "ada" });
    await runtime.settle();

    expect(await stateOf(runtime, id)).toBe("succeeded");
    expect(seen).toEqual([
      "a performing",
      "a in",
      "b performing",
      "b in",
      "b out",
      "b performed sent to ada",
      "a out",
      "a performed sent to ada",
    ]);
  });

  test("of the server, the definition and the handler are asked in this order", async () => {
    const seen: string[] = [];
    const job = defineJob("scoped", { filters: [recorder("definition", seen)] });
    const runtime = makeRuntime([handle(job, () => {}, { filters: [recorder("handler", seen)] })], {
      filters: [recorder("server", seen)],
    });

    await runtime.jobs.enqueue(job);
    await runtime.settle();

    expect(seen.filter((line) => line.endsWith("performing"))).toEqual([
      "server performing",
      "definition performing",
      "handler performing",
    ]);
  });

  test("may replace the arguments and the result of a run", async () => {
    const filter: JobFilter = {
      onPerforming: (context) => {
        context.args = { to: "eve" };
      },
      onPerformed: (context) => {
        context.result = `${String(context.result)}!`;
      },
    };
    const runtime = makeRuntime([sendHandler], { filters: [filter] });

    const id = await runtime.jobs.enqueue(send, { to: "ada" });
    await runtime.settle();

    expect(await runtime.jobs.result(id)).toBe("sent to eve!");
    expect((await jobOf(runtime, id)).args).toEqual({ to: "ada" });
  });

  test("share items with each other and with the handler", async () => {
    const seen: unknown[] = [];
    const runtime = makeRuntime(
      [
        handle(send, (_, { items }) => {
          items["handler"] = 2;
          return "";
        }),
      ],
      {
        filters: [
          {
            onPerforming: ({ items }) => {
              items["filter"] = 1;
            },
            onPerformed: ({ items }) => void seen.push(items),
          },
        ],
      },
    );

    await runtime.jobs.enqueue(send, { to: "ada" });
    await runtime.settle();

    expect(seen).toEqual([{ filter: 1, handler: 2 }]);
  });

  test("by `perform` may answer without running the handler", async () => {
    const ran: string[] = [];
    const filter: JobFilter = { perform: async () => "from the cache" };
    const runtime = makeRuntime([handle(send, ({ to }) => void ran.push(to) as never)], {
      filters: [filter],
    });

    const id = await runtime.jobs.enqueue(send, { to: "ada" });
    await runtime.settle();

    expect([await runtime.jobs.result(id), ran]).toEqual(["from the cache", []]);
  });

  test("aren't in the way of a job that no filter covers", async () => {
    const seen: string[] = [];
    const runtime = makeRuntime([sendHandler], {
      filters: [{ ...recorder("other", seen), jobs: ["other"] }],
    });

    const id = await runtime.jobs.enqueue(send, { to: "ada" });
    await runtime.settle();

    expect([await stateOf(runtime, id), seen]).toEqual(["succeeded", []]);
  });
});

describe("a run that a filter cancels", () => {
  test("is deleted with the filter's reason; its handler never runs, and those further out hear of it", async () => {
    const seen: string[] = [];
    const ran: string[] = [];
    const runtime = makeRuntime([handle(send, ({ to }) => void ran.push(to) as never)], {
      filters: [
        recorder("outer", seen),
        { name: "quota", onPerforming: (context) => context.cancel("The month's quota is spent.") },
        recorder("inner", seen),
      ],
    });

    const id = await runtime.jobs.enqueue(send, { to: "ada" });
    await runtime.settle();

    const job = await jobOf(runtime, id);
    expect(job).toMatchObject({ state: "deleted", attempt: 1 });
    expect(job.history.at(-1)?.reason).toBe("Cancelled by the filter 'quota': The month's quota is spent.");
    expect([ran, seen]).toEqual([
      [],
      ["outer performing", "outer in", "outer out", "outer performed cancelled"],
    ]);
    expect(faults(await storeOf(runtime.addServer().storage))).toEqual([]);
  });

  test("tells its continuations: those on 'deleted' run", async () => {
    const runtime = makeRuntime([handle(send, ({ to }) => to)], {
      filters: [
        {
          jobs: ["send"],
          onPerforming: ({ args, cancel }) => void ((args as { to: string }).to === "a" && cancel()),
        },
      ],
    });
    const parent = await runtime.jobs.schedule(send, { to: "a" }, { delay: "1m" });
    const child = await runtime.jobs.continueWith(parent, send, { to: "b" }, { on: "deleted" });

    await runtime.advance("2m");

    expect([await stateOf(runtime, parent), await stateOf(runtime, child)]).toEqual(["deleted", "succeeded"]);
  });

  test("can't be declared a success by marking it as handled", async () => {
    const runtime = makeRuntime([sendHandler], {
      filters: [
        {
          onPerformed: (context) => {
            context.handled = true;
          },
        },
        { onPerforming: (context) => context.cancel() },
      ],
    });

    const id = await runtime.jobs.enqueue(send, { to: "ada" });
    await runtime.settle();

    expect(await stateOf(runtime, id)).toBe("deleted");
  });
});

describe("an error", () => {
  const failing = handle(send, () => {
    throw new Error("offline");
  });

  test("that onPerformed marks as handled makes the attempt succeed with the filter's result", async () => {
    const filter: JobFilter = {
      onPerformed(context) {
        if ((context.error as Error | undefined)?.message !== "offline") return;
        context.handled = true;
        context.result = "later";
      },
    };
    const runtime = makeRuntime([failing], { filters: [filter] });

    const id = await runtime.jobs.enqueue(send, { to: "ada" });
    await runtime.settle();

    expect(await runtime.jobs.result(id)).toBe("later");
  });

  test("of a filter counts as thrown by the handler, before it or after it", async () => {
    const broken: JobFilter[] = [
      {
        queues: ["before"],
        onPerforming() {
          throw new FatalJobError("before");
        },
      },
      {
        queues: ["after"],
        onPerformed() {
          throw new FatalJobError("after");
        },
      },
    ];
    const runtime = makeRuntime([sendHandler], { filters: broken });

    const before = await runtime.jobs.enqueue(send, { to: "a" }, { queue: "before" });
    const after = await runtime.jobs.enqueue(send, { to: "a" }, { queue: "after" });
    await runtime.settle();

    expect((await jobOf(runtime, before)).error).toMatchObject({ name: "FatalJobError", message: "before" });
    expect((await jobOf(runtime, after)).error).toMatchObject({ name: "FatalJobError", message: "after" });
  });

  test("can be translated by a filter, and is retried as the new one says", async () => {
    const translated = defineJob("translated", { retry: { attempts: 5, delay: "1m" } });
    const runtime = makeRuntime(
      [
        handle(translated, () => {
          throw new Error("404");
        }),
      ],
      {
        filters: [
          {
            onPerformed({ error }) {
              if ((error as Error).message === "404")
                throw new FatalJobError("It is gone.", { cause: error });
            },
          },
        ],
      },
    );

    const id = await runtime.jobs.enqueue(translated);
    await runtime.settle();

    expect(await jobOf(runtime, id)).toMatchObject({
      state: "failed",
      attempt: 1,
      error: { message: "It is gone.", cause: { message: "404" } },
    });
  });
});

describe("an attempt that is ended from outside", () => {
  test("by its timeout is told to the filters, which can't make a success of it", async () => {
    const gate = makeGate<string>();
    const seen: unknown[] = [];
    const slow = defineJob<void, string>("slow", { timeout: "10s", retry: false });
    const runtime = makeRuntime([handle(slow, (_, { signal }) => gate.pass(signal))], {
      filters: [
        {
          onPerformed(context) {
            seen.push([(context.error as Error).name, context.signal.aborted]);
            context.handled = true;
          },
        },
      ],
    });

    const id = await runtime.jobs.enqueue(slow);
    await runtime.advance("11s");

    expect(seen).toEqual([["JobTimeoutError", true]]);
    expect(await jobOf(runtime, id)).toMatchObject({ state: "failed", error: { name: "JobTimeoutError" } });
  });

  test("by a durable sleep goes on later, and each run is told to the filters", async () => {
    const seen: string[] = [];
    const nap = defineJob<void, string>("nap");
    const runtime = makeRuntime(
      [
        handle(nap, async (_, context) => {
          await context.sleep("a while", "1h");
          return "awake";
        }),
      ],
      { filters: [recorder("f", seen)] },
    );

    const id = await runtime.jobs.enqueue(nap);
    await runtime.advance("2h");

    expect(await runtime.jobs.result(id)).toBe("awake");
    expect(seen.filter((line) => line.includes("performed"))).toEqual([
      "f performed ShutdownError: Sleeping: a while.",
      "f performed awake",
    ]);
  });

  test("isn't held up by a filter that never answers", async () => {
    const stuck = defineJob("stuck", { timeout: "5s", retry: false });
    const runtime = makeRuntime([handle(stuck, () => {})], {
      filters: [{ onPerforming: () => new Promise<void>(() => {}) }],
    });

    const id = await runtime.jobs.enqueue(stuck);
    await runtime.advance("6s");

    expect(await jobOf(runtime, id)).toMatchObject({ state: "failed", error: { name: "JobTimeoutError" } });
  });
});
