import { afterEach, describe, expect, test, vi } from "vitest";
import { Cron, defineJob, handle, type JobFilter } from "../../src/index.ts";
import { jobOf, makeRuntime, stateOf } from "../support/runtime.ts";

const send = defineJob<{ to: string; tries?: number }, string>("send");
const sendHandler = handle(send, ({ to }) => `sent to ${to}`);

/** Writes down in which order its hooks are called. */
function recorder(name: string, seen: string[], more: Partial<JobFilter> = {}): JobFilter {
  return {
    name,
    onCreating: () => void seen.push(`${name} creating`),
    onCreated: ({ id, error, cancelled }) =>
      void seen.push(
        `${name} created${id ? " it" : ""}${error ? " no" : ""}${cancelled ? ", cancelled" : ""}`,
      ),
    ...more,
  };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("onCreating", () => {
  test("may change arguments, options, tags and metadata, and the job is stored with them", async () => {
    const filter: JobFilter<{ to: string }> = {
      onCreating(context) {
        context.args = { to: context.args.to.toUpperCase() };
        context.options.queue = "mail";
        context.options.tags = ["filtered"];
        context.meta["language"] = "tr";
      },
    };
    const runtime = makeRuntime([], { filters: [filter as JobFilter] });

    const id = await runtime.jobs.enqueue(send, { to: "ada" }, { meta: { shop: 7 } });

    expect(await jobOf(runtime, id)).toMatchObject({
      args: { to: "ADA" },
      queue: "mail",
      tags: ["filtered"],
      meta: { shop: 7, language: "tr" },
    });
  });

  test("gets a copy: what it changes in place is stored, and the caller's own value stays", async () => {
    const filter: JobFilter = {
      onCreating: ({ args }) => {
        (args as { to: string }).to = "changed";
      },
    };
    const runtime = makeRuntime([], { filters: [filter] });
    const given = { to: "ada" };

    const id = await runtime.jobs.enqueue(send, given);

    expect(given).toEqual({ to: "ada" });
    expect((await jobOf(runtime, id)).args).toEqual({ to: "changed" });
  });

  test("can't change the id, which the caller may have told to somebody", async () => {
    const filter: JobFilter = {
      onCreating({ options }) {
        options.id = "another";
      },
    };
    const runtime = makeRuntime([], { filters: [filter] });

    expect(await runtime.jobs.enqueue(send, { to: "ada" }, { id: "mine" })).toBe("mine");
    expect(await runtime.jobs.enqueue(send, { to: "ada" })).not.toBe("another");
  });

  test("is checked like a caller: a bad option of its making refuses the call", async () => {
    const filter: JobFilter = {
      onCreating: ({ options }) => {
        options.queue = "Not A Queue";
      },
    };
    const runtime = makeRuntime([], { filters: [filter] });

    await expect(runtime.jobs.enqueue(send, { to: "ada" })).rejects.toThrow("queue is 'Not A Queue'");
    expect(await runtime.jobs.monitor.statistics()).toMatchObject({ enqueued: 0 });
  });

  test("that cancels stores nothing: the call rejects with JobCancelledError, and the inner filters aren't asked", async () => {
    const seen: string[] = [];
    const runtime = makeRuntime([], {
      filters: [
        recorder("outer", seen),
        recorder("gate", seen, { onCreating: (context) => context.cancel("It is Sunday.") }),
        recorder("inner", seen),
      ],
    });

    await expect(runtime.jobs.enqueue(send, { to: "ada" })).rejects.toMatchObject({
      name: "JobCancelledError",
      code: "job-cancelled",
      message: "enqueue('send') was cancelled by the filter 'gate'; nothing was stored. It is Sunday.",
      details: { filter: "gate", reason: "It is Sunday." },
    });
    expect(seen).toEqual(["outer creating", "gate created no, cancelled", "outer created no, cancelled"]);
    expect(await runtime.jobs.monitor.statistics()).toMatchObject({ enqueued: 0 });
  });

  test("that throws refuses the call with its own error, and those further out hear of it", async () => {
    const seen: string[] = [];
    const wrong = new Error("no such address");
    const runtime = makeRuntime([], {
      filters: [
        recorder("outer", seen),
        recorder("check", seen, {
          onCreating() {
            throw wrong;
          },
        }),
      ],
    });

    await expect(runtime.jobs.enqueue(send, { to: "ada" })).rejects.toBe(wrong);
    expect(seen).toEqual(["outer creating", "check created no", "outer created no"]);
  });

  test("of one of many jobs cancels them all", async () => {
    const filter: JobFilter = {
      onCreating: (context) => void ((context.args as { to: string }).to === "eve" && context.cancel()),
    };
    const runtime = makeRuntime([], { filters: [filter] });

    const call = runtime.jobs.enqueueMany([
      { job: send, args: { to: "ada" } },
      { job: send, args: { to: "eve" } },
    ]);

    await expect(call).rejects.toMatchObject({ code: "job-cancelled" });
    expect(await runtime.jobs.monitor.statistics()).toMatchObject({ enqueued: 0 });
  });

  test("of one member of a batch cancels it all, and changes of a member are stored with the batch", async () => {
    const filter: JobFilter = {
      onCreating(context) {
        const { to } = context.args as { to: string };
        if (to === "eve") context.cancel();
        context.meta["greeting"] = `Dear ${to}`;
      },
    };
    const runtime = makeRuntime([], { filters: [filter] });

    const refused = runtime.jobs.batch((b) => {
      b.enqueue(send, { to: "ada" });
      b.enqueue(send, { to: "eve" });
    });
    await expect(refused).rejects.toMatchObject({ code: "job-cancelled" });
    expect(await runtime.jobs.monitor.statistics()).toMatchObject({ enqueued: 0 });

    let id = "";
    const batch = await runtime.jobs.batch((b) => {
      id = b.enqueue(send, { to: "ada" });
    });
    expect(await jobOf(runtime, id)).toMatchObject({ batchId: batch.id, meta: { greeting: "Dear ada" } });
  });

  test("may be asynchronous, one after another", async () => {
    const seen: string[] = [];
    const slow = (name: string): JobFilter =>
      recorder(name, seen, {
        async onCreating() {
          await Promise.resolve();
          seen.push(`${name} creating`);
        },
      });
    const runtime = makeRuntime([], { filters: [slow("a"), slow("b")] });

    await runtime.jobs.enqueue(send, { to: "ada" });

    expect(seen).toEqual(["a creating", "b creating", "b created it", "a created it"]);
  });

  test("that answers at once leaves jobs of one turn in one transaction", async () => {
    const runtime = makeRuntime([], { filters: [{ onCreating: () => {} }] });
    const run = vi.spyOn(Object.getPrototypeOf(runtime.addServer().storage), "run");

    await Promise.all([runtime.jobs.enqueue(send, { to: "a" }), runtime.jobs.enqueue(send, { to: "b" })]);
    const operations = run.mock.calls.map(([operation]) => (operation as { name: string }).name);
    run.mockRestore();

    expect(operations.filter((name) => name === "create-jobs")).toHaveLength(1);
  });

  test("sees which call it is, and a continuation's parents", async () => {
    const calls: [string, readonly string[]][] = [];
    const runtime = makeRuntime([], {
      filters: [{ onCreating: ({ call, parents }) => void calls.push([call, parents]) }],
    });

    const parent = await runtime.jobs.schedule(send, { to: "a" }, { delay: "1h" });
    await runtime.jobs.continueWith(parent, send, { to: "b" });

    expect(calls).toEqual([
      ["schedule", []],
      ["continueWith", [parent]],
    ]);
  });

  test("is asked when a recurring job is declared, and each of its jobs is what it made of it", async () => {
    const filter: JobFilter = {
      onCreating: (context) => {
        context.meta["language"] = "fa";
      },
    };
    const runtime = makeRuntime([sendHandler], { filters: [filter] });

    await runtime.jobs.recurring.addOrUpdate("hourly", send, { to: "ada" }, Cron.hourly());
    const id = await runtime.jobs.recurring.trigger("hourly");

    expect((await jobOf(runtime, id!)).meta).toEqual({ language: "fa" });
  });

  test("that cancels the declaration of a recurring job leaves none", async () => {
    const runtime = makeRuntime([], { filters: [{ onCreating: (context) => context.cancel() }] });

    const call = runtime.jobs.recurring.addOrUpdate("hourly", send, { to: "ada" }, Cron.hourly());

    await expect(call).rejects.toMatchObject({ code: "job-cancelled" });
    expect(await runtime.jobs.recurring.list()).toEqual([]);
  });

  test("sees the job whose handler enqueues another, with its metadata and items", async () => {
    const creators: unknown[] = [];
    const relay = defineJob<{ hop: number }>("relay");
    const runtime = makeRuntime(
      [
        handle(relay, async ({ hop }, context) => {
          context.items["hop"] = hop;
          if (hop < 2) await context.client.enqueue(relay, { hop: hop + 1 });
        }),
      ],
      {
        filters: [
          {
            onCreating({ creator, meta }) {
              creators.push(creator && { meta: creator.meta, items: creator.items });
              meta["trace"] = creator?.meta["trace"] ?? "t1";
            },
          },
        ],
      },
    );

    await runtime.jobs.enqueue(relay, { hop: 1 });
    await runtime.settle();

    expect(creators).toEqual([undefined, { meta: { trace: "t1" }, items: { hop: 1 } }]);
  });
});

describe("onCreated", () => {
  test("hears the id once the job is stored, the innermost first", async () => {
    const seen: string[] = [];
    const runtime = makeRuntime([], { filters: [recorder("a", seen), recorder("b", seen)] });

    const id = await runtime.jobs.enqueue(send, { to: "ada" });

    expect(seen).toEqual(["a creating", "b creating", "b created it", "a created it"]);
    expect(await stateOf(runtime, id)).toBe("enqueued");
  });

  test("that throws doesn't spoil the answer: the job is stored, and the error is reported as uncaught", async () => {
    const reported: unknown[] = [];
    vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
    const broken = new Error("log is full");
    const runtime = makeRuntime([], {
      filters: [
        {
          onCreated() {
            throw broken;
          },
        },
        { onCreated: async () => Promise.reject(broken) },
      ],
    });

    const id = await runtime.jobs.enqueue(send, { to: "ada" });

    expect(await stateOf(runtime, id)).toBe("enqueued");
    expect(reported).toEqual([broken, broken]);
  });
});

describe("filters are asked", () => {
  test("in their order, and at the same order: client, definition, call", async () => {
    const seen: string[] = [];
    const scoped = defineJob("scoped", { filters: [recorder("definition", seen)] });
    const runtime = makeRuntime([], {
      filters: [
        recorder("late", seen, { order: 5 }),
        recorder("client", seen),
        recorder("early", seen, { order: -1 }),
      ],
    });

    await runtime.jobs.enqueue(scoped, undefined, { filters: [recorder("call", seen)] });

    expect(seen.filter((line) => line.endsWith("creating"))).toEqual([
      "early creating",
      "client creating",
      "definition creating",
      "call creating",
      "late creating",
    ]);
  });

  test("about the queues and the jobs they name, and no others", async () => {
    const other = defineJob("other", { queue: "mail" });
    const seen: string[] = [];
    const runtime = makeRuntime([], {
      filters: [
        { queues: ["mail"], onCreating: ({ name }) => void seen.push(`mail: ${name}`) },
        { jobs: [send], onCreating: ({ name }) => void seen.push(`by definition: ${name}`) },
        { jobs: ["other"], onCreating: ({ name }) => void seen.push(`by name: ${name}`) },
      ],
    });

    await runtime.jobs.enqueue(send, { to: "ada" });
    await runtime.jobs.enqueue(other);

    expect(seen).toEqual(["by definition: send", "mail: other", "by name: other"]);
  });

  test.each([
    [[{ onCreated: 5 }], "onCreated is 5; expected a function"],
    [[{ onPreforming() {} }], "did you mean 'onPerforming'?"],
    [[{ order: "first" }], "order is 'first'; expected a number"],
    [[{ queues: ["Mail!"] }], "queue is 'Mail!'"],
    [[{ jobs: [5] }], "jobs is [5]; expected a list of definitions or of job names"],
    ["all", "filters is 'all'; expected a list of filters"],
  ])("only when they are filters: %j", (filters, message) => {
    expect(() => makeRuntime([], { filters: filters as never })).toThrow(message);
    expect(() => defineJob("bad", { filters: filters as never })).toThrow(message);
  });

  test("by a call about its creation only", async () => {
    const runtime = makeRuntime();

    const call = runtime.jobs.enqueue(send, { to: "a" }, { filters: [{ onPerformed() {} }] as never });

    await expect(call).rejects.toThrow("there is no option 'onPerformed'");
  });
});

describe("metadata", () => {
  test("of a call adds to the definition's, and reaches the handler", async () => {
    const metas: unknown[] = [];
    const tagged = defineJob("tagged", { meta: { app: "notes", level: 1 } });
    const runtime = makeRuntime([handle(tagged, (_, { meta }) => void metas.push(meta))]);

    await runtime.jobs.enqueue(tagged, undefined, { meta: { level: 2 } });
    await runtime.settle();

    expect(metas).toEqual([{ app: "notes", level: 2 }]);
  });

  test.each([
    [{ when: new Date(0) }],
    [{ call: () => {} }],
    [{ much: "x".repeat(4_096) }],
    [{ never: Number.NaN }],
    [[]],
    ["text"],
  ])("is refused when it isn't small JSON: %o", async (meta) => {
    const runtime = makeRuntime();

    const call = runtime.jobs.enqueue(send, { to: "a" }, { meta: meta as never });

    await expect(call).rejects.toThrow("expected an object of what JSON can say, at most 4096 characters");
  });

  test("goes with a copy of the job, and with an export", async () => {
    const runtime = makeRuntime();
    const other = makeRuntime();
    const id = await runtime.jobs.schedule(send, { to: "a" }, { delay: "1h" }, { meta: { trace: "t1" } });

    const copy = await runtime.jobs.duplicate(id);
    await other.jobs.import(await runtime.jobs.export());

    expect((await jobOf(runtime, copy!)).meta).toEqual({ trace: "t1" });
    expect((await jobOf(other, id)).meta).toEqual({ trace: "t1" });
  });

  test("is masked in an export where the job redacts it", async () => {
    const secret = defineJob("secret", { redact: ["session"] });
    const runtime = makeRuntime();
    const other = makeRuntime();
    const id = await runtime.jobs.schedule(
      secret,
      undefined,
      { delay: "1h" },
      { meta: { session: "s3cret", from: "a" } },
    );

    const text = await runtime.jobs.export();
    await other.jobs.import(text);

    expect(text).not.toContain("s3cret");
    expect((await jobOf(other, id)).meta).toEqual({ session: "[hidden]", from: "a" });
  });

  test("is {} in the snapshot of a job without any, and nothing in its record", async () => {
    const runtime = makeRuntime();

    const id = await runtime.jobs.enqueue(send, { to: "a" });

    expect((await jobOf(runtime, id)).meta).toEqual({});
  });
});
