/*
 * The rows of the least service worker (least-worker.ts), and what changes with a job in its transaction: counters, the minute's
 * history, unique keys, continuations, lines of limits, batches.
 */

export interface Row {
  id: string;
  name: string;
  args: unknown;
  state: string;
  queue: string;
  priority: number;
  sequence: number;
  history: { state: string; at: number; [more: string]: unknown }[];
  parents?: { id: string; met: boolean }[];
  children?: string[];
  on?: string;
  delay?: number;
  uniqueKey?: string;
  limits?: string[];
  line?: [string, number];
  ready?: [string, number, number];
  requires?: { network?: boolean };
  hold?: string;
  batch?: string;
  keep?: number;
  expires?: number;
  server?: string;
  token?: string;
  timeout?: number;
  attempts?: number;
  maxAttempts?: number;
  interruptions?: number;
  result?: unknown;
  error?: { name: string; message: string };
}

interface Totals {
  id: string;
  sequence: number;
  counts: Record<string, number>;
  minutes: Record<number, Record<string, number>>;
  paused?: string[];
  holds?: string[];
}

/** A limit's key: how many hold it, when it was used within a rate's time, how many wait. */
export interface Limit {
  id: string;
  limit: number;
  per?: number;
  held?: number;
  uses?: number[];
  waiting: number;
}

interface Batch {
  id: string;
  open: number;
  counts: Record<string, number>;
  children?: string[];
}

export interface Outcome {
  job: Row;
  state: string;
  dueAt?: number;
  more?: Partial<Row>;
}

const STORES = ["jobs", "counters", "limits", "batches", "payloads"] as const;
const DAY = 86_400_000;
const HISTORY = 50;

const isFinal = (state: string): boolean => /^(succeeded|failed|deleted)$/.test(state);

export const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export function openDatabase(name: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    const [jobs] = STORES.map((store) => opening.result.createObjectStore(store, { keyPath: "id" }));
    for (const index of ["ready", "uniqueKey", "line", "server", "expires"]) jobs?.createIndex(index, index);
  };
  return settled(opening);
}

type Stores = Record<(typeof STORES)[number], IDBObjectStore>;
export interface Work extends Stores {
  now: number;
  totals: Totals;
  notices: unknown[];
}

/** Runs one transaction; answers when it is committed, with what it answers and what other contexts must be told. */
export async function transact<T>(
  database: IDBDatabase,
  body: (work: Work) => Promise<T>,
): Promise<[T, unknown[]]> {
  const transaction = database.transaction(STORES, "readwrite", { durability: "relaxed" });
  const committed = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
  const stores = Object.fromEntries(STORES.map((name) => [name, transaction.objectStore(name)])) as Stores;
  const totals: Totals = (await settled(stores.counters.get("totals"))) ?? {
    id: "totals",
    sequence: 0,
    counts: {},
    minutes: {},
  };
  const work = { ...stores, totals, now: Date.now(), notices: [] };
  const answer = await body(work);
  stores.counters.put(totals);
  await committed;
  return [answer, work.notices];
}

export const get = <T>(store: IDBObjectStore, id: string): Promise<T | undefined> => settled(store.get(id));
export const add = (counts: Record<string, number>, key: string, by: number): void => {
  counts[key] = (counts[key] ?? 0) + by;
};

/** Moves a job, with all that hangs on it. */
export async function move(
  work: Work,
  job: Row,
  state: string,
  { dueAt = 0, more = {}, ...data }: { dueAt?: number; more?: Partial<Row>; [data: string]: unknown } = {},
): Promise<void> {
  const { totals, now } = work;
  add(totals.counts, job.state, -1);
  add(totals.counts, state, 1);
  const minute = Math.floor(now / 60_000);
  totals.minutes[minute] ??= {};
  add(totals.minutes[minute], state, 1);
  if (job.state === "processing") await give(work, job);
  const { ready: _ready, line: _line, server: _server, token: _token, expires: _expires, ...rest } = job;
  const moved: Row = { ...rest, ...more, state };
  moved.history = [...job.history, { state, at: now, ...(dueAt ? { dueAt } : {}), ...data }];
  if (moved.history.length > HISTORY) moved.history.splice(1, 1);
  if (state === "scheduled") moved.ready = ["", dueAt, job.sequence];
  if (state === "enqueued") await queueUp(work, moved);
  if (isFinal(state)) {
    delete moved.uniqueKey;
    moved.expires = now + (job.keep ?? (state === "failed" ? 30 * DAY : DAY));
  }
  work.jobs.put(moved);
  work.notices.push({ id: job.id, name: job.name, state });
  if (!isFinal(state)) return;
  await tell(work, moved.children, job.id, state);
  const batch = job.batch && (await get<Batch>(work.batches, job.batch));
  if (!batch) return;
  add(batch.counts, state, 1);
  batch.open--;
  work.batches.put(batch);
  if (batch.open === 0) await tell(work, batch.children, batch.id, "succeeded");
}

/** Tells continuations how their parent ended. One of a failed parent goes on waiting, for that may be requeued. */
async function tell(work: Work, children: readonly string[] = [], parent: string, state: string) {
  for (const id of children) {
    const child = await get<Row>(work.jobs, id);
    if (child?.state !== "awaiting") continue;
    const { on = "succeeded", delay = 0 } = child;
    const met = on === "finished" || on === state;
    if (!met) {
      if (state !== "failed") await move(work, child, "deleted", { reason: "Its condition can't be met." });
      continue;
    }
    const parents = child.parents?.map((each) => (each.id === parent ? { ...each, met } : each)) ?? [];
    if (parents.some((each) => !each.met)) work.jobs.put({ ...child, parents });
    else
      await move(work, child, delay ? "scheduled" : "enqueued", {
        ...(delay ? { dueAt: work.now + delay } : {}),
        more: { parents },
      });
  }
}

export const lineOf = (line: string): IDBKeyRange => IDBKeyRange.bound([line], [line, []]);

export const readyOf = (job: Row): [string, number, number] => [
  [
    job.queue,
    job.name,
    job.requires?.network ? "network" : "",
    job.hold ?? "",
    job.limits?.join(" ") ?? "",
  ].join("|"),
  -job.priority,
  job.sequence,
];

/** Only the first of a line is among those that may be claimed; what comes back keeps its place. */
async function queueUp(work: Work, job: Row): Promise<void> {
  if (job.limits) {
    const line = job.limits.join(" ");
    job.line = [line, job.sequence];
    const [first] = (await settled(work.jobs.index("line").getAll(lineOf(line), 1))) as Row[];
    await eachLimit(work, job, (limit) => ({ ...limit, waiting: limit.waiting + 1 }));
    if (first && first.sequence < job.sequence && first.id !== job.id) return;
    if (first?.ready && first.id !== job.id) {
      const { ready: _ready, ...behind } = first;
      work.jobs.put(behind);
    }
  }
  job.ready = readyOf(job);
}

export async function eachLimit(work: Work, job: Row, change: (limit: Limit) => Limit): Promise<void> {
  for (const id of job.limits ?? []) {
    const limit = await get<Limit>(work.limits, id);
    if (limit) work.limits.put(change(limit));
  }
}

const give = (work: Work, job: Row): Promise<void> =>
  eachLimit(work, job, (limit) => (limit.per ? limit : { ...limit, held: (limit.held ?? 1) - 1 }));
