import fc from "fast-check";
import type { StateFiltering } from "../../src/job/state-hooks.ts";
import type { Channel } from "../../src/platform/channel.ts";
import { channelName } from "../../src/storage/channel-name.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { openOutbox } from "../../src/storage/indexeddb/outbox.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { Chaos } from "./chaos.ts";
import { aCommand, type Command } from "./chaos-commands.ts";
import type { Doorstep } from "./chaos-pages.ts";
import { NOON } from "./make-job.ts";

/** A database, and what pages have in front of it that have nothing else yet. */
export interface ChaosWorld {
  openStorage: (filtering?: StateFiltering) => Storage;
  doorstep?: Doorstep;
}

export function inMemory(): ChaosWorld {
  const database = new MemoryDatabase();
  return { openStorage: (filtering) => new MemoryStorage(database, filtering) };
}

/** Over whatever IndexedDB there is; pages have the product's own outbox. */
export function inIndexedDb(name: string): ChaosWorld {
  const browser = new VirtualBrowser(new VirtualClock(NOON));
  return {
    openStorage: (filtering) => new IndexedDbStorage({ name, filtering }, browser.open().platform),
    doorstep: {
      openChannel: () => plain(browser.openChannel(channelName(name))),
      openOutbox: (options) => openOutbox({ ...options, name }),
    },
  };
}

/** As a browser's is here: an object that can be spread. */
const plain = (channel: Channel): Channel => ({
  post: (message) => channel.post(message),
  listen: (listener) => channel.listen(listener),
  close: () => channel.close(),
});

/** What any of several servers, clients and pages on one storage may do, in any order, and a seed for their chances. */
export const aStory: fc.Arbitrary<{ commands: Command[]; seed: number }> = fc.record({
  commands: fc.array(aCommand, { minLength: 5, maxLength: 40 }),
  seed: fc.nat(),
});

/** Plays it, lets everything end, and answers what is lost, stuck, done twice or counted wrong then. */
export async function faultsAfter(
  { openStorage, doorstep }: ChaosWorld,
  { commands, seed }: { commands: readonly Command[]; seed: number },
): Promise<string[]> {
  const chaos = new Chaos(openStorage, seed, [], doorstep);
  try {
    await chaos.play(commands);
    await chaos.recover();
    return await chaos.faults();
  } finally {
    await chaos.end();
  }
}
