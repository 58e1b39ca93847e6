import {
  ALARM_PATH,
  alarmLock,
  isWorkerMessage,
  OWN_PATH,
  type RunAnswer,
  SYNC_TAG,
  TICK_PATH,
  type TickAnswer,
  type WorkerMessage,
} from "../src/client/worker-protocol.ts";
import { errorInfo } from "../src/errors/error-info.ts";
import { systemClock } from "../src/platform/clock.ts";
import { type OpenedServer, openServer } from "../src/server/create-server.ts";
import { CLIENT_OPERATIONS } from "../src/server/operations-by-name.ts";
import type { JobServer, ServerOptions } from "../src/server/server-api.ts";
import { alarmScript } from "./alarm-script.ts";
import { engine, Lifetime } from "./lifetime.ts";
import type {
  FetchLikeEvent,
  IncomingMessage,
  LastingEvent,
  TaggedEvent,
  WorkerScope,
} from "./worker-scope.ts";

/** A drained worker takes work again after this long: the new version it made room for has not come. */
const DRAINED = 60_000;
/** The alarm comes back after this long, milliseconds, when this worker could not say what is due. */
const LOOK_AGAIN = 1_000;

interface Served extends OpenedServer {
  lifetime: Lifetime;
  /** Epoch milliseconds until which no new work is taken. */
  drainedUntil: number;
}

let served: Served | undefined;
const answered = new WeakSet<object>();
const scope = globalThis as unknown as WorkerScope & { location: { href: string } };

/**
 * A job server in a service worker: answers its messages, ticks, sync and periodic sync events, takes no more work in
 * time before the browser ends an event, and goes on in the next. Call it once, while the script is first evaluated.
 *
 * Its `fetch` listener answers addresses below `<scope>__slowmatch/` and no others; `push` is the app's: give the event
 * to {@link handlePush}.
 *
 * @throws InvalidJobError a bad option, or two handlers of one name
 * @example serve({ handlers: [handle(sendWelcome, send)], queues: ['critical', 'default'], workers: 4 });
 */
export function serve(options: ServerOptions): JobServer {
  // No time is given yet: a version that is being installed, or waits, leaves the jobs to the one that is active.
  const lifetime = new Lifetime(systemClock, engine());
  const opened = openServer("serve", options, {
    claimUntil: () => ((served?.drainedUntil ?? 0) > systemClock.now() ? 0 : lifetime.claimUntil),
    deadline: () => lifetime.deadline,
  });
  served = { ...opened, lifetime, drainedUntil: 0 };
  listen();
  return opened.server;
}

/** Looks for work when a push message comes. Give it the event from the app's own `push` listener. */
export function handlePush(event: LastingEvent): void {
  run(event, "push");
}

/**
 * Answers the library's own addresses; `true` when it did. `serve()` does this already: an app that owns the `fetch`
 * event calls it only where its own listener comes first and would answer everything.
 */
export function handleFetch(event: FetchLikeEvent): boolean {
  const { scope: base } = scope.registration;
  // The app's listener and ours may both ask.
  if (answered.has(event)) return true;
  if (!served || !event.request.url.startsWith(new URL(OWN_PATH, base).href)) return false;
  if (event.request.url === new URL(ALARM_PATH, base).href) {
    const text = alarmScript(new URL(TICK_PATH, base).href, served.channel, alarmLock(event.request.url));
    answered.add(event);
    event.respondWith(
      new Response(text, { headers: { "content-type": "text/javascript", "cache-control": "no-cache" } }),
    );
    return true;
  }
  if (event.request.url === new URL(TICK_PATH, base).href) {
    answered.add(event);
    event.respondWith(tick(event, served));
    return true;
  }
  return false;
}

function listen(): void {
  scope.addEventListener("message", (event: IncomingMessage) => onMessage(event));
  scope.addEventListener("fetch", (event: FetchLikeEvent) => {
    if (!handleFetch(event)) lookOnFetch(event);
  });
  scope.addEventListener("sync", (event: TaggedEvent) => event.tag === SYNC_TAG && run(event, "sync"));
  scope.addEventListener(
    "periodicsync",
    (event: TaggedEvent) => event.tag === SYNC_TAG && run(event, "periodicsync"),
  );
  scope.addEventListener("activate", (event: LastingEvent) => {
    // Without this a first visit's page would go uncontrolled, and its alarm unheard, until it is loaded again.
    event.waitUntil(scope.clients.claim());
    // Beside the event, not within it: until it has ended the browser holds back every page load and fetch of the app.
    if (served) void work(served, "activate");
  });
}

/** The app asks for something of its own: a look at the clock, no more, unless something is due. */
function lookOnFetch(event: LastingEvent): void {
  if (served?.server.isResting && served.server.nextDue <= systemClock.now()) run(event, "fetch");
}

function onMessage(event: IncomingMessage): void {
  if (!served) return;
  const { data } = event;
  // The word that workbox-window, and with it most apps, use for letting a waiting version in.
  if ((data as { type?: unknown } | null)?.type === "SKIP_WAITING") event.waitUntil(scope.skipWaiting());
  if (!isWorkerMessage(data)) return;
  if (data.slowmatch === "wake") run(event, data.source);
  else if (data.slowmatch === "drain") event.waitUntil(drain(event, served));
  else event.waitUntil(runForPage(event, data, served));
}

/** A page that has lost its database does everything through this one. */
async function runForPage(
  { ports }: IncomingMessage,
  { operation, input, options }: Extract<WorkerMessage, { slowmatch: "run" }>,
  { storage }: Served,
): Promise<void> {
  let answer: RunAnswer;
  try {
    const known = CLIENT_OPERATIONS.get(operation);
    if (!known)
      throw new Error(
        `This service worker doesn't know the operation '${operation}'; it is older than the page.`,
      );
    answer = { result: await storage.run(known, input, options) };
  } catch (error) {
    answer = { error: errorInfo(error) };
  }
  for (const port of ports) port.postMessage(answer);
}

/** Works within an event, for its share of time or until there is nothing more to do. */
function run(event: LastingEvent, source: string): void {
  if (!served) return;
  const done = work(served, source);
  // A sync event that is failed is given again by the browser: the only promise there is of another with no page open.
  event.waitUntil(source === "sync" ? done.then(expectDone) : done);
}

function expectDone(isDone: boolean): void {
  if (!isDone) throw new Error("There are jobs left to do; the browser is asked for another sync event.");
}

/** Answers whether everything that could be done now was done. */
async function work({ server, lifetime }: Served, source: string): Promise<boolean> {
  const span = lifetime.begin(source);
  const done = server.wake(source).then(() => true);
  try {
    lifetime.alone = !(await hasPages());
    if (!lifetime.alone) {
      if ((await Promise.race([done, span.shareOver])) || server.busy === 0) return true;
      // A page's alarm sends an event every ten seconds while jobs run; without a page this event is all there is.
      lifetime.alone = !(await hasPages());
      if (!lifetime.alone) return true;
    }
    if (await Promise.race([done, span.mustEnd])) return true;
    if (server.busy > 0) await server.giveBack({ outOfTime: true });
    return false;
  } finally {
    span.stop();
  }
}

async function hasPages(): Promise<boolean> {
  return (await scope.clients.matchAll({ type: "window", includeUncontrolled: true })).length > 0;
}

/** Answers the alarm at once with what it must know, and goes on working behind the answer. */
async function tick(event: FetchLikeEvent, { server, lifetime }: Served): Promise<Response> {
  const done = work(served!, "alarm");
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

async function drain(event: IncomingMessage, current: Served): Promise<void> {
  const { server, lifetime } = current;
  current.drainedUntil = lifetime.now() + DRAINED;
  const span = lifetime.begin("drain");
  await Promise.race([server.quiet(), span.shareOver]);
  span.stop();
  if (server.busy > 0) await server.giveBack();
  for (const port of event.ports) port.postMessage({ drained: true });
}
