import type { JobClient } from "../../src/client/api/client-api.ts";
import { builtIn } from "../../src/client/built-in.ts";
import { EventHub } from "../../src/client/events/event-hub.ts";
import { SlowmatchClient } from "../../src/client/job-client.ts";
import { defineJob, handle } from "../../src/index.ts";
import { type Advance, advance } from "../../src/operations/claim/advance.ts";
import type { Change, Operation } from "../../src/operations/operation.ts";
import { browserPlatform } from "../../src/platform/browser-platform.ts";
import { idSource } from "../../src/platform/ids.ts";
import { buildServer } from "../../src/server/create-server.ts";
import { IndexedDbStorage } from "../../src/storage/indexeddb/indexeddb-storage.ts";
import type { Storage } from "../../src/storage/storage.ts";

/** How a claim is written: one lease row (what the library does), or every claimed record anew as well. */
export type ClaimDesign = "lease" | "rewrite";

export const noop = defineJob<{ to: string; template: string; n: number }>("send-email");

/** Client and server in one context, over one database. */
export class Bench {
  readonly client: JobClient;
  readonly storage: Storage;
  readonly #platform = browserPlatform();

  constructor(name: string, design: ClaimDesign = "lease") {
    const storage = new IndexedDbStorage({ name }, this.#platform);
    this.storage = design === "lease" ? storage : rewriting(storage);
    this.client = new SlowmatchClient({
      features: builtIn(),
      storage: this.storage,
      platform: this.#platform,
      newId: idSource(this.#platform.clock, this.#platform.random),
      ready: Promise.resolve(),
      events: new EventHub(this.storage),
      onClose: () => this.storage.close(),
    });
  }

  /** Runs all that is enqueued; milliseconds until the last is committed. */
  async drain(count: number): Promise<number> {
    let ran = 0;
    const begun = performance.now();
    const server = buildServer(
      "bench",
      { handlers: [handle(noop, async () => void ran++)], workers: 4 },
      this.storage,
      this.#platform,
    );
    await server.ready;
    while (ran < count) await server.wake("bench");
    await server.wake("bench");
    const taken = performance.now() - begun;
    await server.stop({ grace: 0 });
    return taken;
  }
}

/** Makes every claim rewrite the claimed jobs' records, as a design without lease rows must. */
function rewriting(storage: Storage): Storage {
  const rewritingAdvance: typeof advance = {
    ...advance,
    *decide(input) {
      const decision = yield* advance.decide(input);
      const { claimed } = decision.result as Advance;
      const puts: Change[] = claimed.map(({ job }) => ({
        kind: "put",
        table: "jobs",
        value: {
          ...job,
          history: [...job.history, { state: "processing", at: input.now }],
        },
        was: job,
      }));
      return { ...decision, changes: [...decision.changes, ...puts] };
    },
  };
  return {
    run: (operation, input, options) =>
      storage.run(
        (operation.name === "advance" ? rewritingAdvance : operation) as Operation<typeof input, never>,
        input,
        options,
      ),
    subscribe: (listener) => storage.subscribe(listener),
    onStatus: (listener) => storage.onStatus(listener),
    close: () => storage.close(),
  };
}
