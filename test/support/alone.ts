import { onTestFinished } from "vitest";
import { builtIn } from "../../src/client/built-in.ts";
import { EventHub } from "../../src/client/events/event-hub.ts";
import { SlowmatchClient } from "../../src/client/job-client.ts";
import type { JobClient } from "../../src/index.ts";
import { idSource } from "../../src/platform/ids.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import { KillableStorage } from "../../src/testing/killable-storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { Driver } from "./driver.ts";
import { NOON } from "./make-job.ts";

export interface Alone {
  client: JobClient;
  driver: Driver;
  /** Transactions that were asked for, by name. */
  asked: string[];
  storage: KillableStorage;
}

/** A client without any server, on a storage whose transactions can be counted. */
export function alone(): Alone {
  const database = new MemoryDatabase();
  const { platform } = new VirtualBrowser(new VirtualClock(NOON)).open();
  const storage = new KillableStorage(new MemoryStorage(database));
  const asked: string[] = [];
  storage.onOperation = (name, point) => void (point === "before" && asked.push(name));
  const client = new SlowmatchClient({
    features: builtIn(),
    storage,
    platform,
    newId: idSource(platform.clock, platform.random),
    ready: Promise.resolve(),
    events: new EventHub(storage),
    onClose: () => storage.close(),
  });
  onTestFinished(() => client.close());
  return { client, driver: new Driver(new MemoryStorage(database)), asked, storage };
}
