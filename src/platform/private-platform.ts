import { browserPlatform } from "./browser-platform.ts";
import type { Locks } from "./locks.ts";
import type { Platform } from "./platform.ts";

/**
 * The surroundings of a runtime that shares nothing with other contexts: its locks and messages are its own, and it
 * touches nothing that outlives it. Its kind is the one in which every job may run, as there is no other place.
 */
export function privatePlatform(): Platform {
  return {
    ...browserPlatform(),
    kind: "node",
    locks: privateLocks(),
    memory: { recall: () => undefined, remember: () => {}, forget: () => {} },
    openChannel: () => ({ post: () => {}, listen: () => {}, close: () => {} }),
  };
}

/** Locks among the servers of one runtime: with the context all of them end, so nobody is ever left waiting. */
function privateLocks(): Locks {
  const waiting = new Map<string, (() => void)[]>();
  return {
    async hold(name) {
      if (waiting.has(name)) return undefined;
      waiting.set(name, []);
      return () => {
        const tell = waiting.get(name) ?? [];
        waiting.delete(name);
        for (const each of tell) each();
      };
    },
    held: async () => new Set(waiting.keys()),
    freed: (name, signal) =>
      new Promise((resolve) => {
        const others = waiting.get(name);
        if (!others) return resolve(!signal.aborted);
        others.push(() => resolve(!signal.aborted));
        signal.addEventListener("abort", () => resolve(false), { once: true });
      }),
  };
}
