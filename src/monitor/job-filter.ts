import { expectOption } from "../errors/expect-option.ts";
import type { Job } from "../job/job.ts";
import { duration, must, oneOf, parts, type Rule, type Rules, trueOrFalse } from "../job/option-rules.ts";
import { JOB_STATES } from "../job/state.ts";
import { milliseconds } from "../time/duration.ts";
import { instant } from "../time/instant.ts";
import { aText, checkQuery, pageLimit, stateOf } from "./check-query.ts";
import type { JobQuery } from "./monitor-api.ts";

const CALL = "monitor.jobs";
const word = aText();
const whole = must(Number.isInteger, "an integer");
/** Read where the query is used. */
const anInstant: Rule = () => {};

/** What a query may ask for. */
const JOB_QUERY: Rules = {
  state: stateOf(JOB_STATES),
  retries: trueOrFalse,
  id: word,
  queue: word,
  name: word,
  tag: word,
  recurringId: word,
  batchId: word,
  error: word,
  attempts: parts({ min: whole, max: whole }, [], "{ min?, max? }"),
  took: parts({ min: duration, max: duration }, [], "{ min?, max? }"),
  createdAfter: anInstant,
  createdBefore: anInstant,
  search: word,
  order: oneOf("newest", "oldest"),
  limit: pageLimit,
  after: word,
};

/** Checks what a query asks for. */
export function checkJobQuery(query: JobQuery): void {
  checkQuery(CALL, query, JOB_QUERY);
  const { state, retries } = query;
  const ok = !retries || state === undefined || state === "scheduled";
  expectOption(ok, CALL, "retries", retries, "true with no other state than 'scheduled'");
}

/** What no index serves, as a test of each job; `undefined` when the query asks for none of it. */
export function matcherOf(query: JobQuery): ((job: Job) => boolean) | undefined {
  const tests: ((job: Job) => boolean)[] = [];
  const { id, state, queue, name, tag, recurringId, batchId, error, attempts } = query;
  const text = (pattern: string | undefined, of: (job: Job) => readonly string[]): void => {
    if (pattern === undefined) return;
    const fits = patternOf(pattern);
    tests.push((job) => of(job).some(fits));
  };
  text(queue, (job) => [job.queue]);
  text(name, (job) => [job.name]);
  text(tag, (job) => job.tags);
  // Ids are read along their keys, a batch's members by their numbers, and the state is only looked at.
  if ((id !== undefined || batchId !== undefined) && state !== undefined)
    tests.push((job) => job.state === state);
  if (recurringId !== undefined) tests.push((job) => job.recurringId === recurringId);
  if (batchId !== undefined && (id !== undefined || query.retries))
    tests.push((job) => job.batchId === batchId);
  if (error !== undefined) {
    const wanted = error.toLowerCase();
    tests.push((job) => errorText(job).includes(wanted));
  }
  const { min, max } = attempts ?? {};
  if (min !== undefined) tests.push((job) => job.attempt >= min);
  if (max !== undefined) tests.push((job) => job.attempt <= max);
  if (query.took) tests.push(hasTaken(query.took));
  const { createdAfter, createdBefore } = spanOf(query);
  if (createdAfter !== undefined) tests.push((job) => job.createdAt >= createdAfter);
  if (createdBefore !== undefined) tests.push((job) => job.createdAt < createdBefore);
  const words = query.search?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  if (words.length > 0)
    tests.push((job) => {
      const all = searchText(job);
      return words.every((word) => all.includes(word));
    });
  return tests.length === 0 ? undefined : (job) => tests.every((test) => test(job));
}

/** Of a job that runs, or goes on later, nothing can be said yet. */
function hasTaken({ min = 0, max }: NonNullable<JobQuery["took"]>): (job: Job) => boolean {
  const least = milliseconds(min);
  const most = max === undefined ? Number.POSITIVE_INFINITY : milliseconds(max);
  return ({ startedAt, finishedAt }) => {
    const took = startedAt === undefined || finishedAt === undefined ? Number.NaN : finishedAt - startedAt;
    return took >= least && took <= most;
  };
}

/** The query's instants as epoch milliseconds. */
export function spanOf({ createdAfter, createdBefore }: JobQuery): {
  createdAfter: number | undefined;
  createdBefore: number | undefined;
} {
  const read = (option: string, given: JobQuery["createdAfter"]): number | undefined =>
    given === undefined ? undefined : instant(given, `${CALL}: ${option}`);
  return {
    createdAfter: read("createdAfter", createdAfter),
    createdBefore: read("createdBefore", createdBefore),
  };
}

/** `*` stands for any run of characters; without one the whole text must be the same. */
function patternOf(pattern: string): (text: string) => boolean {
  if (!pattern.includes("*")) return (text) => text === pattern;
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop() ?? "";
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
      return false;
    let from = first.length;
    for (const part of rest) {
      const at = text.indexOf(part, from);
      if (at < 0 || at + part.length > text.length - last.length) return false;
      from = at + part.length;
    }
    return true;
  };
}

const errorText = ({ error }: Job): string => {
  const texts: string[] = [];
  for (let each = error; each; each = each.cause) texts.push(each.name, each.message);
  return texts.join("\n").toLowerCase();
};

function searchText(job: Job): string {
  const { id, name, displayName, queue, tags, error, history } = job;
  const reasons = history.map((entry) => entry.reason ?? "");
  return [id, name, displayName, queue, ...tags, error?.name ?? "", error?.message ?? "", ...reasons]
    .join("\n")
    .toLowerCase();
}
