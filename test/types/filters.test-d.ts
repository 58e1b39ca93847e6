import { expectTypeOf, test } from "vitest";
import { createClient, defineJob, handle, type JobFilter } from "../../src/index.ts";
import { createServer } from "../../src/server.ts";

interface Welcome {
  userName: string;
}

const send = defineJob<Welcome, { sentAt: number }>("send");

test("hooks inside a transaction can't be asynchronous", () => {
  const silent: JobFilter = { onStateElection() {}, onStateApplied: ({ write }) => write("audit", 1) };
  expectTypeOf(silent).toEqualTypeOf<JobFilter>();
  // @ts-expect-error a promise can't be waited for inside a transaction
  const voting: JobFilter = { onStateElection: async () => {} };
  // @ts-expect-error nor here
  const applied: JobFilter = { async onStateApplied() {} };
  expectTypeOf([voting, applied]).toBeArray();
});

test("the others may", () => {
  const filter: JobFilter = {
    async onCreating() {},
    async onCreated() {},
    async onPerforming() {},
    perform: (_, next) => next(),
    async onPerformed() {},
  };
  createClient({ filters: [filter], serviceWorker: false });
  createServer({ filters: [filter], handlers: [] });
});

test("a definition's filters know its arguments", () => {
  const welcome = defineJob<Welcome>("welcome", {
    filters: [
      {
        onCreating: ({ args }) => void expectTypeOf(args).toEqualTypeOf<Welcome>(),
        onPerforming: ({ args, signal }) => {
          expectTypeOf(args).toEqualTypeOf<Welcome>();
          expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
        },
      },
    ],
  });
  handle(welcome, () => {}, {
    filters: [{ onPerformed: ({ args }) => void expectTypeOf(args).toEqualTypeOf<Welcome>() }],
  });
  handle(send, () => ({ sentAt: 0 }), {
    // @ts-expect-error there is no such argument
    filters: [{ onPerforming: ({ args }) => void args.nobody }],
  });
});

test("a call's filters know nothing but its creation", () => {
  const jobs = createClient({ serviceWorker: false });
  void jobs.enqueue(
    send,
    { userName: "Ada" },
    {
      filters: [
        {
          onCreating({ meta }) {
            meta["a"] = 1;
          },
        },
      ],
    },
  );
  // @ts-expect-error the run is somewhere else
  void jobs.enqueue(send, { userName: "Ada" }, { filters: [{ onPerforming() {} }] });
});

test("metadata is what JSON can say", () => {
  defineJob("a", { meta: { a: 1, b: ["x", null, { c: true }] } });
  // @ts-expect-error a date is not
  defineJob("a", { meta: { at: new Date(0) } });
});
