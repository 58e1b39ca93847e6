import { DAY_SECONDS, dayNumber, floorDiv } from "./calendar.ts";
import { invalidSchedule } from "./invalid-schedule.ts";

/** A stretch of time with one offset from UTC. All in seconds; `end` is not part of it. */
export interface Segment {
  start: number;
  end: number;
  /** Local wall clock minus UTC. */
  offset: number;
  /** The offset just before `start`: smaller means the clock was put forward there, larger that it was put back. */
  before: number;
}

export interface Zone {
  /** The name as the engine resolves it. */
  name: string;
  format: Intl.DateTimeFormat;
  /** Segments by block of time, filled when first asked for. */
  blocks: Map<number, readonly Segment[]>;
}

const EXPECTED =
  "an IANA name such as 'Europe/Istanbul' (not a Windows name, not an offset), 'UTC' or 'device'";
/** A block is about a year: one search rarely needs more than two. */
const BLOCK = 2 ** 25;
/**
 * How far before a block its segments begin, so that the second pass of a repeated hour or day that ends in the block is
 * seen from within it. Offsets have changed by at most a day (Samoa, 2011).
 */
const PRELUDE = 2 * DAY_SECONDS;
/** Offsets are sampled this often. The shortest time an offset has lasted since 1900 is just under 4 days (Freetown, 1939). */
const SAMPLE = 3 * DAY_SECONDS;
/** Blocks kept for a zone, about a century: a bound, not a tuning. */
const MAX_BLOCKS = 100;
const WHOLE_TIME: Segment = { start: -Infinity, end: Infinity, offset: 0, before: 0 };
const zones = new Map<string, Zone>();

/** The name of the zone the device is in now. Asked each time: devices travel. */
export function deviceTimeZone(): string {
  // Some engines that hide the zone answer with nothing.
  const name: string | undefined = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return name || "UTC";
}

/**
 * The zone of a name; `'device'` is the one the device is in at this moment.
 *
 * @throws InvalidScheduleError for a name this engine doesn't know. Offsets such as `'+03:00'` are refused everywhere,
 * because only some engines read them.
 */
export function timeZone(given: string): Zone {
  const name = given === "device" ? deviceTimeZone() : given;
  const known = zones.get(name);
  if (known) return known;
  const format = typeof name === "string" && /^[a-z]/i.test(name) ? formatOf(name) : undefined;
  if (!format) throw invalidSchedule("timeZone", given, EXPECTED);
  const zone: Zone = { name: format.resolvedOptions().timeZone, format, blocks: new Map() };
  zones.set(name, zone);
  return zone;
}

/** The segment an instant (in seconds) lies in. Its ends may be those of a block, with no change of offset there. */
export function segmentAt(zone: Zone, time: number): Segment {
  if (zone.name === "UTC") return WHOLE_TIME;
  const index = floorDiv(time, BLOCK);
  let segments = zone.blocks.get(index);
  if (!segments) {
    segments = segmentsOf(zone, index * BLOCK - PRELUDE, (index + 1) * BLOCK);
    if (zone.blocks.size >= MAX_BLOCKS) zone.blocks.clear();
    zone.blocks.set(index, segments);
  }
  for (const segment of segments) if (time < segment.end) return segment;
  throw new RangeError(`No segment of ${zone.name} at ${time}.`);
}

function formatOf(name: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    // A RangeError, the engine's only way to say that it doesn't know the zone.
    return undefined;
  }
}

function segmentsOf(zone: Zone, from: number, to: number): readonly Segment[] {
  const segments: Segment[] = [];
  let before = offsetAt(zone, from - 1);
  let offset = offsetAt(zone, from);
  let start = from;
  for (let low = from; low < to; low += SAMPLE) {
    const high = Math.min(low + SAMPLE, to - 1);
    const next = offsetAt(zone, high);
    if (next === offset) continue;
    const change = changeBetween(zone, low, high, offset);
    segments.push({ start, end: change, offset, before });
    [start, before, offset] = [change, offset, next];
  }
  segments.push({ start, end: to, offset, before });
  return segments;
}

/** The first second that no longer has the offset `low` has. */
function changeBetween(zone: Zone, low: number, high: number, offset: number): number {
  let [left, right] = [low, high];
  while (right - left > 1) {
    const middle = Math.floor((left + right) / 2);
    if (offsetAt(zone, middle) === offset) left = middle;
    else right = middle;
  }
  return right;
}

function offsetAt(zone: Zone, time: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of zone.format.formatToParts(time * 1000)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return dayNumber(year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second - time;
}
