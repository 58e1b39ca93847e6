import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { JobClient } from "../../client/api/client-api.ts";
import type { Notice } from "../../job/notice.ts";
import type { Board } from "../board.ts";
import type { Feed, FeedChange } from "../feed.ts";

/** Nobody sees a spinner for less than this; a shown one would only flicker. */
export const PATIENCE = 200;

export interface Reading<Value> {
  read: (client: JobClient) => Promise<Value>;
  /** Whether a commit may have changed the value. Default: any does. */
  wants?: (notice: Notice) => boolean;
  /** Commits have it read again no more often than this, milliseconds. */
  pause?: number;
  /** What the value depends on beside the client; when it changes, the value is read anew. */
  key?: () => readonly unknown[];
}

/** Keeps one read of the monitor fresh for its host: when the client or the key changes, and after commits. */
export class MonitorController<Value> implements ReactiveController {
  /** The last one read; stays while a newer one is on its way. */
  value: Value | undefined;
  /** Why the last read failed. */
  error: unknown;
  /** The first value is taking long enough to say so. */
  slow = false;
  readonly #host: ReactiveControllerHost & { board?: Board | undefined };
  readonly #reading: Reading<Value>;
  #feed: Feed | undefined;
  #unsubscribe: (() => void) | undefined;
  #key: readonly unknown[] = [];
  #turn = 0;
  #busy = false;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(host: ReactiveControllerHost & { board?: Board | undefined }, reading: Reading<Value>) {
    this.#host = host;
    this.#reading = reading;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#leave();
  }

  hostUpdate(): void {
    const feed = this.#host.board?.feed;
    const key = this.#reading.key?.() ?? [];
    if (feed !== this.#feed) {
      this.#leave();
      this.value = undefined;
      if (feed) this.#unsubscribe = feed.subscribe((change) => this.#onChange(change));
      this.#feed = feed;
    } else if (key.length === this.#key.length && key.every((part, i) => Object.is(part, this.#key[i])))
      return;
    else this.value = undefined;
    this.#key = key;
    this.error = undefined;
    this.#busy = false;
    this.#turn += 1;
    if (feed) void this.refresh();
  }

  /** Reads again now; while a read is under way, once more after it. */
  async refresh(): Promise<void> {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    const { client } = this.#feed ?? {};
    if (!client) return;
    const turn = this.#turn;
    this.#busy = true;
    this.#again = false;
    this.#readAt = performance.now();
    if (this.value === undefined) this.#watchPatience();
    try {
      const value = await this.#reading.read(client);
      if (turn !== this.#turn) return;
      this.value = value;
      this.error = undefined;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.error = error;
    }
    this.#busy = false;
    this.#stopPatience();
    this.#host.requestUpdate();
    if (this.#again) void this.refresh();
  }

  #onChange(change: FeedChange): void {
    const { wants } = this.#reading;
    if (
      change.everything ||
      !wants ||
      change.notices.some((notice) => notice.type === "many" || wants(notice))
    )
      this.#refreshSoon();
  }

  /** At once, or when what the last reading cost has been rested from. */
  #refreshSoon(): void {
    const wait = this.#readAt + (this.#reading.pause ?? 0) - performance.now();
    if (wait <= 0) return void this.refresh();
    this.#resting ??= setTimeout(() => {
      this.#resting = undefined;
      void this.refresh();
    }, wait);
  }

  #watchPatience(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.slow = true;
      this.#host.requestUpdate();
    }, PATIENCE);
  }

  #stopPatience(): void {
    clearTimeout(this.#timer);
    this.slow = false;
  }

  #leave(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#feed = undefined;
    this.#turn += 1;
    this.#busy = false;
    clearTimeout(this.#resting);
    this.#resting = undefined;
    this.#stopPatience();
  }
}
