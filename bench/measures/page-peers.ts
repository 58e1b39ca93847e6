import { createCollection } from "@tanstack/db";
import { IndexedDBAdapter, type OnlineDetector, startOfflineExecutor } from "@tanstack/offline-transactions";
import { clear, createStore, push, shift } from "idb-queue";
import { fresh, remove } from "./databases.ts";
import { argsOf, type Life } from "./lives.ts";

/** What is stored and what is gone again, as its writes end: the executor's own promises tell only of what has run. */
class CountedAdapter extends IndexedDBAdapter {
  stored = 0;
  removed = 0;
  #wake = () => {};

  override async set(key: string, value: string): Promise<void> {
    await super.set(key, value);
    this.stored++;
    this.#wake();
  }

  override async delete(key: string): Promise<void> {
    await super.delete(key);
    this.removed++;
    this.#wake();
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

/** A network that is off until it is switched on. */
class Switch implements OnlineDetector {
  #on = false;
  #listener = () => {};
  isOnline = () => this.#on;
  subscribe = (listener: () => void) => {
    this.#listener = listener;
    return () => {};
  };
  notifyOnline(): void {
    this.#on = true;
    this.#listener();
  }
  dispose(): void {}
}

/** Other queues that keep their jobs in the browser's storage and run in a page, on the same jobs. */
export const pagePeers = {
  /** As an app uses it offline: commit, and be done when the outbox holds it. Then the network comes back. */
  async tanstack({ jobs }: { jobs: number }): Promise<Life> {
    const name = fresh();
    const storage = new CountedAdapter(name, "transactions");
    const network = new Switch();
    const items = createCollection<{ id: string }>({
      id: name,
      getKey: (item) => item.id,
      sync: { sync: ({ markReady }) => markReady() },
    });
    await items.preload();
    const executor = startOfflineExecutor({
      collections: { items },
      mutationFns: { send: async () => {} },
      storage,
      onlineDetector: network,
    });
    await executor.waitForInit();
    const begun = performance.now();
    for (let i = 0; i < jobs; i++) {
      const transaction = executor.createOfflineTransaction({ mutationFnName: "send", autoCommit: false });
      transaction.mutate(() => items.insert({ id: `${i}`, ...argsOf(i) }));
      void transaction.commit();
      await storage.until(() => storage.stored > i);
    }
    const stored = performance.now();
    network.notifyOnline();
    await storage.until(() => storage.removed === jobs);
    const drained = performance.now();
    executor.dispose();
    return { enqueue: ((stored - begun) / jobs) * 1e3, drain: ((drained - stored) / jobs) * 1e3 };
  },

  /** Push and shift, one by one. What is shifted is gone: a crash behind it loses the job. */
  async idbQueue({ jobs }: { jobs: number }): Promise<Life> {
    const name = fresh();
    const store = createStore(name, "queue", "key");
    const retention = { maxNumber: jobs, batchEvictionNumber: 1 };
    const begun = performance.now();
    for (let i = 0; i < jobs; i++) await push({ key: i, value: argsOf(i) }, retention, store);
    const stored = performance.now();
    for (let i = 0; i < jobs; i++) await shift(1, store);
    const drained = performance.now();
    await clear(store);
    await remove(name);
    return { enqueue: ((stored - begun) / jobs) * 1e3, drain: ((drained - stored) / jobs) * 1e3 };
  },
};
