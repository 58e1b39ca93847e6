import type { Notice } from "../../job/notice.ts";
import { readRecurring, readStretch } from "../../operations/reads/queries.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Storage } from "../../storage/storage.ts";

/** While jobs run, the service worker is sent an event this often, so that the browser keeps it alive. */
const KEEP_AWAKE = 10_000;
/** What was woken has this long to move what was due, before the next due time is looked up. */
const LOOK_AFTER = 2_000;
/** After an event the worker takes what it hears of by itself, for 25 s. */
const ATTENTIVE = 20_000;
/** A sleeping device stops timers: the clock is read again at least this often. */
const LONGEST = 60_000;

/**
 * The last resort of an alarm: a timer of this page, where the browser or the page's policy allows no worker beside it.
 *
 * @returns how to stop it
 */
export function pageTimer(storage: Storage, clock: Clock, wake: (source: string) => void): () => void {
  let next = Number.POSITIVE_INFINITY;
  let wokenAt = Number.NEGATIVE_INFINITY;
  let stopTimer = (): void => {};
  let stopLook = (): void => {};
  const arm = (): void => {
    stopTimer();
    if (!Number.isFinite(next)) return;
    const wait = Math.min(Math.max(0, next - clock.now()), LONGEST);
    stopTimer = clock.setTimer(wait, () => (clock.now() < next ? arm() : ring()));
  };
  const ring = (): void => {
    next = Number.POSITIVE_INFINITY;
    wakeNow();
    lookLater();
  };
  const wakeNow = (): void => {
    wokenAt = clock.now();
    wake("timer");
  };
  const hear = (due: number): void => {
    if (due >= next) return;
    next = due;
    arm();
  };
  const look = (): void => {
    nextEvent(storage, clock.now()).then(hear, () => {});
  };
  const lookLater = (): void => {
    stopLook();
    stopLook = clock.setTimer(LOOK_AFTER, look);
  };
  const stopListening = storage.subscribe((notices, own) => {
    for (const notice of notices) {
      if ("dueAt" in notice && notice.dueAt !== undefined) hear(notice.dueAt);
    }
    if (next === Number.POSITIVE_INFINITY && notices.some(isStart)) lookLater();
    // Of what this client has stored itself the worker is told anyway.
    if (!own && notices.some(isWork) && Math.abs(clock.now() - wokenAt) >= ATTENTIVE) wakeNow();
  });
  look();
  return () => {
    stopTimer();
    stopLook();
    stopListening();
  };
}

const isStart = (notice: Notice): boolean =>
  notice.type === "many" || (notice.type === "job" && notice.state === "processing");

/** Another context has stored what the worker may have to do, and a worker that was stopped has not heard of it. */
const isWork = (notice: Notice): boolean =>
  notice.type === "many" ||
  notice.type === "queue" ||
  (notice.type === "job" && (notice.state === "enqueued" || notice.state === "processing"));

/** When the service worker must be sent an event again, epoch milliseconds; Infinity: not at all. */
async function nextEvent(storage: Storage, now: number): Promise<number> {
  const scheduled = await storage.run(readStretch, { state: "scheduled", reverse: false, limit: 1 });
  const definitions = await storage.run(readRecurring, {});
  const dues = definitions.flatMap(({ dueAt }) => dueAt ?? []);
  if (scheduled.totals.opensAt !== undefined) dues.push(scheduled.totals.opensAt);
  for (const { scheduledFor } of scheduled.records) if (scheduledFor !== undefined) dues.push(scheduledFor);
  if (scheduled.leases.some(({ jobs }) => jobs.length > 0)) dues.push(now + KEEP_AWAKE);
  return Math.min(...dues);
}
