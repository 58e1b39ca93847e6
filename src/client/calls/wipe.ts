import { StorageUnavailableError } from "../../errors/storage-errors.ts";
import { wipe } from "../../operations/wipe.ts";
import type { Platform } from "../../platform/platform.ts";
import { IndexedDbStorage } from "../../storage/indexeddb/indexeddb-storage.ts";
import { databaseExists, removeDatabase } from "../../storage/indexeddb/remove-database.ts";
import type { DatabasePlace } from "../../storage/options.ts";
import type { Storage } from "../../storage/storage.ts";
import { forgetEpoch } from "./loss.ts";

/**
 * Leaves nothing of a namespace behind: its store is emptied, and its database removed where that is not the one this
 * client works in. Answers how many jobs there were.
 */
export async function wipeNamespace(
  place: DatabasePlace,
  own: string,
  storage: Storage,
  platform: Platform,
): Promise<number> {
  const { clock, memory } = platform;
  forgetEpoch(memory, place.name);
  if (place.name === own) return storage.run(wipe, { now: clock.now() });
  if (typeof indexedDB === "undefined")
    throw new StorageUnavailableError(
      "clear: IndexedDB can't be used here, so the namespace can't be wiped.",
    );
  if (!(await databaseExists(place.name))) return 0;
  const other = new IndexedDbStorage(place, platform);
  try {
    return await other.run(wipe, { now: clock.now() });
  } finally {
    await other.close();
    await removeDatabase(place.name, clock);
  }
}
