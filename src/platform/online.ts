/** Calls back when the browser finds a network; answers how to stop. */
export function whenOnline(listener: () => void): () => void {
  const target = globalThis as Partial<EventTarget>;
  target.addEventListener?.("online", listener);
  return () => target.removeEventListener?.("online", listener);
}
