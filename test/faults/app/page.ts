import "./trouble.ts";
import { pageClient } from "../../../src/client/page/page-client.ts";
import { openCore } from "../../../src/client/page/page-core.ts";
import { createClient, type Job, type JobClient } from "../../../src/index.ts";
import type { LeaseRow } from "../../../src/job/lease.ts";
import { browserPlatform } from "../../../src/platform/browser-platform.ts";
import { createServer } from "../../../src/server.ts";
import { IndexedDbStorage } from "../../../src/storage/indexeddb/indexeddb-storage.ts";
import { faults, type Store, storeOf, totalsOf, undone } from "../../support/audit.ts";
import { handlersOf } from "./handlers.ts";
import { work } from "./jobs.ts";
import type { Told, Trouble } from "./notes.ts";
import { type Production, produce } from "./produce.ts";
import { createdBeside } from "./standing.ts";
import { beyondLimits, tooFast } from "./within-limits.ts";

/** A job as the harness compares it with the ledger. */
export interface Line {
  id: string;
  name: string;
  state: string;
  attempts: number;
  interruptions: number;
  /** How often its history says each state; `undefined` where the history has been cut. */
  entered: Record<string, number> | undefined;
  waitingFor: string[];
}

export interface Report {
  /** What is wrong with the store by itself. */
  faults: string[];
  jobs: Line[];
}

/** The binding that DevTools has put here: it reaches the harness also without a network. */
declare const tell: (text: string) => void;
let isWhole = true;
const say = (told: Told): void => tell(JSON.stringify(isWhole ? told : { ...told, early: true }));

const parameters = new URLSearchParams(location.search);
const after = parameters.get("core");
const client = after === null ? createClient({ serviceWorker: "/sw.js" }) : withoutCore(after);
const server =
  parameters.get("server") === "yes"
    ? createServer({ handlers: handlersOf("window"), workers: 3, onError: () => {} })
    : undefined;
/**
 * A page's client as it is before its further scripts have come. All are in this one: a request that the ledger answers
 * late, or never, or that fails, stands for theirs.
 *
 * @param after milliseconds; `never`: until the harness says so
 */
function withoutCore(after: string): JobClient {
  const options = { serviceWorker: "/sw.js" } as const;
  isWhole = false;
  return pageClient(options, async () => {
    await fetch(`/core?after=${after}`, { cache: "no-store" });
    isWhole = true;
    return openCore;
  });
}

/** Reads behind the app's back; has no part in it. */
const witness = new IndexedDbStorage({ name: "slowmatch" }, browserPlatform());

const tally = (job: Job): Record<string, number> | undefined => {
  if (job.history.length >= 50) return undefined;
  const entered: Record<string, number> = {};
  for (const { state } of job.history) entered[state] = (entered[state] ?? 0) + 1;
  return entered;
};

/** What each minute has counted, over all hours. */
const counted = ({ counters }: Store, what: number): number =>
  counters.flatMap((row) => Object.values(row.minutes)).reduce((sum, counts) => sum + (counts[what] ?? 0), 0);

/** Counters by minute agree with what the jobs' own histories tell. */
const miscounted = (store: Store): string[] => {
  const entries = (state: string): number =>
    store.jobs.reduce((sum, job) => sum + job.history.filter((line) => line.state === state).length, 0);
  const [created, succeeded] = [counted(store, 0), counted(store, 1)];
  return [
    ...(created === store.jobs.length
      ? []
      : [`${store.jobs.length} jobs were created, the minutes say ${created}`]),
    ...(succeeded === entries("succeeded")
      ? []
      : [`${entries("succeeded")} successes are in the histories, the minutes say ${succeeded}`]),
  ];
};

const living = async (): Promise<Set<string>> => {
  const { held = [] } = await navigator.locks.query();
  return new Set(held.map(({ name }) => name ?? ""));
};

const api = {
  client,
  server,
  produce: (production: Production) => produce(client, production, say),
  /** Asks for more than there is room for, each job small enough to lie in its record; answers whether it was refused. */
  async flood(): Promise<boolean> {
    const args = { how: "plain", ballast: "q".repeat(50_000) } as const;
    const requests = Array.from({ length: 30 }, () => ({ job: work, args }));
    try {
      say({ type: "promised", ids: await client.enqueueMany(requests) });
      return false;
    } catch (error) {
      const { name, message } = error as Error;
      say({ type: "refused", error: name, message });
      return true;
    }
  },
  /** Takes the lock of the server that runs most, so that all others take it for dead. */
  async stealLock(): Promise<void> {
    const { leases } = await storeOf(witness);
    const [most] = leases.sort((a, b) => b.jobs.length - a.jobs.length);
    if (most) await navigator.locks.request(most.server, { steal: true }, () => {});
  },
  /** Tells every context of the origin, this one too. */
  trouble: (trouble: Trouble) => new BroadcastChannel("faults").postMessage(trouble),
  /** What is wrong with the store in this moment, in which everything may be under way. */
  async look(): Promise<string[]> {
    const store = await storeOf(witness);
    return [...faults(store, { wasFull: true }), ...beyondLimits(store)];
  },
  /** Holds the clock's own jobs back, or lets them go on: nothing may begin while the store is held against the ledger. */
  async pauseRecurring(paused: boolean): Promise<void> {
    const { recurring } = client;
    for (const { id } of await recurring.list()) await (paused ? recurring.pause(id) : recurring.resume(id));
  },
  /** Resolves when nothing is left to do; nobody polls but this. */
  async quiet(): Promise<void> {
    let wake = (): void => {};
    client.addEventListener("change", () => wake());
    for (;;) {
      const next = new Promise<void>((resolve) => {
        wake = resolve;
        // A context that died between its commit and its word has told nobody.
        setTimeout(resolve, 250);
      });
      const { enqueued, scheduled, processing } = await client.monitor.statistics();
      if (enqueued + scheduled + processing === 0) return;
      // A handler may have placed the hold again.
      if (enqueued > 0) await client.release("auth");
      await next;
    }
  },
  /** Ids of jobs that pages have left and nobody has taken in yet. */
  async left(): Promise<string[]> {
    const { chores } = await storeOf(witness);
    return chores.flatMap((chore) => (chore.kind === "create" ? chore.calls.map(({ id }) => id) : []));
  },
  /** Who lives, who is leased what, who waits for what: for the report of a round that doesn't end. */
  async state(): Promise<string> {
    const { leases, servers } = await storeOf(witness);
    const { held = [], pending = [] } = await navigator.locks.query();
    const registration = await navigator.serviceWorker.getRegistration();
    const workers = [registration?.installing, registration?.waiting, registration?.active].map(
      (each) => each?.state ?? "none",
    );
    const names = (locks: LockInfo[]): string[] => locks.map(({ name }) => name ?? "");
    return JSON.stringify({
      statistics: await client.monitor.statistics(),
      now: Date.now(),
      leases,
      servers,
      held: names(held),
      pending: names(pending),
      workers,
    });
  },
  /** The whole store against itself, and every job for the harness to hold against the ledger. */
  async report({ look = true, steady = false } = {}): Promise<Report> {
    // Whoever died at rest is noticed by whoever looks next.
    if (look) await server?.wake("look");
    const store = await storeOf(witness);
    const alive = await living();
    const found = [...faults(store, { wasFull: true }), ...undone(store), ...miscounted(store)];
    if (steady) found.push(...createdBeside(store.jobs), ...tooFast(store));
    found.push(...(await stillDead(store.leases.filter(({ server: id }) => !alive.has(id)))));
    const { processing } = await client.monitor.statistics();
    if (processing > 0) found.push(`${processing} jobs run although all is quiet`);
    if (totalsOf(store).recurring > 3) found.push("there are more definitions than were added");
    const lines: Line[] = [];
    for (const record of store.jobs) {
      const isOpen = record.finishedAt === undefined;
      const job = isOpen ? await client.get(record.id) : undefined;
      lines.push({
        id: record.id,
        name: record.name,
        state: record.state,
        attempts: record.attempts,
        interruptions: record.interruptions,
        entered: tally(record as unknown as Job),
        waitingFor: (job?.waitingFor ?? []).map(({ kind, detail }) => `${kind}: ${detail}`),
      });
    }
    return { faults: found, jobs: lines };
  },
};

/**
 * Leases of the dead. A worker that was replaced may end between the look and the question who lives, at rest: so
 * whoever has left nothing behind is looked for once more, and must be gone then.
 */
async function stillDead(dead: readonly LeaseRow[]): Promise<string[]> {
  // Its own lock stolen, this page's server is the last to notice.
  const others = dead.filter(({ server: id }) => server && id !== server.id);
  if (others.length === 0) return [];
  const left = others.filter(({ jobs }) => jobs.length > 0);
  await server?.wake("look");
  const there = new Set((await storeOf(witness)).leases.map(({ server: id }) => id));
  const stay = others.filter(({ server: id, jobs }) => jobs.length === 0 && there.has(id));
  return [...left, ...stay].map(({ server: id, jobs }) => `${id} is dead and leases ${jobs.length} jobs`);
}

declare global {
  /** The app under faults, as the harness's code in the page sees it. */
  var underFaults: typeof api;
}
globalThis.underFaults = api;
