import { beginEpoch } from "../operations/begin-epoch.ts";
import type { Memory } from "../platform/memory.ts";
import type { Platform } from "../platform/platform.ts";
import type { Storage } from "../storage/storage.ts";
import type { EventHub } from "./event-hub.ts";

/**
 * Opens the store and compares when it was begun with what is remembered outside of it. A store that is younger than
 * the memory has been removed in between: evicted, cleared, or found damaged and begun anew by the browser.
 */
export async function noticeLoss(
  storage: Storage,
  database: string,
  { memory, clock }: Platform,
  events: EventHub,
): Promise<void> {
  const epoch = String(await storage.run(beginEpoch, { now: clock.now() }));
  const key = epochKey(database);
  const remembered = memory.recall(key);
  if (remembered !== epoch) memory.remember(key, epoch);
  if (remembered === undefined || remembered === epoch) return;
  events.status(
    "storage-lost",
    "The browser has removed the job database since the last visit; its jobs are gone. Recurring jobs must be declared again. Ask for navigator.storage.persist() to be spared.",
  );
}

/** The store is emptied on purpose: nobody is to be told that it was lost. */
export const forgetEpoch = (memory: Memory, database: string): void => memory.forget(epochKey(database));

const epochKey = (database: string): string => `slowmatch:${database}:epoch`;
