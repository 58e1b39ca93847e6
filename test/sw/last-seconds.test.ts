import { expect, test } from "vitest";
import { builtIn } from "../../src/client/built-in.ts";
import { EventHub } from "../../src/client/events/event-hub.ts";
import { SlowmatchClient } from "../../src/client/job-client.ts";
import { defineJob, handle, type JobContext } from "../../src/index.ts";
import { advance } from "../../src/operations/claim/advance.ts";
import { leftRow } from "../../src/operations/left.ts";
import { idSource } from "../../src/platform/ids.ts";
import { buildServer } from "../../src/server/create-server.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { Lifetime } from "../../sw/lifetime.ts";
import { type Shift, work } from "../../sw/shift.ts";
import { leave, makeLeft } from "../support/leave.ts";
import { NOON, SECOND } from "../support/make-job.ts";

const long = defineJob<void, string>("long");

/** A worker with no page, in the middle of one long event. */
async function aloneWith(perform: (context: JobContext) => Promise<string>) {
  const clock = new VirtualClock(NOON);
  const browser = new VirtualBrowser(clock);
  const database = new MemoryDatabase();
  const { platform } = browser.open("service-worker");
  const storage = new MemoryStorage(database);
  const lifetime = new Lifetime(clock, "chromium");
  const server = buildServer(
    "test",
    { handlers: [handle(long, (_, context) => perform(context))] },
    storage,
    platform,
    {
      claimUntil: () => lifetime.claimUntil,
      deadline: () => lifetime.deadline,
    },
  );
  const client = new SlowmatchClient({
    features: builtIn(),
    storage,
    platform,
    newId: idSource(clock, platform.random),
    ready: Promise.resolve(),
    events: new EventHub(storage),
  });
  const turns = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  const id = await client.enqueue(long);
  await turns();
  const shift = {
    server,
    storage,
    platform,
    lifetime,
    scope: { clients: { matchAll: async () => [] } },
  } as unknown as Shift;
  let over: boolean | undefined;
  void work(shift, "push").then((done) => {
    over = done;
  });
  const advance = async (seconds: number): Promise<void> => {
    const until = clock.now() + seconds * SECOND;
    await turns();
    while (clock.next <= until) {
      clock.moveTo(Math.max(clock.now(), clock.next));
      await turns();
    }
    clock.moveTo(until);
    await turns();
  };
  await advance(0);
  return { client, id, advance, over: () => over };
}

test("five seconds before the browser's time is over a handler is told, and hands its job back in order", async () => {
  let deadline: number | undefined;
  const world = await aloneWith(async (context) => {
    deadline = context.deadline;
    await new Promise<void>((resolve) => context.ending.addEventListener("abort", () => resolve()));
    expect(context.signal.aborted).toBe(false);
    await context.checkpoint("page 7");
    return context.yield();
  });
  expect(deadline).toBe(NOON + 240 * SECOND);

  await world.advance(234);
  expect(await world.client.get(world.id)).toMatchObject({ state: "processing" });
  await world.advance(2);

  expect(world.over()).toBe(true);
  expect(await world.client.get(world.id)).toMatchObject({ state: "enqueued", attempt: 0, interruptions: 0 });
});

test("one that goes on is cut off in time, and that counts as an interruption and as no attempt", async () => {
  let reason: unknown;
  const world = await aloneWith(async ({ signal }) => {
    signal.addEventListener("abort", () => {
      reason = signal.reason;
    });
    return new Promise<string>(() => {});
  });

  await world.advance(239);
  expect(reason).toBeUndefined();
  await world.advance(2);

  expect(reason).toMatchObject({ code: "shutdown" });
  expect(await world.client.get(world.id)).toMatchObject({ state: "enqueued", attempt: 0, interruptions: 1 });
});

test("a worker whose time is over before it has looked for all there is doesn't say that nothing is due", async () => {
  const clock = new VirtualClock(NOON);
  const storage = new MemoryStorage(new MemoryDatabase());
  const { platform } = new VirtualBrowser(clock).open("service-worker");
  await storage.run(leave, [leftRow("1", [makeLeft({ id: "left", definition: long })])]);
  let claimUntil = NOON + SECOND;
  const run = storage.run.bind(storage);
  storage.run = ((operation, input) => {
    // A page that was put aside held the store up meanwhile.
    if (operation.name === advance.name) claimUntil = 0;
    return run(operation, input);
  }) as typeof storage.run;
  const performed: string[] = [];
  const handlers = [handle(long, (_, { id }) => performed.push(id).toString())];
  const server = buildServer("test", { handlers }, storage, platform, { claimUntil: () => claimUntil });

  await server.wake("alarm");
  expect(server.nextDue).toBeLessThanOrEqual(NOON);

  storage.run = run;
  claimUntil = NOON + SECOND;
  await server.wake("alarm");
  await server.quiet();
  expect(performed).toEqual(["left"]);
  expect(server.nextDue).toBe(Number.POSITIVE_INFINITY);
});
