import { laneOf } from "../../job/lane.ts";
import type { LeaseEntry } from "../../job/lease.ts";
import {
  idsOfLimits,
  isQueueLimit,
  isRate,
  isShut,
  type Lead,
  type LimitLine,
  type LimitRow,
  limitBlocker,
  rateOf,
  type StoredLimit,
  standing,
} from "../../job/limit.ts";
import { countingStarts, endOf, opensAt, withoutStart, withStart } from "../../job/rate-window.ts";
import type { JobRecord } from "../../job/record.ts";
import { Known } from "./known.ts";

/** One of the lines a job stands in, or ahead of: line number `level` behind its limit of that number. */
export interface Place {
  level: number;
  id: string;
  /** What the line is behind: the lane, or the line of the outer limit. */
  parent: string;
  /** The line itself: first part of the `ready` key of those in it. */
  line: string;
}

/** The lines of a job or of what runs of it, outer first. */
const placesOf = (lane: string, limits: readonly string[]): readonly Place[] =>
  limits.map((id, i) => ({
    level: i + 1,
    id,
    parent: standing(lane, limits, i),
    line: standing(lane, limits, i + 1),
  }));

export const placesOfJob = (job: JobRecord): readonly Place[] => placesOf(laneOf(job), idsOfLimits(job));
export const placesOfEntry = ({ lane, limits = [] }: LeaseEntry): readonly Place[] => placesOf(lane, limits);

/** Rows of the limits table, as one operation reads and changes them. */
export class LimitRows extends Known<"limits"> {
  readonly #now: number;

  constructor(now: number) {
    super("limits");
    this.#now = now;
  }

  /** A key has one limit: what was said last. Answers whether that is something else than before. */
  say(limit: StoredLimit): boolean {
    const known = this.get(limit.id);
    const said = numbersOf(limit);
    const same = known?.limit === said.limit && known.per === said.per && known.mode === said.mode;
    if (!same) this.save({ lines: {}, ...known, id: limit.id, ...said });
    return known !== undefined && !same;
  }

  /** Counts a job in or out of the lines it stands in and ahead of. */
  count(job: JobRecord, by: 1 | -1): void {
    const { limits = [], depth = 0, slot } = job;
    if (slot) {
      const limit = limits.find((each) => !isRate(each));
      const row = limit && this.#of(limit);
      if (row) this.save({ ...row, kept: (row.kept ?? 0) + by });
    }
    if (job.state !== "enqueued") return;
    for (const { level, parent } of placesOfJob(job)) {
      if (level < depth) continue;
      const row = this.#of(limits[level - 1]!);
      const line = row.lines[parent] ?? { ahead: 0, behind: 0 };
      const next =
        level === depth ? { ...line, behind: line.behind + by } : { ...line, ahead: line.ahead + by };
      const { [parent]: _line, ...others } = row.lines;
      const lines = next.ahead + next.behind > 0 ? { ...others, [parent]: next } : others;
      this.save({ ...row, lines });
    }
  }

  /** This one now stands ahead of a line, for all in it; absent: whoever did has gone. */
  lead({ id, parent }: Place, job?: JobRecord): void {
    const row = this.get(id);
    const line = row?.lines[parent];
    if (!line || line.lead?.id === job?.id) return;
    const { ahead, behind } = line;
    const led = job ? { ahead, behind, lead: leadOf(job) } : { ahead, behind };
    this.save({ ...row, lines: { ...row.lines, [parent]: led } });
  }

  /** Who stands in this line and in front of it. */
  line({ id, parent }: Place): LimitLine | undefined {
    return this.get(id)?.lines[parent];
  }

  shut(id: string): boolean {
    const row = this.get(id);
    return row !== undefined && isShut(row, this.#now);
  }

  blocker(id: string, running: number): ReturnType<typeof limitBlocker> {
    return limitBlocker(this.get(id), running, this.#now);
  }

  /** A job begins: uses a start of a rate. */
  start(id: string): void {
    const row = this.get(id);
    const rate = row && rateOf(row);
    if (rate) this.save({ ...row, starts: withStart(row.starts ?? [], rate, this.#now) });
  }

  /** A job that was claimed is given back unbegun. */
  refund(id: string, since: number): void {
    const row = this.get(id);
    const rate = row && rateOf(row);
    if (rate) this.save({ ...row, starts: withoutStart(row.starts ?? [], rate, since) });
  }

  /** It is looked at again, also if nothing of it has changed. */
  touch(id: string): void {
    const row = this.get(id);
    if (row) this.save(row);
  }

  /** Gives each changed row the time at which it must be looked at again; those that say nothing go. Answers the first that opens. */
  fit(): number {
    let opens = Number.POSITIVE_INFINITY;
    for (const known of this.changed()) {
      const row = fitted(known, this.#now);
      if (row) this.save(row);
      else this.forget(known.id);
      if (row?.due?.[0] === "opens") opens = Math.min(opens, row.due[1]);
    }
    return opens;
  }

  #of(limit: StoredLimit): LimitRow {
    return this.get(limit.id) ?? { id: limit.id, ...numbersOf(limit), lines: {} };
  }
}

const numbersOf = (limit: StoredLimit): Pick<LimitRow, "limit" | "per" | "mode"> =>
  isRate(limit) ? { limit: limit.limit, per: limit.per, mode: limit.mode } : { limit: limit.limit };

const leadOf = ({ id, priority, sequence }: JobRecord): Lead => ({ id, priority, sequence });

const isAwaited = ({ lines }: LimitRow): boolean => Object.values(lines).some(({ behind }) => behind > 0);

function fitted(row: LimitRow, now: number): LimitRow | undefined {
  const { due: _due, kept = 0, starts: known = [], ...rest } = row;
  const rate = rateOf(row);
  const starts = rate ? countingStarts(known, rate, now) : [];
  const waiting = Object.keys(row.lines).length > 0;
  const ends = rate ? endOf(starts, rate) : 0;
  if (!waiting && kept === 0 && ends <= now) return undefined;
  const opens = rate ? opensAt(starts, rate, now) : now;
  const looked = waiting || isQueueLimit(row.id);
  // It has opened meanwhile, and who stands in line behind it is still to be looked for: the mark stays until that is done.
  const opened = rate && row.due?.[0] === "opens" && opens <= now && isAwaited(row);
  return {
    ...rest,
    ...(kept > 0 ? { kept } : {}),
    ...(starts.length > 0 ? { starts } : {}),
    ...(opened
      ? { due: row.due }
      : opens > now && looked
        ? { due: ["opens", opens] }
        : rate && !waiting
          ? { due: ["ends", ends] }
          : {}),
  };
}
