import { beginEpoch } from "../../operations/begin-epoch.ts";
import type { Memory } from "../../platform/memory.ts";
import type { Platform } from "../../platform/platform.ts";
import type { Storage } from "../../storage/storage.ts";
import type { EventHub } from "../events/event-hub.ts";

/**
 * Opens the store and compares when it was begun with what is remembered outside of it. A store that is younger than
 * the memory has been removed in between: evicted, cleared, or found damaged and begun anew by the browser. It looks again
 * when the browser has closed the connection: that is how a page learns that the database was deleted under it.
 */
export class LossWatch {
  /** Resolves when the store is open and has been looked at. */
  readonly opened: Promise<void>;
  readonly #parts: { storage: Storage; key: string; platform: Platform; events: EventHub };
  readonly #stop: () => void;
  /** When the store was begun, as this page last saw it: what the browser clears, it clears from the memory too. */
  #seen: string | undefined;

  constructor(storage: Storage, database: string, platform: Platform, events: EventHub) {
    this.#parts = { storage, key: epochKey(database), platform, events };
    this.#stop = storage.onStatus(({ type }) => {
      if (type === "closed") this.#look().catch(() => {});
    });
    this.opened = this.#look();
  }

  /** The store is emptied on purpose: nobody is to be told that it was lost. */
  forget(): void {
    this.#seen = undefined;
    this.#parts.platform.memory.forget(this.#parts.key);
  }

  close(): void {
    this.#stop();
  }

  async #look(): Promise<void> {
    const { storage, key, platform, events } = this.#parts;
    const { memory, clock } = platform;
    const epoch = String(await storage.run(beginEpoch, { now: clock.now() }));
    const known = memory.recall(key) ?? this.#seen;
    this.#seen = epoch;
    if (known !== epoch) memory.remember(key, epoch);
    if (known === undefined || known === epoch) return;
    events.status(
      "storage-lost",
      "The browser has removed the job database; its jobs are gone. Recurring jobs must be declared again. createClient({ persist: true }) asks to be spared.",
    );
  }
}

/** Another's store is emptied on purpose. */
export const forgetEpoch = (memory: Memory, database: string): void => memory.forget(epochKey(database));

const epochKey = (database: string): string => `slowmatch:${database}:epoch`;
