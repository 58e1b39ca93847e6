import type { BatchRecord } from "../../src/batch/record.ts";
import { countedAs, noMembers, stateOf, wordOf } from "../../src/batch/rules.ts";
import { verdict } from "../../src/job/continuation.ts";
import { HISTORY_LIMIT } from "../../src/job/history.ts";
import { laneOf } from "../../src/job/lane.ts";
import { idsOfLimits, standing } from "../../src/job/limit.ts";
import { DEFAULT_MAX_INTERRUPTIONS, type JobRecord } from "../../src/job/record.ts";
import { recordFault } from "../../src/job/record-shape.ts";
import { isFinal } from "../../src/job/state.ts";
import { answer, type Deciding, list, type Operation } from "../../src/operations/operation.ts";
import {
  argsKey,
  type Rows,
  resultKey,
  TABLE_NAMES,
  type TableName,
  type Totals,
} from "../../src/operations/tables.ts";
import { emptyTotals, isRetry } from "../../src/operations/work/counting.ts";
import { isRecurringRecord } from "../../src/recurring/record-shape.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { checkLeft } from "./audit-left.ts";
import { checkLimits } from "./audit-limits.ts";

/** Everything a store holds. */
export type Store = { [T in TableName]: Rows[T][] };

function* all<T extends TableName>(table: T): Deciding<Rows[T][]> {
  return yield* list(table);
}

const readStore: Operation<void, Store> = {
  name: "read-store",
  mode: "readonly",
  tables: TABLE_NAMES,
  *decide() {
    const store = {
      jobs: yield* all("jobs"),
      payloads: yield* all("payloads"),
      leases: yield* all("leases"),
      servers: yield* all("servers"),
      counters: yield* all("counters"),
      recurring: yield* all("recurring"),
      wakeups: yield* all("wakeups"),
      batches: yield* all("batches"),
      chores: yield* all("chores"),
      limits: yield* all("limits"),
    };
    return answer(store);
  },
};

export const storeOf = (storage: Storage): Promise<Store> => storage.run(readStore, undefined);

export const totalsOf = ({ counters }: Store): Totals =>
  (counters.find((row) => row.id === "totals") as Totals | undefined) ?? emptyTotals(0);

/** What nobody has taken up although nothing is under way any more. */
export const undone = ({ chores }: Store): string[] =>
  chores.map(({ id, kind }) => `${kind} ${id} is undone`);

/**
 * What is wrong with a store, in words; empty when every promise that can be read off the records holds: counters equal
 * a recount, index fields fit the state, leases list what exists, continuations wait for something that can still come.
 */
export function faults(store: Store, { wasFull = false } = {}): string[] {
  const found: string[] = [];
  const check = (ok: boolean, what: string): void => void (ok || found.push(what));
  checkCounters(store, check);
  checkLeases(store, check);
  for (const job of store.jobs) checkJob(job, check);
  checkContinuations(store, check);
  checkBatches(store, check);
  checkPayloads(store, check, wasFull);
  checkRuns(store, check);
  checkUniqueness(store, check);
  checkLimits(store, check);
  checkLeft(store, check);
  return found;
}

export type Check = (ok: boolean, what: string) => void;

function checkCounters(store: Store, check: Check): void {
  const totals = totalsOf(store);
  for (const [state, count] of Object.entries(totals.states)) {
    const real = store.jobs.filter((job) => job.state === state).length;
    check(real === count, `${real} jobs are ${state}, the counter says ${count}`);
  }
  const retries = store.jobs.filter(isRetry).length;
  check(retries === totals.retries, `${retries} jobs wait for a retry, the counter says ${totals.retries}`);
  const lanes: Record<string, number> = {};
  for (const job of store.jobs) {
    if (job.state === "enqueued" && !job.depth) lanes[laneOf(job)] = (lanes[laneOf(job)] ?? 0) + 1;
  }
  for (const lane of new Set([...Object.keys(lanes), ...Object.keys(totals.lanes)])) {
    check(
      lanes[lane] === totals.lanes[lane],
      `lane ${lane} holds ${lanes[lane]}, the counter says ${totals.lanes[lane]}`,
    );
  }
  const { length } = store.recurring;
  check(length === totals.recurring, `${length} definitions, the counter says ${totals.recurring}`);
  const sequences = store.jobs.map((job) => job.sequence);
  check(new Set(sequences).size === sequences.length, "two jobs share a sequence");
  check(Math.max(0, ...sequences) <= totals.sequence, "a job's sequence is beyond the last one given");
}

function checkJob(job: JobRecord, check: Check): void {
  const { id, state } = job;
  const { ready: _ready, ...exported } = job;
  const fault = recordFault(exported);
  check(fault === undefined, `${id} could not be imported: ${fault}`);
  const { priority, sequence } = job;
  const place = standing(laneOf(job), idsOfLimits(job), job.depth ?? 0);
  const ready = state === "enqueued" ? JSON.stringify([place, -priority, sequence]) : undefined;
  check(
    JSON.stringify(job.ready?.slice(0, 3)) === ready,
    `${id} is ${state}, its ready key is ${JSON.stringify(job.ready)}`,
  );
  const waits = state === "enqueued" && job.prefers && !job.prefers.lapsed;
  check(
    job.better === (waits ? job.prefers?.until : undefined),
    `${id} waits for what it prefers until ${job.better}`,
  );
  check(!waits || job.better !== undefined, `${id} waits for what it prefers for ever`);
  const unusual = isFinal(state) && job.keep?.[state] !== undefined;
  check(!unusual || job.expires !== undefined, `${id} is kept for a time of its own and is not listed by it`);
  check(isFinal(state) || job.expires === undefined, `${id} is ${state} and expires`);
  check((job.finishedAt !== undefined) === isFinal(state), `${id} is ${state}, finished ${job.finishedAt}`);
  // An enqueued job is listed by its ready key, unless it stands in line for a limit.
  const inLine = job.depth === undefined ? undefined : [state, -priority, sequence];
  const listed = state === "enqueued" ? inLine : [state, job.list?.[1], sequence];
  check(
    JSON.stringify(job.list) === JSON.stringify(listed),
    `${id} is listed as ${JSON.stringify(job.list)}`,
  );
  const retrying = isRetry(job) ? [job.scheduledFor, sequence] : undefined;
  check(
    JSON.stringify(job.retries) === JSON.stringify(retrying),
    `${id} is listed among the retries as ${JSON.stringify(job.retries)}`,
  );
  check(job.attempts <= job.maxAttempts, `${id} has had ${job.attempts} of ${job.maxAttempts} attempts`);
  const { stuck = 0, maxInterruptions = DEFAULT_MAX_INTERRUPTIONS } = job;
  check(stuck <= maxInterruptions, `${id} was interrupted ${stuck} times in a row`);
  check(job.history.length <= HISTORY_LIMIT, `${id} has ${job.history.length} history entries`);
  check(
    job.history.at(-1)?.state === state,
    `${id} is ${state}, its history ends ${job.history.at(-1)?.state}`,
  );
  check(job.history[0]?.at === job.createdAt, `${id} has lost the first entry of its history`);
  check(state !== "failed" || job.error !== undefined, `${id} failed without an error`);
  check(state !== "scheduled" || job.scheduledFor !== undefined, `${id} is scheduled for no time`);
}

function checkLeases({ leases, servers, jobs }: Store, check: Check): void {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const held = new Set<string>();
  for (const row of leases) {
    check(
      servers.some((server) => server.id === row.server),
      `a lease of ${row.server}, which is not announced`,
    );
    const tokens = row.jobs.map((entry) => entry.token);
    check(new Set(tokens).size === tokens.length, `${row.server} holds two jobs by one token`);
    check(Math.max(0, ...tokens) <= row.token, `${row.server} holds a token it has not given out`);
    for (const entry of row.jobs) {
      const job = byId.get(entry.id);
      check(!held.has(entry.id), `${entry.id} is held twice`);
      held.add(entry.id);
      check(job?.state === "enqueued", `${entry.id} is held and ${job?.state ?? "does not exist"}`);
      if (!job) continue;
      check(entry.lane === laneOf(job), `${entry.id} is held in lane ${entry.lane}`);
      check(
        entry.attempt === job.attempts + 1,
        `${entry.id} runs attempt ${entry.attempt} after ${job.attempts}`,
      );
      check(
        entry.attempt <= job.maxAttempts,
        `${entry.id} runs attempt ${entry.attempt} of ${job.maxAttempts}`,
      );
    }
  }
}

/** What waits, waits for something that is there, lists it as its continuation, and may still end as it wants. */
function checkContinuations({ jobs, batches, chores }: Store, check: Check): void {
  const byId = new Map<string, JobRecord | BatchRecord>([...jobs, ...batches].map((each) => [each.id, each]));
  const toBeTold = new Set(
    chores.flatMap((chore) => (chore.kind === "tell" ? chore.ended.flatMap(({ children }) => children) : [])),
  );
  const walked = new Set(chores.flatMap((chore) => ("batch" in chore ? [chore.batch] : [])));
  for (const each of [...jobs, ...batches]) {
    if (each.state !== "awaiting" || toBeTold.has(each.id)) continue;
    // A member waits for the beginning of its batch, a nested batch for that of the one around it.
    const own = "added" in each ? each.within?.[0] : each.batch?.[0];
    const unmet = (each.parents ?? []).filter((link) => !link.met);
    check(unmet.length > 0, `${each.id} awaits nothing`);
    for (const { id } of unmet) {
      const parent = byId.get(id);
      check(parent !== undefined, `${each.id} awaits ${id}, which is gone`);
      if (!parent) continue;
      if (id === own) {
        const isNext = walked.has(id) || walked.has(each.id);
        check(parent.state === "awaiting" || isNext, `${each.id} awaits ${id}, which has begun`);
        continue;
      }
      check(parent.children?.includes(each.id) ?? false, `${id} does not know its continuation ${each.id}`);
      const word = "added" in parent ? wordOf(parent) : isFinal(parent.state) ? parent.state : undefined;
      const open = word === undefined || verdict(each.on ?? "succeeded", word) === "waits";
      check(open, `${each.id} awaits ${id}, which is ${parent.state}`);
    }
  }
}

/** A batch's counts equal a recount of its members and those of the batches in it, and its state follows from them. */
function checkBatches({ jobs, batches, counters }: Store, check: Check): void {
  const byId = new Map(batches.map((batch) => [batch.id, batch]));
  const recount = new Map(batches.map(({ id }) => [id, noMembers()]));
  const numbers = new Set<string>();
  for (const job of jobs) {
    if (!job.batch) continue;
    const [id, number] = job.batch;
    const batch = byId.get(id);
    check(batch !== undefined, `${job.id} is a member of ${id}, which is gone`);
    check(!numbers.has(`${id} ${number}`), `two members of ${id} have the number ${number}`);
    numbers.add(`${id} ${number}`);
    check(number <= (batch?.added ?? number), `${job.id} has a number that ${id} has not given out`);
    check(job.was === undefined || job.state === "deleted", `${job.id} is ${job.state} and was ${job.was}`);
    for (const each of [id, ...(batch?.within ?? [])]) {
      const counts = recount.get(each);
      if (counts) counts[countedAs(job)] += 1;
    }
  }
  for (const batch of batches) {
    const { id, state } = batch;
    const [real, said] = [JSON.stringify(recount.get(id)), JSON.stringify(batch.jobs)];
    check(real === said, `${id} has ${real}, its counts say ${said}`);
    check(state === stateOf(batch), `${id} is ${state}, its counts say ${stateOf(batch)}`);
    check(
      JSON.stringify(batch.list) === JSON.stringify([state, batch.sequence]),
      `${id} is listed as ${batch.list}`,
    );
    check((batch.finishedAt !== undefined) === isFinal(state), `${id} is ${state}, ${batch.finishedAt}`);
    check((batch.expires !== undefined) === isFinal(state), `${id} is ${state}, expires ${batch.expires}`);
    const around = batch.within ?? [];
    check(batch.nest?.[0] === around[0], `${id} is nested in ${around[0]}, listed in ${batch.nest?.[0]}`);
    for (const each of around) check(byId.has(each), `${id} is in ${each}, which is gone`);
  }
  const total = (counters.find((row) => row.id === "totals") as Totals | undefined)?.batches ?? 0;
  check(total === batches.length, `${batches.length} batches, the counter says ${total}`);
}

/** What is stored apart belongs to a job that is there, and is there when the job says so. */
function checkPayloads({ jobs, payloads }: Store, check: Check, wasFull: boolean): void {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const stored = new Set(payloads.map((row) => row.id));
  for (const { id, payload, resultPayload } of jobs) {
    check(stored.has(argsKey(id)) === (payload ?? false), `the arguments of ${id} are not where it says`);
    // A full store sheds the results of jobs that have ended, and only deletes for it.
    const shed = wasFull && resultPayload === true;
    check(
      shed || stored.has(resultKey(id)) === (resultPayload ?? false),
      `the result of ${id} is not where it says`,
    );
  }
  for (const key of stored) {
    const [id = ""] = key.split(" ");
    check(byId.has(id), `the payload ${key} belongs to nobody`);
  }
}

/** Of those that stand until they have ended there is one for a key. */
function checkUniqueness({ jobs }: Store, check: Check): void {
  const standing = new Map<string, string>();
  for (const { id, state, unique, uniqueKey, history } of jobs) {
    if (uniqueKey === undefined || unique?.while !== "unfinished" || isFinal(state)) continue;
    // One that had ended and was requeued is begun anew whoever stands for its key by then.
    if (history.some((line) => isFinal(line.state))) continue;
    check(!standing.has(uniqueKey), `${id} and ${standing.get(uniqueKey)} both stand for ${uniqueKey}`);
    standing.set(uniqueKey, id);
  }
}

function checkRuns({ jobs, recurring }: Store, check: Check): void {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  for (const { id, runs, ...rest } of recurring) {
    check(isRecurringRecord({ id, runs, ...rest }), `${id} could not be imported`);
    for (const run of runs) {
      const job = run.jobId === undefined ? undefined : byId.get(run.jobId);
      if (!job || !isFinal(job.state)) continue;
      check(
        run.outcome === job.state,
        `${id}'s run ${job.id} ended ${job.state}, its outcome is ${run.outcome}`,
      );
    }
  }
}
