import fc from "fast-check";
import { expect } from "vitest";
import type { Channel } from "../../src/platform/channel.ts";
import { channelName } from "../../src/storage/channel-name.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { Outbox } from "../../src/storage/indexeddb/outbox.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { Chaos } from "./chaos.ts";
import { aCommand } from "./chaos-commands.ts";
import type { Doorstep } from "./chaos-pages.ts";
import { NOON } from "./make-job.ts";
import { runs } from "./property.ts";

/** A database, and what pages have in front of it that have nothing else yet. */
export interface ChaosWorld {
  openStorage: () => Storage;
  doorstep?: Doorstep;
}

export function inMemory(): ChaosWorld {
  const database = new MemoryDatabase();
  return { openStorage: () => new MemoryStorage(database) };
}

/** Over whatever IndexedDB there is; pages have the product's own outbox. */
export function inIndexedDb(name: string): ChaosWorld {
  const browser = new VirtualBrowser(new VirtualClock(NOON));
  return {
    openStorage: () => new IndexedDbStorage({ name }, browser.open().platform),
    doorstep: {
      openChannel: () => plain(browser.openChannel(channelName(name))),
      openOutbox: (options) => new Outbox({ ...options, name }),
    },
  };
}

/** As a browser's is here: an object that can be spread. */
const plain = (channel: Channel): Channel => ({
  post: (message) => channel.post(message),
  listen: (listener) => channel.listen(listener),
  close: () => channel.close(),
});

/** Several servers, clients and pages on one storage, anything in any order; afterwards nothing may be lost, stuck or counted wrong. */
export async function everyPromiseIsKept(open: () => ChaosWorld, usual: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      fc.array(aCommand, { minLength: 5, maxLength: 40 }),
      fc.nat(),
      async (commands, seed) => {
        const { openStorage, doorstep } = open();
        const chaos = new Chaos(openStorage, seed, [], doorstep);
        try {
          await chaos.play(commands);
          await chaos.recover();

          expect(await chaos.faults()).toEqual([]);
        } finally {
          await chaos.end();
        }
      },
    ),
    runs(usual),
  );
}
