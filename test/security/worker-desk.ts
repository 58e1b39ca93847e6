import { builtIn } from "../../src/client/built-in.ts";
import { EventHub } from "../../src/client/events/event-hub.ts";
import { SlowmatchClient } from "../../src/client/job-client.ts";
import { ResilientStorage } from "../../src/client/worker/remote-storage.ts";
import type { RunAnswer } from "../../src/client/worker/worker-protocol.ts";
import { StorageLostError } from "../../src/errors/storage-errors.ts";
import { idSource } from "../../src/platform/ids.ts";
import { buildServer } from "../../src/server/create-server.ts";
import type { AnyJobHandler } from "../../src/server/handler.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { Lifetime } from "../../sw/lifetime.ts";
import type { Shift } from "../../sw/shift.ts";
import { message } from "../../sw/wake-sources/message.ts";
import { NOON } from "../support/make-job.ts";

const ORIGIN = "https://app.example";

/** A service worker's message desk on a store of its own, and a page that has nothing but that desk. */
export class WorkerDesk {
  readonly storage: Storage;
  readonly client: SlowmatchClient;
  /** Names of the operations that were asked for. */
  readonly asked: Set<string> = new Set();
  readonly #shift: Shift;

  constructor(handlers: readonly AnyJobHandler[] = []) {
    const clock = new VirtualClock(NOON);
    const browser = new VirtualBrowser(clock);
    const database = new MemoryDatabase();
    this.storage = new MemoryStorage(database);
    const { platform } = browser.open("service-worker");
    const server = buildServer("test", { handlers }, this.storage, platform);
    this.#shift = {
      server,
      storage: this.storage,
      platform,
      database: "slowmatch",
      channel: "slowmatch:slowmatch",
      lifetime: new Lifetime(clock, "chromium"),
      scope: {
        location: { origin: ORIGIN },
        registration: { scope: `${ORIGIN}/` },
        clients: { claim: async () => {}, matchAll: async () => [{}] },
        skipWaiting: async () => {},
        addEventListener: () => {},
      },
      drainedUntil: 0,
    };
    const page = browser.open("window").platform;
    const local: Storage = {
      run: async () => {
        throw new StorageLostError("This page has no database.");
      },
      subscribe: (listener) => this.storage.subscribe(listener),
      onStatus: () => () => {},
      close: async () => {},
    };
    const storage = new ResilientStorage(
      local,
      (operation, input, options) => {
        this.asked.add(operation);
        const asked = { slowmatch: "run", database: "slowmatch", operation, input, options };
        return this.post(asked).then(([answer]) => answer as RunAnswer);
      },
      () => {},
    );
    this.client = new SlowmatchClient({
      features: builtIn(),
      storage,
      platform: page,
      newId: idSource(clock, page.random),
      ready: Promise.resolve(),
      events: new EventHub(storage),
    });
  }

  /** Resolves when the worker's own server has looked for work, and written down that it did. */
  async atRest(): Promise<void> {
    await this.#shift.server.settled();
  }

  /** Posts a message as a page does; resolves with the answers when the event's work is done. */
  async post(data: unknown, origin = ORIGIN): Promise<unknown[]> {
    const answers: unknown[] = [];
    const work: Promise<unknown>[] = [];
    message.onEvent(this.#shift, {
      data: structuredClone(data),
      origin,
      ports: [{ postMessage: (answer: unknown) => answers.push(structuredClone(answer)) }],
      waitUntil: (promise: Promise<unknown>) => void work.push(promise),
    } as never);
    await Promise.all(work);
    return answers;
  }
}
