/*
 * How little a page could load at once to enqueue: written by hand, for the weight alone. One transaction stores the job,
 * its unique key, its place in line for limits, its parents' links, the counters and the minute's history, then tells the other
 * contexts and wakes the worker; calls made at once share it.
 *
 * It is not a client to use. It checks no option and no argument, says nothing when something is wrong, knows no batch, filter,
 * owner, hold, place or version, applies no transition (so nothing is told when a job is replaced), opens its database
 * once and never again, and its store is not ours.
 */

interface Options {
  id?: string;
  queue?: string;
  priority?: number;
  dueAt?: number;
  parents?: string[];
  on?: "succeeded" | "failed" | "deleted" | "finished";
  unique?: { key: string; onConflict?: "keep" | "replace" | "reject" };
  concurrency?: { key: string; limit: number };
  rateLimit?: { key: string; limit: number; per: number };
}

interface Row extends Omit<Options, "parents"> {
  id: string;
  name: string;
  args: unknown;
  state: string;
  sequence: number;
  createdAt: number;
  children?: string[];
  parents?: { id: string; met: boolean }[];
  uniqueKey?: string;
  ready?: (string | number)[];
  limits?: string[];
  history: { state: string; at: number; reason?: string }[];
}

interface Totals {
  id: string;
  sequence: number;
  counts: Record<string, number>;
  minutes: Record<number, number>;
}

interface Call {
  name: string;
  args: unknown;
  options: Options;
  done: (id: string) => void;
  failed: (cause: unknown) => void;
}

const isFinal = (state: string): boolean => /^(succeeded|failed|deleted)$/.test(state);

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export function leastClient(name: string, worker?: string) {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    const jobs = opening.result.createObjectStore("jobs", { keyPath: "id" });
    for (const index of ["ready", "uniqueKey"]) jobs.createIndex(index, index);
    for (const store of ["counters", "limits"]) opening.result.createObjectStore(store, { keyPath: "id" });
  };
  const database = settled(opening);
  const channel = new BroadcastChannel(name);
  const events = new EventTarget();
  const tell = (notices: unknown[]): void => {
    for (const notice of notices) events.dispatchEvent(new MessageEvent("change", { data: notice }));
  };
  channel.onmessage = ({ data }) => tell(data);
  const registered = worker === undefined ? undefined : navigator.serviceWorker.register(worker);
  let waiting: Call[] = [];

  const create = async (
    jobs: IDBObjectStore,
    limits: IDBObjectStore,
    totals: Totals,
    { name, args, options }: Call,
  ): Promise<Row | string> => {
    const now = Date.now();
    const { queue = "default", priority = 0, parents, on = "succeeded", unique, dueAt = 0 } = options;
    const { concurrency, rateLimit } = options;
    const { parents: _parents, ...rest } = options;
    const count = (state: string, by: number): void => {
      totals.counts[state] = (totals.counts[state] ?? 0) + by;
    };
    if (options.id !== undefined && (await settled(jobs.getKey(options.id)))) return options.id;
    const uniqueKey = unique && `${name}|${unique.key}`;
    if (uniqueKey) {
      const stands = ((await settled(jobs.index("uniqueKey").getAll(uniqueKey))) as Row[]).find(
        ({ state }) => !isFinal(state),
      );
      if (stands && unique.onConflict === "reject") throw stands.id;
      if (stands && unique.onConflict !== "replace") return stands.id;
      if (stands) {
        const { uniqueKey: _key, ready: _ready, ...old } = stands;
        count(stands.state, -1);
        count("deleted", 1);
        jobs.put({ ...old, state: "deleted", history: [...old.history, { state: "deleted", at: now }] });
      }
    }
    const sequence = ++totals.sequence;
    const id = options.id ?? now.toString(32) + sequence.toString(32) + Math.random().toString(32).slice(2);
    let state = dueAt > now ? "scheduled" : "enqueued";
    const links = [];
    for (const each of parents ?? []) {
      const parent = (await settled(jobs.get(each))) as Row | undefined;
      if (!parent) throw each;
      const met = isFinal(parent.state) && (on === "finished" || on === parent.state);
      links.push({ id: each, met });
      if (isFinal(parent.state) && !met && parent.state !== "failed") state = "deleted";
      else if (!met) {
        if (state !== "deleted") state = "awaiting";
        jobs.put({ ...parent, children: [...(parent.children ?? []), id] });
      }
    }
    const places = [concurrency && `c|${concurrency.key}`, rateLimit && `r|${rateLimit.key}`].filter(
      (each) => each !== undefined,
    );
    // In line for each limit: only the first of a line is among the ready ones.
    let isFirst = true;
    for (const place of places) {
      const line = ((await settled(limits.get(place))) as { id: string; waiting: number } | undefined) ?? {
        id: place,
        waiting: 0,
      };
      if (line.waiting > 0) isFirst = false;
      limits.put({ ...line, ...concurrency, ...rateLimit, id: place, waiting: line.waiting + 1 });
    }
    const row: Row = {
      ...rest,
      id,
      name,
      args,
      state,
      queue,
      priority,
      sequence,
      createdAt: now,
      history: [{ state, at: now }],
      ...(parents ? { parents: links } : {}),
      ...(uniqueKey ? { uniqueKey } : {}),
      ...(places.length > 0 ? { limits: places } : {}),
      ...(state === "enqueued" && isFirst ? { ready: [`${queue}|${name}`, -priority, sequence] } : {}),
      ...(state === "scheduled" ? { ready: ["", dueAt, sequence] } : {}),
    };
    jobs.put(row);
    count(state, 1);
    const minute = Math.floor(now / 60_000);
    totals.minutes[minute] = (totals.minutes[minute] ?? 0) + 1;
    return row;
  };

  const submit = async (): Promise<void> => {
    const calls = waiting;
    waiting = [];
    const transaction = (await database).transaction(["jobs", "counters", "limits"], "readwrite", {
      durability: "relaxed",
    });
    const committed = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const [jobs, counters, limits] = ["jobs", "counters", "limits"].map((each) =>
      transaction.objectStore(each),
    ) as [IDBObjectStore, IDBObjectStore, IDBObjectStore];
    const totals: Totals = (await settled(counters.get("totals"))) ?? {
      id: "totals",
      sequence: 0,
      counts: {},
      minutes: {},
    };
    const answers: (() => void)[] = [];
    const notices: unknown[] = [];
    for (const call of calls) {
      try {
        const made = await create(jobs, limits, totals, call);
        const id = typeof made === "string" ? made : made.id;
        if (typeof made !== "string") notices.push({ id, name: made.name, state: made.state });
        answers.push(() => call.done(id));
      } catch (cause) {
        answers.push(() => call.failed(cause));
      }
    }
    counters.put(totals);
    try {
      await committed;
    } catch (cause) {
      for (const { failed } of calls) failed(cause);
      return;
    }
    channel.postMessage(notices);
    tell(notices);
    for (const answer of answers) answer();
    (await registered)?.active?.postMessage({ slowmatch: "wake", source: "enqueue" });
  };

  return {
    events,
    enqueue: (job: string, args: unknown, options: Options = {}): Promise<string> =>
      new Promise((done, failed) => {
        if (waiting.push({ name: job, args: structuredClone(args), options, done, failed }) === 1)
          queueMicrotask(submit);
      }),
  };
}
