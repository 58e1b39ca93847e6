/** Messages between the contexts of one origin; a sender doesn't hear itself. */
export interface Channel {
  post(message: unknown): void;
  listen(listener: (message: unknown) => void): void;
  close(): void;
}

/** A BroadcastChannel; where there is none, a channel on which nobody else is. */
export function broadcastChannel(name: string): Channel {
  if (typeof BroadcastChannel === "undefined") return { post() {}, listen() {}, close() {} };
  const channel = new BroadcastChannel(name);
  // Node keeps its process alive for an open channel; a browser has no such thing.
  (channel as { unref?: () => void }).unref?.();
  return {
    post: (message) => channel.postMessage(message),
    listen(listener) {
      channel.addEventListener("message", (event) => listener(event.data));
    },
    close: () => channel.close(),
  };
}
