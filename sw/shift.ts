import type { OpenedServer } from "../src/server/create-server.ts";
import type { Lifetime } from "./lifetime.ts";
import type { LastingEvent, WorkerScope } from "./worker-scope.ts";

/** What a wake-up source has at hand: the server, the time it has, the worker's scope. */
export interface Shift extends OpenedServer {
  readonly lifetime: Lifetime;
  readonly scope: WorkerScope;
  /** Epoch milliseconds until which no new work is taken. */
  drainedUntil: number;
}

/** Works within an event, for its share of time or until there is nothing more to do. */
export function workDuring(shift: Shift, event: LastingEvent, source: string): void {
  event.waitUntil(work(shift, source));
}

/** Answers whether everything that could be done now was done. */
export async function work({ server, lifetime, scope }: Shift, source: string): Promise<boolean> {
  const span = lifetime.begin(source);
  const done = server.wake(source).then(() => true);
  try {
    lifetime.alone = !(await hasPages(scope));
    if (!lifetime.alone) {
      if ((await Promise.race([done, span.shareOver])) || server.busy === 0) return true;
      // A page's alarm sends an event every ten seconds while jobs run; without a page this event is all there is.
      lifetime.alone = !(await hasPages(scope));
      if (!lifetime.alone) return true;
    }
    if (await Promise.race([done, span.nearEnd])) return true;
    server.warn();
    if (await Promise.race([done, span.mustEnd])) return true;
    if (server.busy > 0) await server.giveBack({ outOfTime: true });
    return false;
  } finally {
    span.stop();
  }
}

async function hasPages({ clients }: WorkerScope): Promise<boolean> {
  return (await clients.matchAll({ type: "window", includeUncontrolled: true })).length > 0;
}
