import { describe, expect, test } from "vitest";
import { defineJob, HoldError, handle } from "../../src/index.ts";
import { jobOf, makeGate, makeRuntime } from "../support/runtime.ts";

const post = defineJob<string, string>("post", { hold: "auth" });

describe("when one user signs out and another signs in", () => {
  const setup = (workers = 4) => {
    const session: { user: string | undefined } = { user: "ada" };
    const sent: string[] = [];
    const gate = makeGate<string>();
    const runtime = makeRuntime(
      [
        handle(post, async (text, { signal, owner }) => {
          if (text === "slow") await gate.pass(signal);
          signal.throwIfAborted();
          sent.push(`${text} of ${owner} as ${session.user}`);
          return text;
        }),
      ],
      { owner: () => session.user, workers },
    );
    const ada = runtime.addClient({ owner: "ada" });
    const grace = runtime.addClient({ owner: "grace" });
    /** What the docs tell an app to do. */
    const signIn = async (user: string | undefined): Promise<void> => {
      await runtime.jobs.hold("auth", "signing out");
      session.user = user;
      if (user !== undefined) await runtime.jobs.release("auth");
      await runtime.settle();
    };
    return { runtime, session, sent, gate, ada, grace, signIn };
  };

  test("what waits goes on waiting, and runs when the first is back, with all its attempts", async () => {
    const { runtime, sent, ada, grace, signIn } = setup();
    await signIn("grace");
    const hers = await ada.enqueue(post, "letter");
    await grace.enqueue(post, "note");
    await runtime.advance("1d");

    expect(sent).toEqual(["note of grace as grace"]);
    expect(await jobOf(runtime, hers)).toMatchObject({
      state: "enqueued",
      attempt: 0,
      waitingFor: [{ kind: "not-here", detail: "It belongs to a user who is not signed in." }],
    });
    await signIn("ada");
    expect(sent).toEqual(["note of grace as grace", "letter of ada as ada"]);
    expect(await jobOf(runtime, hers)).toMatchObject({ state: "succeeded", attempt: 1, interruptions: 0 });
  });

  test("what runs is given back at once, unspent, its signal aborted; its late end is not taken", async () => {
    const { runtime, sent, gate, ada, signIn } = setup();
    const id = await ada.enqueue(post, "slow");
    await runtime.settle();
    await signIn("grace");

    expect(gate.signals[0]?.aborted).toBe(true);
    gate.waiting[0]?.resolve("late");
    await runtime.settle();
    expect(sent).toEqual([]);
    const given = await jobOf(runtime, id);
    expect(given).toMatchObject({ state: "enqueued", attempt: 0, interruptions: 0 });
    expect(given.history.at(-1)?.reason).toContain("not signed in any more");

    await signIn("ada");
    gate.waiting[1]?.resolve("now");
    await runtime.settle();
    expect(sent).toEqual(["slow of ada as ada"]);
  });

  test("nobody being signed in runs no user's jobs, and those of nobody all the same", async () => {
    const { runtime, sent, ada, signIn } = setup();
    await signIn(undefined);
    await runtime.jobs.release("auth");
    await ada.enqueue(post, "letter");
    await runtime.jobs.enqueue(post, "poster");
    await runtime.settle();

    expect(sent).toEqual(["poster of undefined as undefined"]);
  });

  test("between a claim and the begin of what it claimed, nothing of the first is begun", async () => {
    const { runtime, session, sent, ada } = setup();
    const asked = runtime.addServer({
      owner: () => {
        const user = session.user;
        // The next time it is asked somebody else is there.
        session.user = "grace";
        return user;
      },
    });
    runtime.kill();
    await ada.enqueue(post, "letter");
    await runtime.settle();

    expect(sent).toEqual([]);
    expect(asked.server.busy).toBe(0);
    expect(await runtime.jobs.monitor.statistics()).toMatchObject({ enqueued: 1, processing: 0 });
  });

  test("a job that was enqueued by a user's job is that user's", async () => {
    const first = defineJob("first");
    const seen: (string | undefined)[] = [];
    const runtime = makeRuntime([
      handle(first, async (_, { client }) => void (await client.enqueue(post, "more"))),
      handle(post, (text, { owner }) => {
        seen.push(owner);
        return text;
      }),
    ]);
    await runtime.addClient({ owner: "ada" }).enqueue(first);
    await runtime.settle();
    expect(seen).toEqual(["ada"]);
  });
});

test("an owner function that throws runs no user's jobs, is told, and holds nothing else up", async () => {
  let broken = true;
  const runtime = makeRuntime([handle(post, (text) => text)], {
    owner: () => {
      if (broken) throw new Error("no session store");
      return "ada";
    },
  });
  const hers = await runtime.addClient({ owner: "ada" }).enqueue(post, "letter");
  const free = await runtime.jobs.enqueue(post, "poster");
  await runtime.settle();

  expect(await jobOf(runtime, hers)).toMatchObject({ state: "enqueued" });
  expect(await jobOf(runtime, free)).toMatchObject({ state: "succeeded" });
  expect(runtime.errors.map(String)).toContain("Error: no session store");

  broken = false;
  await runtime.server.wake();
  await runtime.settle();
  expect(await jobOf(runtime, hers)).toMatchObject({ state: "succeeded" });
});

test("an expired session loses nothing: all that fail by it wait unspent, and go on with the new one", async () => {
  let token = "old";
  const tried = new Map<string, number>();
  const runtime = makeRuntime([
    handle(post, (text, { attempt }) => {
      tried.set(text, (tried.get(text) ?? 0) + 1);
      if (token === "old") throw new HoldError("auth", "The session has expired.");
      return `${text} by ${token}, attempt ${attempt}`;
    }),
  ]);
  const texts = Array.from({ length: 40 }, (_, i) => `letter ${i}`);
  const ids = await runtime.jobs.enqueueMany(
    texts.map((args) => ({ job: post, args, options: { retry: false } })),
  );
  await runtime.advance("2d");

  // Those that were begun before the first of them had said so.
  expect([...tried.values()].reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(8);
  for (const id of ids)
    expect(await jobOf(runtime, id)).toMatchObject({
      state: "enqueued",
      attempt: 0,
      waitingFor: [{ kind: "hold", detail: "Held by 'auth': The session has expired." }],
    });

  token = "new";
  await runtime.jobs.release("auth");
  await runtime.settle();
  for (const [i, id] of ids.entries())
    expect(await jobOf(runtime, id)).toMatchObject({
      state: "succeeded",
      result: `letter ${i} by new, attempt 1`,
    });
});

test("an owner function that never answers is given up after five seconds, and nobody's jobs go on", async () => {
  const runtime = makeRuntime([handle(post, (text) => text)], { owner: () => new Promise(() => {}) });
  const hers = await runtime.addClient({ owner: "ada" }).enqueue(post, "letter");
  const free = await runtime.jobs.enqueue(post, "poster");
  await runtime.advance("30s");

  expect(await jobOf(runtime, free)).toMatchObject({ state: "succeeded" });
  expect(await jobOf(runtime, hers)).toMatchObject({ state: "enqueued", attempt: 0 });
  expect(String(runtime.errors[0])).toContain("has not answered for 5 s");
});

test("the holds that stand are listed, with their reasons", async () => {
  const runtime = makeRuntime();
  await runtime.jobs.hold("auth", "Signed out.");
  await runtime.advance("1s");
  await runtime.jobs.hold("review");
  const at = runtime.now();
  expect(await runtime.jobs.monitor.holds()).toEqual([
    { name: "auth", reason: "Signed out.", at: at - 1_000, waiting: 0 },
    { name: "review", at, waiting: 0 },
  ]);
});
