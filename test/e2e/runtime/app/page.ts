import {
  type ClientEvents,
  type ClientOptions,
  createClient,
  defineJob,
  handle,
  type Job,
} from "../../../../src/index.ts";
import { createMemoryClient } from "../../../../src/memory.ts";
import { createServer, type JobServer } from "../../../../src/server.ts";
import { handlersOf, pageHandler } from "./handlers.ts";
import * as jobs from "./jobs.ts";

/** What the page tells of an event: plain data, for a test in another process. */
export interface Told {
  type: string;
  id?: string;
  message?: string;
}

const TOLD = [
  "enqueued",
  "scheduled",
  "processing",
  "succeeded",
  "failed",
  "deleted",
  "worker-unavailable",
  "worker-ready",
  "worker-updated",
  "storage-lost",
  "storage-remote",
] as const satisfies readonly (keyof ClientEvents)[];

const parameters = new URLSearchParams(location.search);
const worker = parameters.get("worker") ?? "/sw.js";
const updates = parameters.get("updates") === "manual" ? "manual" : "auto";
/** `known`: the one that another page has registered. */
const durability = parameters.get("durability") === "strict" ? "strict" : "relaxed";
const options: Record<string, ClientOptions> = { none: { serviceWorker: false }, known: {} };
const owner = parameters.get("owner");
const client = createClient({
  ...(options[worker] ?? { serviceWorker: worker, updates, durability }),
  ...(owner === null ? {} : { owner }),
});
const told: Told[] = [];
const errors: string[] = [];
const waiting: (() => void)[] = [];

for (const type of TOLD) {
  client.addEventListener(type, (event) => {
    const { id, message } = event as { id?: string; message?: string };
    const entry = {
      type,
      ...(id === undefined ? {} : { id }),
      ...(message === undefined ? {} : { message }),
    };
    told.push(entry);
    for (const look of waiting) look();
  });
}

const api = {
  client,
  jobs,
  told,
  /** Names of what the page's servers have reported. */
  errors,
  /** The first event of a type, or the n-th; also one that has been. */
  event(type: (typeof TOLD)[number], nth = 1): Promise<Told> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = told.filter((each) => each.type === type)[nth - 1];
        if (found) resolve(found);
      };
      waiting.push(look);
      look();
    });
  },
  /** Runs a job of a client that keeps all in memory. */
  async inMemory(): Promise<unknown> {
    const inMemory = defineJob<void, string>("in-memory");
    const memory = createMemoryClient({ handlers: [handle(inMemory, () => "done in memory")] });
    return memory.result(await memory.enqueue(inMemory));
  },
  startServer({ pageOnly = false, where = "window" } = {}): JobServer {
    const handlers = pageOnly ? [pageHandler] : handlersOf(where);
    return createServer({ handlers, onError: (error) => errors.push((error as Error).name) });
  },
  /** Every job there is, read page by page. */
  async all(): Promise<Job[]> {
    const found: Job[] = [];
    for (let after: string | undefined; ; ) {
      const page = await client.monitor.jobs({ limit: 200, ...(after === undefined ? {} : { after }) });
      found.push(...page);
      if (page.next === undefined) return found;
      after = page.next;
    }
  },
};

declare global {
  /** The test app, as a test's code in the page sees it. */
  var app: typeof api;
}
globalThis.app = api;
