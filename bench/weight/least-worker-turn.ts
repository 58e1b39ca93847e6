/*
 * One turn of the least service worker: one transaction stores what has ended, promotes what is due, takes back what dead workers held,
 * removes what has expired, and claims.
 */
import {
  add,
  eachLimit,
  get,
  type Limit,
  lineOf,
  move,
  type Outcome,
  type Row,
  readyOf,
  settled,
  type Work,
} from "./least-worker-rows.ts";

export interface Asked {
  server: string;
  alive: readonly string[];
  queues: readonly string[];
  handles: (name: string) => boolean;
  online: boolean;
  room: number;
  outcomes: readonly Outcome[];
}

/** So many at once of what is due, expired or left behind; the next turn goes on. */
const PORTION = 100;
const MAX_INTERRUPTIONS = 5;

/** When a job's limits let it begin: now, at an instant, or, `Infinity`, when another has ended. */
async function opensAt(work: Work, job: Row): Promise<number> {
  let opens = 0;
  for (const id of job.limits ?? []) {
    const limit = await get<Limit>(work.limits, id);
    if (!limit) continue;
    if (limit.per) {
      const first = limit.uses?.at(-limit.limit);
      if (first !== undefined) opens = Math.max(opens, first + limit.per);
    } else if ((limit.held ?? 0) >= limit.limit) opens = Number.POSITIVE_INFINITY;
  }
  return opens;
}

async function claim(work: Work, job: Row, server: string): Promise<Row> {
  const { now } = work;
  await eachLimit(work, job, (limit) => ({
    ...limit,
    waiting: Math.max(0, limit.waiting - 1),
    ...(limit.per
      ? { uses: [...(limit.uses ?? []), now].slice(-limit.limit) }
      : { held: (limit.held ?? 0) + 1 }),
  }));
  const taken = { attempts: (job.attempts ?? 0) + 1, token: crypto.randomUUID(), server };
  await move(work, job, "processing", { more: taken, attempt: taken.attempts });
  if (job.line) {
    const [next] = (await settled(work.jobs.index("line").getAll(lineOf(job.line[0]), 1))) as Row[];
    if (next) work.jobs.put({ ...next, ready: readyOf(next) });
  }
  return { ...job, ...taken };
}

/** The lanes that have jobs, by one look each: the cursor jumps from lane to lane. */
function lanes(work: Work): Promise<string[]> {
  const found: string[] = [];
  const request = work.jobs.index("ready").openKeyCursor(IDBKeyRange.lowerBound(["", []]));
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return resolve(found);
      const [lane] = cursor.key as [string];
      found.push(lane);
      cursor.continue([lane, []]);
    };
  });
}

const upTo = (work: Work, index: string, range: IDBKeyRange): Promise<Row[]> =>
  settled(work.jobs.index(index).getAll(range, PORTION));

/** One turn of a server: answers what it may run, and when there will be more; `waits` says that the network is missing. */
export async function turn(
  work: Work,
  asked: Asked,
): Promise<{ claimed: Row[]; next: number; waits: boolean }> {
  const { now, totals } = work;
  for (const { job, state, ...how } of asked.outcomes) {
    const stored = await get<Row>(work.jobs, job.id);
    if (stored && stored.token === job.token) await move(work, stored, state, how);
  }
  const left = await settled(work.jobs.index("server").getAllKeys());
  for (const id of left as string[]) {
    const job = await get<Row>(work.jobs, id);
    if (!job?.server || asked.alive.includes(job.server)) continue;
    const interruptions = (job.interruptions ?? 0) + 1;
    const isTooOften = interruptions > MAX_INTERRUPTIONS;
    const error = { name: "JobInterruptedError", message: `Interrupted ${interruptions} times.` };
    await move(work, job, isTooOften ? "failed" : "enqueued", {
      reason: "interrupted",
      more: { attempts: (job.attempts ?? 1) - 1, interruptions, ...(isTooOften ? { error } : {}) },
    });
  }
  for (const job of await upTo(work, "ready", IDBKeyRange.bound([""], ["", now, []])))
    await move(work, job, "enqueued", { more: { sequence: ++totals.sequence } });
  for (const { id, state } of await upTo(work, "expires", IDBKeyRange.upperBound(now))) {
    work.jobs.delete(id);
    work.payloads.delete(IDBKeyRange.bound(`${id} `, `${id}!`));
    add(totals.counts, state, -1);
  }

  let waits = false;
  let next = Number.POSITIVE_INFINITY;
  const open: string[][] = asked.queues.map(() => []);
  for (const lane of await lanes(work)) {
    const [queue = "", name = "", network, hold] = lane.split("|", 4);
    if (!asked.handles(name) || totals.paused?.includes(queue)) continue;
    if (hold && totals.holds?.includes(hold)) continue;
    if (network && !asked.online) waits = true;
    else open[asked.queues.indexOf(queue)]?.push(lane);
  }
  const claimed: Row[] = [];
  for (const queue of open) {
    const first: Row[] = [];
    for (const lane of queue)
      first.push(...((await settled(work.jobs.index("ready").getAll(lineOf(lane), asked.room))) as Row[]));
    first.sort((a, b) => b.priority - a.priority || a.sequence - b.sequence);
    for (const job of first) {
      if (claimed.length >= asked.room) break;
      const opens = await opensAt(work, job);
      if (opens > now) next = Math.min(next, opens);
      else claimed.push(await claim(work, job, asked.server));
    }
  }
  const scheduled = IDBKeyRange.bound([""], ["", []]);
  const [soon] = (await settled(work.jobs.index("ready").getAll(scheduled, 1))) as Row[];
  return { claimed, next: Math.min(next, soon?.ready?.[1] ?? next), waits };
}
