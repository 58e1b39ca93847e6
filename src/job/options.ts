import { expectKnownOptions, expectOption } from "../errors/expect-option.ts";
import { expectHold } from "../errors/hold-name.ts";
import { expectFilters } from "./filter-options.ts";
import { concurrencyRule, rateLimitRule } from "./limit-rules.ts";
import { expectMeta } from "./meta.ts";
import { BATCH_PREFIX, expectId, expectQueue, isBatchId, isJobName } from "./names.ts";
import {
  aFunction,
  checkParts,
  duration,
  integer,
  isListOf,
  isText,
  must,
  oneOf,
  parts,
  positive,
  type Rule,
  type Rules,
} from "./option-rules.ts";
import { isPlain } from "./plain-object.ts";
import { prefersRule, requiresRule } from "./requirement-rules.ts";

const TAGS_LIMIT = 20;

/** Functions can't be stored with a job: one may stand in a definition only. */
const functionOr =
  (rule: Rule): Rule =>
  (call, option, value, inDefinition) => {
    const none = "none, since functions can't be stored with a job: put it into the definition (defineJob)";
    if (typeof value === "function") expectOption(inDefinition, call, option, value, none);
    else rule(call, option, value, inDefinition);
  };

const retryDelay: Rule = (call, option, delay, inDefinition) => {
  if (delay === "exponential") return;
  if (!Array.isArray(delay)) return duration(call, option, delay, inDefinition);
  expectOption(delay.length > 0, call, option, delay, "a list with at least one duration");
  for (const each of delay) duration(call, option, each, inDefinition);
};

const RETRY: Rules = {
  // More attempts than any sane policy; a guard against a typing mistake.
  attempts: integer("0 to 1000", 0, 1_000),
  delay: functionOr(retryDelay),
  jitter: duration,
  on: functionOr(aFunction("the error")),
  exhausted: oneOf("fail", "delete"),
};
const retryParts = parts(RETRY, [], `false or { ${Object.keys(RETRY).join(", ")} }`);

const uniqueSpan: Rule = (call, option, span, inDefinition) => {
  if (span !== "enqueued" && span !== "unfinished") duration(call, option, span, inDefinition);
};

/** What a definition and a call both take; an option more is a line here. */
const SHARED: Rules = {
  queue: (call, _, queue) => expectQueue(call, queue),
  priority: integer("-1,000,000 to 1,000,000", -1_000_000, 1_000_000),
  retry: (call, option, retry, inDefinition) => {
    if (retry !== false) retryParts(call, option, retry, inDefinition);
  },
  timeout: positive("more than 0"),
  requires: requiresRule,
  prefers: prefersRule,
  keep: parts({ succeeded: duration, deleted: duration, failed: duration }),
  tags: must(
    (tags) => isListOf(tags, isText) && (tags as unknown[]).length <= TAGS_LIMIT,
    `at most ${TAGS_LIMIT} texts`,
  ),
  displayName: (call, option, title, inDefinition) =>
    expectOption(
      typeof title === "string" || (inDefinition && typeof title === "function"),
      call,
      option,
      title,
      "a text (in a definition also a function of the arguments)",
    ),
  hold: (call, _, hold) => expectHold(call, hold),
  unique: parts(
    {
      key: must(
        (key) => typeof key === "function" || isText(key),
        "a text, or a function of the arguments that answers one",
      ),
      while: uniqueSpan,
      onConflict: oneOf("keep", "replace", "reject"),
    },
    ["key"],
  ),
  meta: (call, _, meta) => expectMeta(call, meta),
  // A call's are checked before they are asked, which is before its options are looked at.
  filters(call, _, filters, inDefinition) {
    if (inDefinition) expectFilters(call, filters);
  },
  concurrency: concurrencyRule,
  rateLimit: rateLimitRule,
};

const OF_DEFINITIONS: Rules = {
  redact: must((names) => isListOf(names, (name) => typeof name === "string"), "a list of property names"),
  maxInterruptions: integer("1", 1),
  runsIn: oneOf("service-worker", "window", "worker"),
  version: integer("0", 0),
  migrate: aFunction("the arguments and their version"),
  aliases: must((names) => isListOf(names, isJobName), "a list of job names"),
};

const OF_CALLS: Rules = {
  id: (call, option, id) => {
    expectId(call, id);
    expectOption(!isBatchId(id), call, option, id, `none that begins with '${BATCH_PREFIX}', as batches' do`);
  },
};

const RULES: Rules = { ...SHARED, ...OF_DEFINITIONS, ...OF_CALLS };

/** What `defineJob` takes. */
export const DEFINITION_OPTIONS: readonly string[] = Object.keys({ ...SHARED, ...OF_DEFINITIONS });
/** What one enqueue takes. */
export const ENQUEUE_OPTIONS: readonly string[] = Object.keys({ ...SHARED, ...OF_CALLS });

/**
 * Checks the options of a definition or of a call, all at once and before anything is stored.
 *
 * @throws InvalidJobError naming the option, the value and what is allowed
 */
export function checkOptions(call: string, options: unknown, known: readonly string[]): void {
  expectOption(isPlain(options), call, "options", options, "an object");
  expectKnownOptions(call, options, known);
  checkParts(call, "", options, RULES, known === DEFINITION_OPTIONS);
}
