import { comesBefore } from "../../job/limit.ts";
import type { JobRecord } from "../../job/record.ts";
import { type Deciding, list, lists, startingWith } from "../operation.ts";
import type { Gate } from "./gate.ts";

/** What runs, or was taken by this claim: passed over, wherever its record stands. */
export interface Running {
  ids: Set<string>;
  /** How many there are in each lane or line. */
  counts: Map<string, number>;
}

/** A lane, or a line behind a limit, as far as it was read. */
interface Stretch {
  key: string;
  jobs: JobRecord[];
  /** Nothing of it is left unread. */
  complete: boolean;
  last: JobRecord | undefined;
  /** Jobs of it that may not begin now. */
  passed: number;
}

/** Jobs read at a time where those before them may not begin. */
const READ_ON = 64;
/** So many jobs of a lane that may not begin are passed over; behind them there will hardly be one that may. */
const MOST_PASSED = 256;

/**
 * The first jobs of several lanes of equal precedence, by priority, then age. Each lane is read a little way; where one
 * is exhausted before the limit is reached the choice ends there, since its next job might come before the others'.
 *
 * @param taken how many jobs of lanes before these the claim has taken
 * @param inLane how many there are in each lane, those that run included
 */
export function* heads(
  keys: readonly string[],
  { limit, taken, inLane }: { limit: number; taken: number; inLane: Readonly<Record<string, number>> },
  running: Running,
  gate: Gate,
): Deciding<{ jobs: JobRecord[]; more: boolean; stopped?: true }> {
  const each = Math.min(limit, Math.max(1, Math.ceil((limit * 2) / (keys.length + 1))));
  const stretches = yield* begin(keys, each, running, gate, inLane);
  const chosen: JobRecord[] = [];
  const opened = new Set<string>();
  while (chosen.length < limit) {
    for (const stretch of stretches) while (isUsedUp(stretch)) yield* readOn(stretch, running, gate);
    if (chosen.length > 0 && stretches.some(({ jobs, complete }) => jobs.length === 0 && !complete)) break;
    const best = first(stretches);
    if (!best) break;
    const job = best.jobs.shift()!;
    if (gate.concerns(job)) {
      const verdict = gate.admit(job, taken + chosen.length);
      if (verdict === "no-worker") return { jobs: chosen, more: false, stopped: true };
      if (verdict === "pass-all") Object.assign(best, { jobs: [], complete: true });
      if (verdict === "pass") best.passed += 1;
      stretches.push(...(yield* begin(gate.linesBehind(job, opened), each, running, gate)));
      if (verdict !== "take") continue;
    }
    chosen.push(job);
  }
  return { jobs: chosen, more: stretches.some(({ jobs, complete }) => jobs.length > 0 || !complete) };
}

function* begin(
  keys: readonly string[],
  each: number,
  { ids, counts }: Running,
  gate: Gate,
  inLane: Readonly<Record<string, number>> = {},
): Deciding<Stretch[]> {
  const sizes = keys.map((key) => each + (counts.get(key) ?? 0));
  const rows = yield* lists(
    "jobs",
    keys.map((key, i) => ({
      index: "ready" as const,
      ...startingWith(key),
      limit: sizes[i]!,
      total: inLane[key],
    })),
  );
  yield* gate.meet(rows.flat());
  return rows.map((jobs, i) => ({
    key: keys[i]!,
    jobs: jobs.filter((job) => !ids.has(job.id)),
    complete: jobs.length < sizes[i]!,
    last: jobs.at(-1),
    passed: 0,
  }));
}

/** All that was read of it may not begin: what comes next does not compete with anything chosen so far. */
const isUsedUp = ({ jobs, complete, passed }: Stretch): boolean =>
  jobs.length === 0 && !complete && passed > 0;

function* readOn(stretch: Stretch, { ids }: Running, gate: Gate): Deciding<void> {
  const { key, last, passed } = stretch;
  stretch.complete = passed >= MOST_PASSED;
  if (stretch.complete || !last?.ready) return;
  const [, priority, sequence] = last.ready;
  const jobs = yield* list("jobs", {
    index: "ready",
    lower: [key, priority, sequence],
    lowerOpen: true,
    upper: [key, []],
    limit: READ_ON,
  });
  yield* gate.meet(jobs);
  stretch.jobs = jobs.filter((job) => !ids.has(job.id));
  stretch.last = jobs.at(-1);
  stretch.complete = jobs.length < READ_ON;
}

function first(stretches: readonly Stretch[]): Stretch | undefined {
  let best: Stretch | undefined;
  for (const stretch of stretches) {
    const head = stretch.jobs[0];
    if (head && (!best || comesBefore(head, best.jobs[0]!))) best = stretch;
  }
  return best;
}
