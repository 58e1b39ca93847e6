import type { JobClient } from "../client/api/client-api.ts";
import type { Notice } from "../job/notice.ts";
import { Levels } from "./levels.ts";

/** Reading again more often than this shows nothing a person could follow. */
export const PAUSE = 250;

/** What happened since a listener was last told. */
export interface FeedChange {
  notices: readonly Notice[];
  /** Notices may have been missed: everything shown has to be read again. */
  everything: boolean;
}

/**
 * One client's notices for everything that shows its data: at most four times a second, in step with the screen, and
 * not at all while the page is hidden.
 */
export class Feed {
  readonly client: JobClient;
  readonly levels: Levels = new Levels();
  readonly #listeners = new Set<(change: FeedChange) => void>();
  #notices: Notice[] = [];
  #everything = false;
  #told = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;
  #stop: (() => void) | undefined;

  constructor(client: JobClient) {
    this.client = client;
  }

  /** Listens until the answer is called; without listeners nothing runs. */
  subscribe(listener: (change: FeedChange) => void): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#start();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#end();
    };
  }

  /** Has everything read again, as after an action of this page. */
  refresh(): void {
    this.#everything = true;
    this.#schedule();
  }

  #start(): void {
    const unsubscribe = this.client.monitor.subscribe((notices) => {
      if (!document.hidden) this.#notices.push(...notices);
      this.#schedule();
    });
    // A page that was hidden or frozen has heard nothing, or has let it pass.
    const shown = (): void => {
      if (document.hidden) this.levels.rest(Date.now());
      else this.refresh();
    };
    document.addEventListener("visibilitychange", shown);
    window.addEventListener("pageshow", shown);
    this.#stop = () => {
      unsubscribe();
      document.removeEventListener("visibilitychange", shown);
      window.removeEventListener("pageshow", shown);
    };
  }

  #end(): void {
    this.#stop?.();
    this.#stop = undefined;
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.#timer = undefined;
    this.#frame = 0;
    this.#notices = [];
    this.levels.rest(Date.now());
  }

  #schedule(): void {
    if (document.hidden || this.#timer !== undefined || this.#frame !== 0 || this.#listeners.size === 0)
      return;
    const wait = this.#told + PAUSE - performance.now();
    if (wait > 0) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#onFrame();
      }, wait);
    } else this.#onFrame();
  }

  #onFrame(): void {
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#told = performance.now();
      const change: FeedChange = { notices: this.#notices, everything: this.#everything };
      this.#notices = [];
      this.#everything = false;
      for (const listener of [...this.#listeners]) listener(change);
    });
  }
}
