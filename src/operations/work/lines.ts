import type { LeaseEntry } from "../../job/lease.ts";
import { comesBefore, idsOfLimits, inLane, isRate, type LimitLine } from "../../job/limit.ts";
import type { Notice } from "../../job/notice.ts";
import { placed } from "../../job/place.ts";
import type { JobRecord } from "../../job/record.ts";
import { type Change, type Deciding, list, startingWith } from "../operation.ts";
import type { Totals } from "../tables.ts";
import { LimitRows, type Place, placesOfEntry, placesOfJob } from "./limit-rows.ts";

const isInLine = ({ state, slot }: JobRecord): boolean => state === "enqueued" || slot === true;

/** As much of a Work as finding places in line needs. */
export interface Queueing {
  readonly now: number;
  readonly server: string;
  readonly totals: Pick<Totals, "queueLimits" | "opensAt">;
  readonly running: ReadonlyMap<string, { entry: LeaseEntry }>;
  load(ids: readonly string[]): Deciding<void>;
  record(id: string): JobRecord | undefined;
  adopt(record: JobRecord): void;
  move(before: JobRecord, after: JobRecord): void;
  flush(): Deciding<void>;
  change(change: Change): void;
  notify(notice: Notice): void;
  totalsChanged(): void;
}

/**
 * The lines behind limits, in one operation. Of all jobs of a lane that share a limit, one stands in the lane, for
 * all; the others stand in line behind it, where no claim meets them. Whenever the one in front is gone, the next comes
 * forward; while a limit is shut for a time, nobody need stand in front.
 */
export class Lines {
  readonly rows: LimitRows;
  readonly #work: Queueing;
  /** Enqueued by this operation, and not yet counted: their place is still to be found. */
  readonly #fresh = new Set<string>();
  readonly #moves: { before: JobRecord | undefined; after: JobRecord | undefined; fresh: boolean }[] = [];
  readonly #freed: JobRecord[] = [];
  /** Lines from in front of which somebody may have gone. */
  readonly #checks = new Map<string, Place>();

  constructor(work: Queueing) {
    this.#work = work;
    this.rows = new LimitRows(work.now);
  }

  /** Something is still to be settled. */
  get unsettled(): boolean {
    return this.#moves.length + this.#checks.size > 0;
  }

  /** A job under a limit, its own or its queue's, has given its place up. */
  freed(job: JobRecord): void {
    if (job.limits || this.#work.totals.queueLimits) this.#freed.push(job);
  }

  /** Takes up what has become of limits, and tells of it; from then on the totals know when the next of them opens. */
  write(): void {
    const work = this.#work;
    const opens = this.rows.fit();
    for (const change of this.rows.take()) work.change(change);
    if (opens < (work.totals.opensAt ?? Number.POSITIVE_INFINITY)) {
      work.totals.opensAt = opens;
      work.totalsChanged();
    }
    // A limit has room again: who waits for it may be in a queue that only another server takes jobs from.
    const { now: at, server: freedBy } = work;
    const awaited = this.#freed.splice(0).filter((job) => this.#mayBeAwaited(job));
    for (const name of new Set(awaited.map(({ queue }) => queue)))
      work.notify({ type: "queue", name, at, freedBy });
  }

  /** A limited job has moved, come or gone. `fresh`: it is enqueued anew, and has no place in front of anybody. */
  moved(before: JobRecord | undefined, after: JobRecord | undefined, fresh: boolean): void {
    const was = before !== undefined && isInLine(before);
    const is = after !== undefined && isInLine(after);
    if (was || is) this.#moves.push({ before, after, fresh: fresh && is && !after.slot });
  }

  /** Somebody in front of these lines has begun, or has been put back into one of them. */
  left(job: JobRecord): void {
    for (const place of placesOfJob(job)) this.#checks.set(place.line, place);
  }

  /** Claims that are taken back unbegun: no start was used, and the jobs come before all others in their lines. */
  *giveBack(entries: readonly LeaseEntry[]): Deciding<void> {
    const limited = entries.filter((entry) => entry.limits);
    if (limited.length === 0) return;
    yield* this.rows.load(limited.flatMap(({ limits = [] }) => limits));
    yield* this.#work.load(limited.map(({ id }) => id));
    for (const { id, limits = [], since } of limited) {
      for (const limit of limits) {
        this.rows.refund(limit, since);
        // What was shut by that start alone is open: nobody else would look at the limit's other lines again.
        this.reopened(limit);
      }
      const job = this.#work.record(id);
      if (job?.state === "enqueued" && job.depth) this.put(job, 0);
      else if (job) this.left(job);
    }
    yield* this.settle();
  }

  /** Counts what has moved, finds the fresh ones their place, and lets the next come forward where nobody is in front. */
  *settle(): Deciding<void> {
    while (this.unsettled) {
      const moves = this.#moves.splice(0);
      yield* this.rows.load(moves.flatMap(({ before, after }) => idsOfLimits((before ?? after)!)));
      for (const { before, after, fresh } of moves) this.#count(before, after, fresh);
      for (const id of this.#fresh) this.#settleFresh(id);
      this.#fresh.clear();
      // The inner ones first: who comes forward there may come before those in the outer line.
      const checks = [...this.#checks.values()].sort((a, b) => b.level - a.level);
      this.#checks.clear();
      for (const place of checks) yield* this.#bringForward(place);
    }
  }

  /** Puts an enqueued job elsewhere in line. */
  put(job: JobRecord, depth: number): void {
    this.rows.count(job, -1);
    this.#unlead(job, depth);
    this.rows.count(this.#place(job, depth), 1);
    this.left(job);
  }

  #count(before: JobRecord | undefined, after: JobRecord | undefined, fresh: boolean): void {
    if (before && !this.#fresh.delete(before.id)) {
      this.rows.count(before, -1);
      this.#unlead(before);
      if (before.state === "enqueued" || before.slot) this.left(before);
      if (before.slot && !after?.slot) this.#reopen(before);
    }
    if (!after) return;
    if (!before) {
      for (const limit of after.limits ?? []) if (this.rows.say(limit)) this.reopened(limit.id);
    }
    if (fresh) this.#fresh.add(after.id);
    else this.rows.count(after, 1);
  }

  /** It stands no longer in front of the lines of these levels. */
  #unlead(job: JobRecord, depth = Number.POSITIVE_INFINITY): void {
    for (const place of placesOfJob(job)) {
      if (place.level <= depth && this.rows.line(place)?.lead?.id === job.id) this.rows.lead(place);
    }
  }

  #mayBeAwaited({ queue, limits = [] }: JobRecord): boolean {
    if (this.#work.totals.queueLimits?.[queue]) return true;
    return limits.some(({ id }) => Object.keys(this.rows.get(id)?.lines ?? {}).length > 0);
  }

  /** A place among the running ones is free: whoever waits for it, in whatever line. */
  #reopen(job: JobRecord): void {
    for (const limit of job.limits ?? []) {
      if (!isRate(limit)) this.reopened(limit.id);
    }
  }

  /** A limit that was shut may be open: each of its lines is looked at. */
  reopened(id: string): void {
    this.rows.touch(id);
    for (const parent of Object.keys(this.rows.get(id)?.lines ?? {})) {
      const level = parent.split("\n").length;
      const place = { level, id, parent, line: `${parent}\n${id}` };
      this.#checks.set(place.line, place);
    }
  }

  #settleFresh(id: string): void {
    const job = this.#work.record(id);
    if (job?.state !== "enqueued") return;
    const places = placesOfJob(job);
    const depth = this.#depthOf(job, places);
    this.rows.count(depth > 0 ? this.#place(job, depth) : job, 1);
    this.left(job);
    for (const place of places) if (place.level > depth) this.rows.lead(place, job);
  }

  #place(job: JobRecord, depth: number): JobRecord {
    const after = placed(depth > 0 ? { ...job, depth } : inLane(job));
    this.#work.move(job, after);
    return after;
  }

  /** How deep in line a job must stand that has just come: behind all that others stand in front of, or that is shut. */
  #depthOf(job: JobRecord, places: readonly Place[]): number {
    let depth = 0;
    // Its place among the running ones is what the others wait for: behind any of them it would wait for itself.
    if (job.slot) return depth;
    for (const place of places) {
      if (this.rows.shut(place.id) || this.#isLed(place, job)) depth = place.level;
    }
    return depth;
  }

  /** Somebody comes before it: who stands in front, or, where nobody does, who is still to come forward. */
  #isLed(place: Place, job: JobRecord): boolean {
    const line = this.rows.line(place);
    if (!line) return false;
    const running = this.#running(place);
    return this.#hasLead(line, running) ? comesBefore(line.lead!, job) : line.behind > running.behind;
  }

  /** Others in front, that came back or were overtaken, stand for themselves: some in the line may come before them. */
  #hasLead({ lead, ahead }: LimitLine, running: { ahead: number }): boolean {
    return lead !== undefined && !this.#work.running.has(lead.id) && ahead > running.ahead;
  }

  *#bringForward(place: Place): Deciding<void> {
    const line = this.rows.line(place);
    if (!line || this.rows.shut(place.id)) return;
    const running = this.#running(place);
    if (line.behind <= running.behind || this.#hasLead(line, running)) return;
    yield* this.#work.flush();
    const rows = yield* list("jobs", {
      index: "ready",
      ...startingWith(place.line),
      limit: 1 + running.behind,
    });
    const next = rows.find((job) => !this.#work.running.has(job.id));
    if (!next) return;
    this.#work.adopt(next);
    const places = placesOfJob(next);
    yield* this.rows.load(places.map(({ id }) => id));
    const depth = this.#depthOf(next, places.slice(0, place.level - 1));
    this.put(next, depth);
    for (const each of places) {
      if (each.level > depth && each.level <= place.level) this.rows.lead(each, next);
    }
  }

  /** Of those that the line's counts include, the ones that run: their records stay where they were claimed. */
  #running(place: Place): { ahead: number; behind: number } {
    const count = { ahead: 0, behind: 0 };
    for (const { entry } of this.#work.running.values()) {
      if (!entry.limits || !placesOfEntry(entry).some(({ line }) => line === place.line)) continue;
      const { depth = 0 } = entry;
      if (depth < place.level) count.ahead += 1;
      else if (depth === place.level) count.behind += 1;
    }
    return count;
  }
}
