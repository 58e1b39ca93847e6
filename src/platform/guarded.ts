/**
 * Calls a listener that isn't ours. What it throws is its own trouble: it is reported where uncaught errors go, and never
 * spoils the answer of a call that is done.
 */
export function guarded(call: () => void): void {
  try {
    call();
  } catch (error) {
    uncaught(error);
  }
}

/** Reports an error where uncaught ones go, and goes on. */
export function uncaught(error: unknown): void {
  const { reportError } = globalThis as { reportError?: (error: unknown) => void };
  if (reportError) reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
}
