import { offerCore } from "../src/client/offered.ts";
import { InvalidJobError } from "../src/errors/call-errors.ts";
import { workerPlatform } from "../src/platform/worker-platform.ts";
import { openServer } from "../src/server/create-server.ts";
import type { JobServer, ServerOptions } from "../src/server/server-api.ts";
import { workerCore } from "../src/server/worker-core.ts";
import { engine, Lifetime } from "./lifetime.ts";
import type { Shift } from "./shift.ts";
import { answerOwn } from "./wake-sources/fetch.ts";
import { WAKE_SOURCES } from "./wake-sources/index.ts";
import { onPush } from "./wake-sources/push.ts";
import type { FetchLikeEvent, LastingEvent, WorkerScope } from "./worker-scope.ts";

let shift: Shift | undefined;

/**
 * A job server in a service worker: answers its messages, ticks, sync and periodic sync events, takes no more work in
 * time before the browser ends an event, and goes on in the next. Call it once, while the script is first evaluated.
 *
 * Its `fetch` listener answers addresses below `<scope>__slowmatch/` and no others; `push` is the app's: give the event
 * to {@link handlePush}.
 *
 * @throws InvalidJobError a bad option, two handlers of one name, or no service worker
 * @example serve({ handlers: [handle(sendWelcome, send)], queues: ['critical', 'default'], workers: 4 });
 */
export function serve(options: ServerOptions): JobServer {
  const scope = globalThis as unknown as WorkerScope;
  if (!("skipWaiting" in scope))
    throw new InvalidJobError(
      "serve() is for the script of a service worker; elsewhere there is createServer() of 'slowmatch/server'.",
    );
  offerCore(workerCore);
  // No time is given yet: a version that is being installed, or waits, leaves the jobs to the one that is active.
  const platform = workerPlatform();
  const lifetime = new Lifetime(platform.clock, engine());
  const opened = openServer("serve", options, platform, {
    claimUntil: () => (current.drainedUntil > lifetime.now() ? 0 : lifetime.claimUntil),
    deadline: () => lifetime.deadline,
  });
  const current: Shift = { ...opened, lifetime, scope, drainedUntil: 0 };
  shift = current;
  for (const { type, onEvent } of WAKE_SOURCES) {
    scope.addEventListener(type, (event) => onEvent(current, event));
  }
  return opened.server;
}

/**
 * Looks for work when a push message comes. Give it the event from the app's own `push` listener.
 *
 * @example
 * self.addEventListener('push', (event) => {
 *   handlePush(event);
 *   event.waitUntil(self.registration.showNotification('News'));
 * });
 */
export function handlePush(event: LastingEvent): void {
  if (shift) onPush(shift, event);
}

/**
 * Answers the library's own addresses; `true` when it did. `serve()` does this already: an app that owns the `fetch`
 * event calls it only where its own listener comes first and would answer everything.
 *
 * @example
 * self.addEventListener('fetch', (event) => {
 *   if (!handleFetch(event)) event.respondWith(fromCache(event.request));
 * });
 */
export function handleFetch(event: FetchLikeEvent): boolean {
  return shift !== undefined && answerOwn(shift, event);
}
