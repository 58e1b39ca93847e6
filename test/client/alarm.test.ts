import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startAlarm } from "../../src/client/worker/alarm.ts";
import type { Lifecycle } from "../../src/platform/lifecycle.ts";
import type { Locks } from "../../src/platform/locks.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { NOON, SECOND } from "../support/make-job.ts";

const BREATH = 500;
const PATIENCE = 3 * SECOND;

/** A page's connection to a shared worker, which here speaks when the test says so. */
class Connection extends EventTarget {
  readonly port = Object.assign(new EventTarget(), { start() {}, close: () => void open.delete(this) });
  constructor() {
    super();
    open.add(this);
    connections.push(this);
  }
  say(): void {
    this.port.dispatchEvent(new Event("message"));
  }
  fail(): void {
    this.dispatchEvent(new Event("error"));
  }
}

class OwnWorker extends EventTarget {
  constructor() {
    super();
    ownWorkers.add(this);
  }
  terminate(): void {
    ownWorkers.delete(this);
  }
}

const connections: Connection[] = [];
const open = new Set<Connection>();
const ownWorkers = new Set<OwnWorker>();
/** Frees the alarm's lock for who waits for it now: it has died. */
let die = (): void => {};
const watchers = new Set<AbortSignal>();
let clock: VirtualClock;
let stop: () => void;

const locks: Locks = {
  hold: async () => undefined,
  held: async () => new Set(),
  freed: (_name, signal) =>
    new Promise((resolve) => {
      watchers.add(signal);
      const end = (free: boolean) => () => {
        watchers.delete(signal);
        resolve(free);
      };
      die = end(true);
      signal.addEventListener("abort", end(false));
    }),
};
const lifecycle = { onSuspend: () => () => {}, onResume: () => () => {} } as unknown as Lifecycle;

/** Also lets what was promised be done. */
const pass = async (time: number): Promise<void> => {
  clock.moveTo(clock.now() + time);
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

const last = (): Connection => connections.at(-1)!;

beforeEach(() => {
  vi.stubGlobal("SharedWorker", Connection);
  vi.stubGlobal("Worker", OwnWorker);
  clock = new VirtualClock(NOON);
  const place = { scope: "https://app.example/", database: "jobs" };
  const unused = {} as Storage;
  stop = startAlarm(place, unused, { clock, locks, lifecycle }, () => {});
});

afterEach(() => {
  stop();
  connections.length = 0;
  vi.unstubAllGlobals();
  const left = { open: open.size, own: ownWorkers.size, watchers: watchers.size, timer: clock.next };
  expect(left).toEqual({ open: 0, own: 0, watchers: 0, timer: Number.POSITIVE_INFINITY });
});

test("an alarm that says that it runs is all there is, and no timer", async () => {
  last().say();
  await pass(0);
  expect(connections).toHaveLength(1);
  expect(ownWorkers.size).toBe(0);
  expect(watchers.size).toBe(1);
  expect(clock.next).toBe(Number.POSITIVE_INFINITY);
});

test("while an alarm is slow to come the page has one of its own, and gives it up for the word of the shared one", async () => {
  await pass(PATIENCE - 1);
  expect(ownWorkers.size).toBe(0);
  await pass(1);
  expect(ownWorkers.size).toBe(1);
  expect(open.size, "it still listens").toBe(1);
  last().say();
  expect(ownWorkers.size).toBe(0);
  expect(watchers.size).toBe(1);
});

test("an alarm that dies is replaced at once, and who is connected to the dead one asks again a breath later", async () => {
  last().say();
  die();
  await pass(0);
  expect(connections).toHaveLength(2);
  expect(open).toEqual(new Set([last()]));
  await pass(BREATH);
  expect(open.size, "the dead one never says a word").toBe(0);
  await pass(BREATH);
  expect(connections).toHaveLength(3);
  last().say();
  await pass(PATIENCE);
  expect(ownWorkers.size).toBe(0);
  expect(watchers.size).toBe(1);
  expect(connections).toHaveLength(3);
});

test("where no other comes after a death, the page waits as at first, and then has one of its own", async () => {
  last().say();
  die();
  await pass(0);
  for (let turn = 0; turn < 6; turn++) await pass(BREATH);
  expect(connections).toHaveLength(5);
  expect(ownWorkers.size).toBe(0);
  await pass(PATIENCE);
  expect(ownWorkers.size).toBe(1);
  last().say();
  expect(ownWorkers.size).toBe(0);
});

test("an alarm whose script can't be had is asked for three times, and then the page has one of its own", async () => {
  for (let times = 1; times <= 3; times++) {
    expect(connections).toHaveLength(times);
    expect(ownWorkers.size).toBe(0);
    last().fail();
    await pass(BREATH);
  }
  expect(ownWorkers.size).toBe(1);
  expect(open.size).toBe(0);
});
