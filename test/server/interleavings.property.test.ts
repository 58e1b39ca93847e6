import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Channel } from "../../src/platform/channel.ts";
import { channelName } from "../../src/storage/channel-name.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { Outbox } from "../../src/storage/indexeddb/outbox.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { Chaos } from "../support/chaos.ts";
import { aCommand } from "../support/chaos-commands.ts";
import type { Doorstep } from "../support/chaos-pages.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { NOON } from "../support/make-job.ts";
import { longest, runs } from "../support/property.ts";

/** Several servers and clients on one storage, anything in any order; afterwards nothing may be lost, stuck or counted wrong. */
async function everyPromiseIsKept(
  open: () => { openStorage: () => Storage; doorstep?: Doorstep },
  usual: number,
): Promise<void> {
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

test(
  "whatever happens in whatever order, no job is lost, stuck, done twice or counted wrong",
  async () => {
    await everyPromiseIsKept(() => {
      const database = new MemoryDatabase();
      return { openStorage: () => new MemoryStorage(database) };
    }, 150);
  },
  longest(120_000),
);

describe("over IndexedDB", () => {
  useFakeIndexedDB();

  test(
    "whatever happens in whatever order, no job is lost, stuck, done twice or counted wrong",
    async () => {
      let worlds = 0;
      await everyPromiseIsKept(() => {
        const name = `world-${worlds++}`;
        const browser = new VirtualBrowser(new VirtualClock(NOON));
        return {
          openStorage: () => new IndexedDbStorage({ name }, browser.open().platform),
          doorstep: {
            openChannel: () => plain(browser.openChannel(channelName(name))),
            openOutbox: (options) => new Outbox({ ...options, name }),
          },
        };
      }, 25);
    },
    longest(120_000),
  );
});

/** As a browser's is here: an object that can be spread. */
const plain = (channel: Channel): Channel => ({
  post: (message) => channel.post(message),
  listen: (listener) => channel.listen(listener),
  close: () => channel.close(),
});
