import {
  ALARM_PATH,
  alarmLock,
  alarmUrl,
  OWN_PATH,
  TICK_PATH,
  type TickAnswer,
} from "../../src/client/worker/worker-protocol.ts";
import { alarmScript } from "../alarm-script.ts";
import { type Shift, work, workDuring } from "../shift.ts";
import type { FetchLikeEvent } from "../worker-scope.ts";
import type { WakeSource } from "./wake-source.ts";

/** The alarm comes back after this long, milliseconds, when this worker could not say what is due. */
const LOOK_AGAIN = 1_000;

/** Events that have their answer: the app's listener and ours may both ask. */
const answered = new WeakSet<object>();

/** The alarm's tick, and any request of the app: a look at the clock, no more, unless something is due. */
export const fetchSource: WakeSource = {
  type: "fetch",
  onEvent(shift: Shift, event: FetchLikeEvent) {
    if (answerOwn(shift, event)) return;
    const { server, lifetime } = shift;
    if (server.isResting && server.nextDue <= lifetime.now()) workDuring(shift, event, "fetch");
  },
};

/** Answers the library's own addresses; `true` when it did, now or before. */
export function answerOwn(shift: Shift, event: FetchLikeEvent): boolean {
  if (answered.has(event)) return true;
  const { scope: base } = shift.scope.registration;
  const { url } = event.request;
  if (!url.startsWith(new URL(OWN_PATH, base).href)) return false;
  if (url === alarmUrl(base, shift.database)) {
    const text = alarmScript(new URL(TICK_PATH, base).href, shift.channel, alarmLock(url));
    const headers = { "content-type": "text/javascript", "cache-control": "no-cache" };
    event.respondWith(new Response(text, { headers }));
  } else if (url === new URL(TICK_PATH, base).href) event.respondWith(tick(shift, event));
  // A page of another namespace: this worker can't tell what is due there.
  else if (url.startsWith(new URL(ALARM_PATH, base).href))
    event.respondWith(new Response("", { status: 404 }));
  else return false;
  answered.add(event);
  return true;
}

/** Answers the alarm at once with what it must know, and goes on working behind the answer. */
async function tick(shift: Shift, event: FetchLikeEvent): Promise<Response> {
  const { server, lifetime } = shift;
  const done = work(shift, "alarm");
  event.waitUntil(done);
  // The first look is over within milliseconds, or jobs are running: either way the answer is known then.
  await Promise.race([done, server.settled()]);
  const { nextDue } = server;
  const now = lifetime.now();
  // What is due already, or not known: this worker is about to see to it, or has no time and another one soon will.
  const due = nextDue > now ? nextDue : now + LOOK_AGAIN;
  const answer: TickAnswer = {
    nextDue: Number.isFinite(due) ? due : null,
    busy: server.busy > 0,
    lock: server.id,
    others: server.others,
  };
  return Response.json(answer, { headers: { "cache-control": "no-store" } });
}
