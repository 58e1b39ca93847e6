import { expect, onTestFinished, test } from "vitest";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { Driver } from "../support/driver.ts";
import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";
import { NOON } from "../support/make-job.ts";
import { describeStreams } from "./streams-cases.ts";

useFakeIndexedDB();

const browser = new VirtualBrowser(new VirtualClock(NOON));
describeStreams("fake-indexeddb", (name) => new IndexedDbStorage({ name }, browser.open().platform), 60);

test("a call that has been committed is not run again, whatever fails when others are told of it", async () => {
  const clock = new VirtualClock(NOON);
  const { platform } = new VirtualBrowser(clock).open();
  let isBroken = false;
  const openChannel: typeof platform.openChannel = (name) => {
    const channel = platform.openChannel(name);
    const post = (message: unknown): void => {
      if (isBroken) throw new Error("the channel is broken");
      channel.post(message);
    };
    return { post, listen: (listener) => channel.listen(listener), close: () => channel.close() };
  };
  const storage = new IndexedDbStorage({ name: "broken-channel" }, { ...platform, openChannel });
  onTestFinished(() => storage.close());
  const driver = new Driver(storage);
  for (let i = 0; i < 10; i++) await driver.add({ id: `job-${i}` });

  clock.moveTo(NOON + 1_000);
  isBroken = true;
  await expect(driver.add({ id: "last" })).rejects.toThrow("the channel is broken");

  const { jobs } = await driver.store();
  expect(jobs.map(({ id, sequence }) => [id, sequence])).toContainEqual(["last", 11]);
  expect(await driver.faults()).toEqual([]);
});
