/**
 * What `serve()` uses of a service worker's global scope. Our own words for it, because a published type that names
 * `ServiceWorkerGlobalScope` breaks every project that compiles with the DOM library.
 */
export interface WorkerScope {
  readonly location: { readonly origin: string };
  readonly registration: { readonly scope: string };
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly unknown[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: string, listener: (event: never) => void): void;
}

/** An event that may keep the worker alive. */
export interface LastingEvent {
  /** Keeps the worker alive until the promise is settled. */
  waitUntil(work: Promise<unknown>): void;
}

/** A message, with its ports for an answer. */
export interface IncomingMessage extends LastingEvent {
  /** Of the sender; empty where the browser doesn't say. */
  readonly origin: string;
  readonly data: unknown;
  readonly ports: readonly { postMessage(message: unknown): void }[];
}

/** A `sync` or `periodicsync` event. */
export interface TaggedEvent extends LastingEvent {
  readonly tag: string;
}

/** A `fetch` event. */
export interface FetchLikeEvent extends LastingEvent {
  readonly request: { readonly url: string };
  /** Answers the request. */
  respondWith(response: Promise<Response> | Response): void;
}
