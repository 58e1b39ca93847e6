import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import { InvalidJobError } from "../errors/job-errors.ts";
import { type Duration, milliseconds } from "../time/duration.ts";
import { expectFilters } from "./filter-options.ts";
import { checkLimits } from "./limit-options.ts";
import { expectMeta } from "./meta.ts";
import { BATCH_PREFIX, expectHold, expectId, expectQueue, isBatchId, isJobName } from "./names.ts";
import { isPlain } from "./plain-object.ts";
import { checkPrefers, checkRequires } from "./requirements.ts";

const CALL_OPTIONS = [
  "queue",
  "priority",
  "retry",
  "timeout",
  "requires",
  "prefers",
  "keep",
  "tags",
  "displayName",
  "hold",
  "unique",
  "meta",
  "filters",
  "concurrency",
  "rateLimit",
] as const;
/** What `defineJob` takes. */
export const DEFINITION_OPTIONS: readonly string[] = [
  ...CALL_OPTIONS,
  "redact",
  "maxInterruptions",
  "runsIn",
  "version",
  "migrate",
  "aliases",
];
/** What one enqueue takes. */
export const ENQUEUE_OPTIONS: readonly string[] = [...CALL_OPTIONS, "id"];

const PRIORITY_LIMIT = 1_000_000;
/** More attempts than any sane policy; a guard against a typing mistake. */
const ATTEMPTS_LIMIT = 1_000;
const TAGS_LIMIT = 20;

/**
 * Checks the options of a definition or of a call, all at once and before anything is stored.
 *
 * @throws InvalidJobError naming the option, the value and what is allowed
 */
export function checkOptions(call: string, options: unknown, known: readonly string[]): void {
  expectOption(isPlain(options), call, "options", options, "an object");
  expectKnownOptions(call, options, known);
  const { queue, priority, retry, timeout, requires, keep, tags, displayName, id, redact, maxInterruptions } =
    options;
  const given = (value: unknown): boolean => value !== undefined;
  if (given(queue)) expectQueue(call, queue);
  if (given(id)) {
    expectId(call, id);
    expectOption(!isBatchId(id), call, "id", id, `none that begins with '${BATCH_PREFIX}', as batches' do`);
  }
  if (given(priority)) {
    const ok = Number.isInteger(priority) && Math.abs(priority as number) <= PRIORITY_LIMIT;
    expectOption(ok, call, "priority", priority, "an integer from -1,000,000 to 1,000,000");
  }
  if (given(retry)) checkRetry(call, retry, known === DEFINITION_OPTIONS);
  if (given(timeout)) {
    expectOption(
      milliseconds(timeout as Duration, `${call}: timeout`) > 0,
      call,
      "timeout",
      timeout,
      "more than 0",
    );
  }
  if (given(requires)) checkRequires(call, requires);
  if (given(options["prefers"])) checkPrefers(call, options["prefers"]);
  if (given(keep)) checkKeep(call, keep);
  if (given(tags)) {
    const ok =
      Array.isArray(tags) &&
      tags.length <= TAGS_LIMIT &&
      tags.every((t) => typeof t === "string" && t !== "");
    expectOption(ok, call, "tags", tags, `at most ${TAGS_LIMIT} texts`);
  }
  if (given(displayName)) {
    const fits =
      typeof displayName === "string" || (known === DEFINITION_OPTIONS && typeof displayName === "function");
    expectOption(
      fits,
      call,
      "displayName",
      displayName,
      "a text (in a definition also a function of the arguments)",
    );
  }
  if (given(redact)) {
    const ok = Array.isArray(redact) && redact.every((name) => typeof name === "string");
    expectOption(ok, call, "redact", redact, "a list of property names");
  }
  checkPlacing(call, options);
  if (given(options["meta"])) expectMeta(call, options["meta"]);
  if (given(options["filters"])) expectFilters(call, options["filters"], known !== DEFINITION_OPTIONS);
  checkLimits(call, options);
  if (given(maxInterruptions)) {
    const ok = Number.isInteger(maxInterruptions) && (maxInterruptions as number) >= 1;
    expectOption(ok, call, "maxInterruptions", maxInterruptions, "an integer from 1");
  }
}

/** The options that were given: one that is `undefined` is as good as absent. */
export function definedOnly<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function checkRetry(call: string, retry: unknown, functions: boolean): void {
  if (retry === false) return;
  expectOption(isPlain(retry), call, "retry", retry, "false or { attempts, delay, jitter, on, exhausted }");
  expectKnownOptions(`${call}: retry`, retry, ["attempts", "delay", "jitter", "on", "exhausted"]);
  const { attempts, delay, jitter, on, exhausted } = retry;
  if (attempts !== undefined) {
    const ok =
      Number.isInteger(attempts) && (attempts as number) >= 0 && (attempts as number) <= ATTEMPTS_LIMIT;
    expectOption(ok, call, "retry.attempts", attempts, `an integer from 0 to ${ATTEMPTS_LIMIT}`);
  }
  if (typeof delay === "function" || typeof on === "function") {
    if (!functions) {
      throw new InvalidJobError(
        `${call}: retry.${typeof delay === "function" ? "delay" : "on"} is a function; functions can't be stored with a job. Put it into the definition (defineJob), which the worker has too.`,
        { details: { call, option: "retry" } },
      );
    }
  }
  if (Array.isArray(delay)) {
    expectOption(delay.length > 0, call, "retry.delay", delay, "a list with at least one duration");
    for (const each of delay) milliseconds(each as Duration, `${call}: retry.delay`);
  } else if (delay !== undefined && delay !== "exponential" && typeof delay !== "function") {
    milliseconds(delay as Duration, `${call}: retry.delay`);
  }
  if (jitter !== undefined) milliseconds(jitter as Duration, `${call}: retry.jitter`);
  if (on !== undefined)
    expectOption(typeof on === "function", call, "retry.on", on, "a function of the error");
  if (exhausted !== undefined) {
    expectOption(
      exhausted === "fail" || exhausted === "delete",
      call,
      "retry.exhausted",
      exhausted,
      "'fail' or 'delete'",
    );
  }
}

/** Who may run it, and when: the options that name a hold, a place, a version. */
function checkPlacing(call: string, options: Record<string, unknown>): void {
  const { hold, unique, runsIn, version, migrate, aliases } = options;
  if (unique !== undefined) checkUnique(call, unique);
  if (hold !== undefined) expectHold(call, hold);
  if (runsIn !== undefined) {
    const ok = runsIn === "service-worker" || runsIn === "window" || runsIn === "worker";
    expectOption(ok, call, "runsIn", runsIn, "'service-worker', 'window' or 'worker'");
  }
  if (version !== undefined) {
    const ok = Number.isInteger(version) && (version as number) >= 0;
    expectOption(ok, call, "version", version, "an integer from 0");
  }
  if (migrate !== undefined) {
    expectOption(
      typeof migrate === "function",
      call,
      "migrate",
      migrate,
      "a function of the arguments and their version",
    );
  }
  if (aliases !== undefined) {
    const ok = Array.isArray(aliases) && aliases.every((name) => isJobName(name));
    expectOption(ok, call, "aliases", aliases, "a list of job names");
  }
}

function checkUnique(call: string, unique: unknown): void {
  expectOption(isPlain(unique), call, "unique", unique, "{ key, while, onConflict }");
  expectKnownOptions(`${call}: unique`, unique, ["key", "while", "onConflict"]);
  const { key, while: span, onConflict } = unique;
  const okKey = typeof key === "function" || (typeof key === "string" && key !== "");
  expectOption(okKey, call, "unique.key", key, "a text, or a function of the arguments that answers one");
  if (span !== undefined && span !== "enqueued" && span !== "unfinished") {
    milliseconds(span as Duration, `${call}: unique.while`);
  }
  const okConflict = onConflict === undefined || ["keep", "replace", "reject"].includes(onConflict as string);
  expectOption(okConflict, call, "unique.onConflict", onConflict, "'keep', 'replace' or 'reject'");
}

function checkKeep(call: string, keep: unknown): void {
  expectOption(isPlain(keep), call, "keep", keep, "{ succeeded, deleted, failed }");
  expectKnownOptions(`${call}: keep`, keep, ["succeeded", "deleted", "failed"]);
  for (const [state, duration] of Object.entries(keep)) {
    if (duration !== undefined) milliseconds(duration as Duration, `${call}: keep.${state}`);
  }
}
