import { messageSW, Workbox } from "workbox-window";
import { StorageLostError } from "../../errors/storage-errors.ts";
import type { Clock } from "../../platform/clock.ts";
import { scriptAddress } from "../../platform/script-address.ts";
import type { RunOptions } from "../../storage/storage.ts";
import type { ServiceWorkerOption } from "../api/client-options.ts";
import type { EventHub } from "../events/event-hub.ts";
import { type RunAnswer, SYNC_TAG, type WorkerMessage } from "./worker-protocol.ts";

export interface WorkerLinkOptions {
  worker: Exclude<ServiceWorkerOption, false> | undefined;
  /** `manual`: a new version waits until the app lets it in. */
  updates: "auto" | "manual";
  /** Name of the database whose jobs the worker is asked for. */
  database: string;
  clock: Clock;
  events: EventHub;
}

/** A worker that is being installed is looked at this often beside its events: WebKit has been seen to lose one. */
const LOOK_AGAIN = 250;
/** A worker that is asked for an operation answers within milliseconds; a dead one never does. */
const ANSWER_PATIENCE = 10_000;
/** A new version that was let in and has not come is asked again. */
const ASK_AGAIN = 5_000;
/** The old version may take this long to end its jobs before the new one takes over; then they are given back. */
const DRAIN_PATIENCE = 25_000;

/** The page's link to the service worker: registers it, knows when it is active, wakes it, lets new versions in. */
export class WorkerLink {
  /** A worker is active, or it is certain that there will be none. */
  readonly ready: Promise<void>;
  readonly #options: WorkerLinkOptions;
  readonly #activated: ((registration: ServiceWorkerRegistration) => void)[] = [];
  #registration: ServiceWorkerRegistration | undefined;
  /** The worker that is in charge of this page, or would be. */
  #known: ServiceWorker | null = null;
  #closed = false;

  constructor(options: WorkerLinkOptions) {
    this.#options = options;
    this.ready = this.#connect().catch((cause: unknown) => {
      const { worker } = options;
      const address =
        typeof worker === "string" ? worker : worker && "url" in worker ? worker.url : undefined;
      const which = address === undefined ? "The service worker" : `The service worker '${address}'`;
      const what = `${which} could not be registered; jobs are kept and wait. Check its address, that it is served as JavaScript over https (or localhost), and that the page's Content-Security-Policy lets it in (worker-src, and trusted-types if there is one); until then a createServer() in a page can run them.`;
      options.events.status("worker-unavailable", what, cause);
    });
  }

  /** Called once a worker is active, at once if it is. */
  onActive(listener: (registration: ServiceWorkerRegistration) => void): void {
    if (this.#registration?.active) listener(this.#registration);
    else this.#activated.push(listener);
  }

  /** Tells the worker that there is something to do. A stopped one is started by it. */
  wake(source: string): void {
    this.#post({ slowmatch: "wake", source });
  }

  /** Has the worker run an operation on its own connection; `undefined` when there is no worker to ask. */
  run(operation: string, input: unknown, options: RunOptions): Promise<RunAnswer> | undefined {
    const worker = this.#registration?.active;
    if (!worker) return undefined;
    const { database } = this.#options;
    const message: WorkerMessage = { slowmatch: "run", database, operation, input, options };
    let stopTimer = (): void => {};
    const late = new Promise<never>((_, reject) => {
      const error = new StorageLostError(
        "This page lost its storage, and the service worker did not answer. Reload the page.",
      );
      stopTimer = this.#options.clock.setTimer(ANSWER_PATIENCE, () => reject(error));
    });
    return Promise.race([messageSW(worker, message) as Promise<RunAnswer>, late]).finally(stopTimer);
  }

  /** Asks the browser for a sync event, so that what waits for the network is run even when every page is closed. */
  async requestSync(): Promise<void> {
    const { sync } = (this.#registration ?? {}) as { sync?: { register(tag: string): Promise<void> } };
    // Refused in private windows and where the permission is denied; other wake-ups remain.
    await sync?.register(SYNC_TAG).catch(() => {});
  }

  /** Whether this browser has periodic sync events. */
  get syncsPeriodically(): boolean {
    return this.#registration !== undefined && "periodicSync" in this.#registration;
  }

  /** Asks for periodic sync events: a safety net of half a day at best, given to installed apps only. */
  async requestPeriodicSync(minInterval: number): Promise<void> {
    const { periodicSync } = (this.#registration ?? {}) as {
      periodicSync?: { register(tag: string, options: { minInterval: number }): Promise<void> };
    };
    await periodicSync?.register(SYNC_TAG, { minInterval }).catch(() => {});
  }

  close(): void {
    this.#closed = true;
  }

  #post(message: WorkerMessage): void {
    this.#registration?.active?.postMessage(message);
  }

  async #connect(): Promise<void> {
    const { worker, events } = this.#options;
    const container = (globalThis as { navigator?: { serviceWorker?: ServiceWorkerContainer } }).navigator
      ?.serviceWorker;
    if (worker !== undefined && typeof worker === "object" && "active" in worker) return this.#follow(worker);
    if (!container) {
      if (worker === undefined) return;
      // Not in the caller's own turn: nobody could have added a listener yet.
      await new Promise<void>((resolve) => void this.#options.clock.setTimer(0, resolve));
      const why =
        globalThis.isSecureContext === false
          ? "this page is not served over https"
          : "this browser has none here";
      events.status(
        "worker-unavailable",
        `No service worker: ${why}. Jobs are kept; a createServer() in a page can run them.`,
      );
      return;
    }
    if (worker === undefined) {
      const known = await container.getRegistration();
      return known ? this.#follow(known) : undefined;
    }
    const { url, ...options } = typeof worker === "string" ? { url: worker } : worker;
    const workbox = new Workbox(scriptAddress(url), { ...options, updateViaCache: "none" });
    this.#tellOfUpdates(container);
    const registration = await workbox.register({ immediate: true });
    if (!registration) throw new Error("The browser answered no registration.");
    if (this.#options.updates === "auto") this.#letVersionsIn(registration);
    await this.#follow(registration);
  }

  /** A controller is a new version when it is another than the worker that the page has known. */
  #tellOfUpdates(container: ServiceWorkerContainer): void {
    this.#known = container.controller;
    container.addEventListener("controllerchange", () => {
      const before = this.#known;
      this.#known = container.controller;
      if (!before || before === this.#known || this.#closed) return;
      this.#options.events.status("worker-updated", "A new version of the service worker has taken over.");
      this.wake("update");
    });
  }

  /** Workbox itself tells of one new version only; a page may stay open through many. */
  #letVersionsIn(registration: ServiceWorkerRegistration): void {
    const follow = (worker: ServiceWorker | null): void => {
      worker?.addEventListener("statechange", () => {
        if (worker.state === "installed") void this.#letIn(registration);
      });
    };
    registration.addEventListener("updatefound", () => follow(registration.installing));
    // Found before this page listened.
    follow(registration.installing);
    void this.#letIn(registration);
  }

  async #follow(registration: ServiceWorkerRegistration): Promise<void> {
    this.#registration = registration;
    await this.#untilActive(registration);
    if (this.#closed) return;
    // It isn't in charge of a page that was reloaded past it, or was on its way while it became active.
    this.#known ??= registration.active;
    this.#options.events.status("worker-ready", "A service worker is active and runs jobs.");
    this.wake("page");
    for (const listener of this.#activated.splice(0)) listener(registration);
  }

  #untilActive(registration: ServiceWorkerRegistration): Promise<void> {
    const { clock } = this.#options;
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const worker = registration.active ?? registration.waiting ?? registration.installing;
        if (registration.active?.state === "activated" || this.#closed) {
          resolve();
          return;
        }
        if (!worker || worker.state === "redundant") {
          const hint = "The service worker failed to install; its own errors are in the browser's console.";
          reject(new Error(hint));
          return;
        }
        let stop = (): void => {};
        const next = (): void => {
          stop();
          worker.removeEventListener("statechange", next);
          look();
        };
        stop = clock.setTimer(LOOK_AGAIN, next);
        worker.addEventListener("statechange", next);
      };
      look();
    });
  }

  /** Lets a waiting version take over, after the old one has ended its jobs: none is lost, none runs in both. */
  async #letIn(registration: ServiceWorkerRegistration): Promise<void> {
    const { active, waiting } = registration;
    // The first version of all waits for nobody.
    if (!active || !waiting) return;
    const drained = messageSW(active, { slowmatch: "drain" } satisfies WorkerMessage);
    const late = new Promise<void>((resolve) => void this.#options.clock.setTimer(DRAIN_PATIENCE, resolve));
    await Promise.race([drained, late]);
    // Chromium may forget a version that is let in while the one before is still being activated or has just been woken.
    while (!this.#closed && waiting.state === "installed") {
      await this.#untilActive(registration);
      waiting.postMessage({ type: "SKIP_WAITING" });
      await new Promise<void>((resolve) => void this.#options.clock.setTimer(ASK_AGAIN, resolve));
    }
  }
}
