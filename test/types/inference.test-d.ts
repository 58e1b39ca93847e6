import { expectTypeOf, test } from "vitest";
import {
  createClient,
  defineJob,
  handle,
  type Job,
  type JobClient,
  type JobContext,
  type JobDefinition,
  type JobHandler,
  type JobId,
} from "../../src/index.ts";
import { createServer } from "../../src/server.ts";

interface Welcome {
  userName: string;
}

const send = defineJob<Welcome, { sentAt: number }>("send");
const tick = defineJob("tick");
const count = defineJob<number>("count");
const maybe = defineJob<string | undefined>("maybe");
declare const jobs: JobClient;

test("a definition carries the types of its arguments and result", () => {
  expectTypeOf(send).toEqualTypeOf<JobDefinition<Welcome, { sentAt: number }>>();
  expectTypeOf(tick).toEqualTypeOf<JobDefinition<void, void>>();
  expectTypeOf(count).toEqualTypeOf<JobDefinition<number, void>>();
  defineJob<Welcome>("send", { displayName: ({ userName }) => userName });
  // @ts-expect-error the function gets the arguments
  defineJob<Welcome>("send", { displayName: ({ nobody }) => nobody });
  // @ts-expect-error there is no such option
  defineJob("send", { prio: 1 });
  // @ts-expect-error exhausted is one of two words
  defineJob("send", { retry: { exhausted: "drop" } });
  // @ts-expect-error a definition can't be changed
  send.queue = "other";
});

test("a handler's arguments and answer are those of its definition", () => {
  const handler = handle(send, (args, context) => {
    expectTypeOf(args).toEqualTypeOf<Welcome>();
    expectTypeOf(context).toExtend<JobContext>();
    expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>();
    return { sentAt: 1 };
  });
  expectTypeOf(handler).toExtend<JobHandler<Welcome, { sentAt: number }>>();
  handle(send, async () => ({ sentAt: 1 }));
  handle(tick, () => {});
  handle(tick, async () => {});
  handle(count, (n) => void n.toFixed());
  // @ts-expect-error the definition promises a result
  handle(send, () => {});
  // @ts-expect-error of this kind
  handle(send, () => ({ sentAt: "now" }));
  // @ts-expect-error the definition promises none
  handle(count, () => "done");
  // @ts-expect-error the arguments are no number
  handle(send, (n: number) => ({ sentAt: n }));
  // @ts-expect-error a name is no definition
  handle("send", () => {});
});

test("a handler knows the results of its parents by their definition or by an id that knows its types", () => {
  handle(tick, (_, { parentsOf }) => {
    expectTypeOf(parentsOf(send)[0]!.result).toEqualTypeOf<{ sentAt: number } | undefined>();
    const id = jobs.enqueue(send, { userName: "Ada" });
    void id.then((known) =>
      expectTypeOf(parentsOf(known)[0]!.result).toEqualTypeOf<{ sentAt: number } | undefined>(),
    );
    expectTypeOf(parentsOf("any-text")[0]!.result).toEqualTypeOf<unknown>();
  });
});

test("a batch's builder, its followers and its ids know their types", () => {
  void jobs.batch(
    (b) => {
      const id = b.enqueue(send, { userName: "Ada" });
      expectTypeOf(id).toEqualTypeOf<JobId<Welcome, { sentAt: number }>>();
      b.enqueue(tick);
      b.schedule(count, 1, { delay: "1m" });
      b.continueWith([id, b.batch((inner) => inner.enqueue(tick))], count, 1, { on: "failed", delay: "1s" });
      // @ts-expect-error the arguments are missing
      b.enqueue(send);
      // @ts-expect-error the arguments are no number
      b.enqueue(count, "1");
    },
    { name: "all", onSucceeded: { job: send, args: { userName: "Ada" } }, onFinished: { job: tick } },
  );
  // @ts-expect-error the arguments are missing
  void jobs.batch(() => {}, { onSucceeded: { job: send } });
  // @ts-expect-error the arguments are no number
  void jobs.batch(() => {}, { onFinished: { job: count, args: "1" } });
  // @ts-expect-error on which end is said by the name
  void jobs.batch(() => {}, { onFinished: { job: tick, options: { on: "failed" } } });
});

test("handlers of all kinds go to one server", () => {
  createServer({
    handlers: [handle(send, () => ({ sentAt: 1 })), handle(tick, () => {}), handle(count, () => {})],
  });
  // @ts-expect-error a function alone is no handler
  createServer({ handlers: [() => {}] });
  // @ts-expect-error a server has handlers
  createServer({});
});

test("enqueue wants the definition's arguments, and none where it takes none", () => {
  expectTypeOf(jobs.enqueue(send, { userName: "Ada" })).resolves.toExtend<string>();
  void jobs.enqueue(tick);
  void jobs.enqueue(tick, undefined, { priority: 1 });
  void jobs.enqueue(count, 1, { id: "a" });
  void jobs.enqueue(maybe, undefined);
  // @ts-expect-error the arguments are missing
  void jobs.enqueue(send);
  // @ts-expect-error and are not these
  void jobs.enqueue(send, { name: "Ada" });
  // @ts-expect-error nor with something beside them
  void jobs.enqueue(send, { userName: "Ada", age: 36 });
  // @ts-expect-error nor of another type
  void jobs.enqueue(count, "1");
  // @ts-expect-error it takes none
  void jobs.enqueue(tick, { userName: "Ada" });
  // @ts-expect-error functions can't be stored with a job
  void jobs.enqueue(count, 1, { displayName: () => "x" });
});

test("schedule and reschedule want one way of saying when", () => {
  void jobs.schedule(send, { userName: "Ada" }, { delay: "10m" });
  void jobs.schedule(send, { userName: "Ada" }, { delay: { minutes: 10 } });
  void jobs.schedule(send, { userName: "Ada" }, { at: "2027-01-01T09:00:00+03:30" });
  void jobs.schedule(send, { userName: "Ada" }, new Date());
  void jobs.schedule(tick, undefined, { at: 5 });
  // @ts-expect-error not both
  void jobs.schedule(send, { userName: "Ada" }, { delay: 1, at: 1 });
  // @ts-expect-error one of them
  void jobs.schedule(send, { userName: "Ada" }, {});
  // @ts-expect-error the time is missing
  void jobs.schedule(send, { userName: "Ada" });
  // @ts-expect-error a job has no time by itself
  void jobs.reschedule("a");
});

test("enqueueMany checks each request by its own definition", () => {
  expectTypeOf(jobs.enqueueMany([{ job: count, args: 1 }])).resolves.toExtend<readonly string[]>();
  void jobs.enqueueMany([
    { job: send, args: { userName: "Ada" } },
    { job: count, args: 1, options: { queue: "x" }, when: { delay: 1 } },
  ]);
  void jobs.enqueueMany([1, 2].map((args) => ({ job: count, args })));
  const good = { job: count, args: 1 };
  // @ts-expect-error the second's arguments are the first's
  void jobs.enqueueMany([good, { job: send, args: 1 }]);
});

test("continueWith takes one parent or several, and the child's arguments", () => {
  void jobs.continueWith("a", send, { userName: "Ada" }, { on: "finished" });
  void jobs.continueWith(["a", "b"], tick);
  // @ts-expect-error no such condition
  void jobs.continueWith("a", tick, undefined, { on: "done" });
  // @ts-expect-error the arguments are missing
  void jobs.continueWith("a", count);
});

test("result and get know what they answer when they are told, or when the id is fresh", async () => {
  expectTypeOf(jobs.result("a")).resolves.toBeUnknown();
  expectTypeOf(jobs.result<number>("a")).resolves.toBeNumber();
  expectTypeOf(jobs.get("a")).resolves.toEqualTypeOf<Job | undefined>();
  const id = await jobs.enqueue(send, { userName: "Ada" });
  expectTypeOf(jobs.result(id)).resolves.toEqualTypeOf<{ sentAt: number }>();
  expectTypeOf(jobs.get(id)).resolves.toEqualTypeOf<Job<Welcome, { sentAt: number }> | undefined>();
});

test("recurring definitions are checked like any other call", () => {
  void jobs.recurring.addOrUpdate("r", count, 1, "@daily", { timeZone: "UTC", misfire: "strict" });
  // @ts-expect-error the arguments are no number
  void jobs.recurring.addOrUpdate("r", count, "1", "@daily");
  // @ts-expect-error no such policy
  void jobs.recurring.addOrUpdate("r", count, 1, "@daily", { misfire: "all" });
});

test("events are typed by their name", () => {
  jobs.addEventListener("succeeded", (event) => {
    expectTypeOf(event.id).toBeString();
  });
  jobs.addEventListener("outdated", (event) => {
    expectTypeOf(event.message).toBeString();
  });
  // @ts-expect-error there is no such event
  jobs.addEventListener("done", () => {});
});

test("a client is disposable, and wants known options", () => {
  expectTypeOf<JobClient>().toExtend<AsyncDisposable>();
  createClient({ serviceWorker: { url: "/sw.js", type: "module" }, durability: "strict" });
  // @ts-expect-error there is no such durability
  createClient({ durability: "eventually" });
});
