/** A page that is put aside (frozen, or kept in the back/forward cache) and comes back. */
export interface Lifecycle {
  /**
   * It may not run any more from now on: whatever others wait for must be let go at once. With `still` the page is kept
   * as it is: a transaction that it begins now would hold up everybody else's for as long.
   */
  onSuspend(listener: (still?: boolean) => void): () => void;
  /** It runs again, and has missed every message in between. */
  onResume(listener: () => void): () => void;
  /** It has become visible, or was focused: a good moment to look whether something is due. */
  onVisible(listener: () => void): () => void;
}

const SUSPEND: readonly [string, "window" | "document"][] = [
  ["pagehide", "window"],
  ["freeze", "document"],
];
const RESUME: readonly [string, "window" | "document"][] = [
  ["pageshow", "window"],
  ["resume", "document"],
];

export const pageLifecycle: Lifecycle = {
  onSuspend: (listener) =>
    listenTo(SUSPEND, (event) => {
      listener(event.type === "freeze" || (event as { persisted?: boolean }).persisted === true);
    }),
  // The first `pageshow` is the page's own start, not a return.
  onResume: (listener) =>
    listenTo(RESUME, (event) => {
      if (event.type === "resume" || (event as { persisted?: boolean }).persisted) listener();
    }),
  onVisible: (listener) =>
    listenTo(
      [
        ["visibilitychange", "document"],
        ["focus", "window"],
      ],
      (event) => {
        const hidden = (globalThis as { document?: { hidden?: boolean } }).document?.hidden === true;
        if (event.type === "focus" || !hidden) listener();
      },
    ),
};

function listenTo(
  events: readonly [string, "window" | "document"][],
  listener: (event: Event) => void,
): () => void {
  const scope = globalThis as unknown as {
    document?: EventTarget;
    addEventListener?: EventTarget["addEventListener"];
  };
  if (!scope.document) return () => {};
  const stops = events.map(([type, where]) => {
    const target = where === "document" ? scope.document! : (globalThis as unknown as EventTarget);
    target.addEventListener(type, listener);
    return () => target.removeEventListener(type, listener);
  });
  return () => {
    for (const stop of stops) stop();
  };
}
