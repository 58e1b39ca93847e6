import type { Clock } from "./clock.ts";

interface Scope {
  requestIdleCallback?: (call: () => void) => number;
  cancelIdleCallback?: (handle: number) => void;
}

/** Where a browser doesn't say when it has nothing to do, milliseconds. A guess. */
const SOON = 1_000;

/** Calls when the page has nothing better to do; answers how to prevent it. */
export function whenIdle(clock: Clock, call: () => void): () => void {
  const { requestIdleCallback: request, cancelIdleCallback: cancel } = globalThis as Scope;
  if (!request || !cancel) return clock.setTimer(SOON, call);
  const handle = request(call);
  return () => cancel(handle);
}
