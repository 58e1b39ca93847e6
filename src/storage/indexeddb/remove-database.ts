import { deleteDB } from "idb";
import { type Clock, timerOf } from "../../platform/clock.ts";

/** Whoever holds the database open lets go within a turn; one that is frozen may not. */
const PATIENCE = 2_000;

/** Removes a database that has been emptied; one that somebody holds open goes when that one lets go. */
export async function removeDatabase(name: string, clock: Clock): Promise<void> {
  const { over, stop } = timerOf(clock, PATIENCE);
  await Promise.race([deleteDB(name).catch(() => {}), over]).finally(stop);
}

/** Whether there is such a database; `true` where the browser doesn't tell. */
export async function databaseExists(name: string): Promise<boolean> {
  const known = await indexedDB.databases?.().catch(() => undefined);
  return known?.some((each) => each.name === name) ?? true;
}
