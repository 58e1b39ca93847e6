import { DAY_SECONDS } from "./calendar.ts";
import type { CompiledCron } from "./compile-cron.ts";
import { type Segment, segmentAt, type Zone } from "./time-zone.ts";
import { countWalls, nextWall, previousWall } from "./wall-search.ts";

/*
 * From wall clock to instants, in seconds, stretch by stretch of constant offset. The rules at a change of offset are
 * Hangfire's: any time inside a gap runs once, at the gap's end; in a repeated stretch a fixed time runs in the first
 * pass only, an interval in both. The widths come from the zone, so a gap of thirty minutes, two hours or a day is one.
 */

/** A day or more between two searches is jumped over; nearer than this, a change of offset is looked at step by step. */
const NEAR = 2 * DAY_SECONDS;

/** The first occurrence at or after an instant; null when there is none up to `limit`. */
export function nextInZone(cron: CompiledCron, zone: Zone, from: number, limit: number): number | null {
  let low = from;
  while (low <= limit) {
    const segment = segmentAt(zone, low);
    if (low === segment.start && runsAtGapEnd(cron, segment)) return low;
    const wall = nextWall(cron, Math.max(low + segment.offset, firstWall(cron, segment)));
    if (wall === null) return null;
    const found = wall - segment.offset;
    if (found < segment.end) return found <= limit ? found : null;
    // Nothing between here and there runs, unless a clock put back soon repeats what lies just behind us.
    const farAhead = found - segment.end > NEAR && segment.end - low > NEAR;
    low = farAhead ? found - NEAR : segment.end;
  }
  return null;
}

/** The last occurrence before an instant, of the times that run forward; null when there is none from `limit` on. */
export function previousInZone(cron: CompiledCron, zone: Zone, before: number, limit: number): number | null {
  let high = before;
  while (high > limit) {
    const segment = segmentAt(zone, high - 1);
    const wall = previousWall(cron, high + segment.offset);
    if (wall === null) return null;
    if (wall >= firstWall(cron, segment)) return wall - segment.offset;
    if (wall >= segment.start + segment.before && segment.before < segment.offset) return segment.start;
    const found = wall - segment.offset;
    const farBehind = segment.start - found > NEAR && high - segment.start > NEAR;
    high = farBehind ? found + NEAR : segment.start;
  }
  return null;
}

/** How many occurrences lie from an instant up to, not including, another. Steps by changes of offset. */
export function countInZone(cron: CompiledCron, zone: Zone, from: number, to: number): number {
  let count = 0;
  for (let low = from; low < to; ) {
    const segment = segmentAt(zone, low);
    const high = Math.min(segment.end, to);
    const first = Math.max(low + segment.offset, firstWall(cron, segment));
    count += countWalls(cron, first, high + segment.offset);
    // The run at a gap's end, unless that moment is a time of the expression and has been counted already.
    if (low === segment.start && runsAtGapEnd(cron, segment)) {
      count += nextWall(cron, low + segment.offset) === low + segment.offset ? 0 : 1;
    }
    low = high;
  }
  return count;
}

/** The first wall-clock second of a segment that may run: for fixed times the second pass is left out. */
function firstWall(cron: CompiledCron, { start, offset, before }: Segment): number {
  return start + (cron.interval ? offset : Math.max(offset, before));
}

/** Whether the clock was put forward at the segment's start, over at least one time of the expression. */
function runsAtGapEnd(cron: CompiledCron, { start, offset, before }: Segment): boolean {
  if (before >= offset) return false;
  const wall = nextWall(cron, start + before);
  return wall !== null && wall < start + offset;
}
