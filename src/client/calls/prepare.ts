import { InvalidJobError } from "../../errors/call-errors.ts";
import { expectOption } from "../../errors/expect-option.ts";
import type { AnyJobDefinition, EnqueueOptions } from "../../job/definition.ts";
import type { DraftWithPayload } from "../../job/draft.ts";
import { draftOf, type Preparing, resolvedOptions } from "../../job/draft-of.ts";
import { expectId } from "../../job/names.ts";
import { checkOptions, ENQUEUE_OPTIONS } from "../../job/options.ts";
import type { ResolvedOptions } from "../../job/record.ts";
import type { ContinuationCondition } from "../../job/state.ts";
import { storable } from "../../job/storable.ts";
import { milliseconds } from "../../time/duration.ts";
import type { Parent } from "../api/batch-api.ts";
import type { ContinueOptions } from "../api/call-options.ts";

/**
 * Turns a call into a draft: everything is checked, copied and decided here, before any transaction.
 *
 * @throws InvalidJobError
 */
export function prepareJob(
  call: string,
  definition: AnyJobDefinition,
  args: unknown,
  options: EnqueueOptions,
  preparing: Preparing,
  known: readonly string[] = ENQUEUE_OPTIONS,
): DraftWithPayload {
  const { named, value } = checkedCall(call, definition, args, options, known);
  return draftOf(named, definition, value, options, preparing);
}

/** The checked options and the copied arguments of a definition. */
export function prepareTemplate(
  call: string,
  definition: AnyJobDefinition,
  args: unknown,
  options: EnqueueOptions,
  known: readonly string[],
): { resolved: ResolvedOptions; value: unknown } {
  const { named, value } = checkedCall(call, definition, args, options, known);
  return { resolved: resolvedOptions(named, definition, value, options), value };
}

const isDefinition = (job: Partial<AnyJobDefinition> | null | undefined): boolean =>
  typeof job?.name === "string" && typeof job.queue === "string";

function checkedCall(
  call: string,
  definition: AnyJobDefinition,
  args: unknown,
  options: EnqueueOptions,
  known: readonly string[],
): { named: string; value: unknown } {
  expectOption(isDefinition(definition), call, "job", definition, "what defineJob answered");
  const named = `${call}('${definition.name}')`;
  checkOptions(named, options, known);
  return { named, value: copied(named, args) };
}

/**
 * A copy of arguments.
 *
 * @throws InvalidJobError what can't be copied, and where it is
 */
export function copied(named: string, args: unknown): unknown {
  const copy = storable(args, structuredClone);
  if (copy.ok) return copy.value;
  const where = copy.path === "" ? "the arguments" : `args${copy.path}`;
  throw new InvalidJobError(
    `${named}: ${where} can't be stored: it is ${copy.what}. Arguments are copied by structured clone: plain data, Date, Map, Set, Blob, ArrayBuffer and the like.`,
    { details: { path: `args${copy.path}`, value: copy.what } },
  );
}

const CONDITIONS: readonly ContinuationCondition[] = ["succeeded", "failed", "deleted", "finished"];

/** @throws InvalidJobError */
export function expectCondition(call: string, on: unknown): void {
  const ok = on === undefined || CONDITIONS.includes(on as ContinuationCondition);
  expectOption(ok, call, "on", on, CONDITIONS.map((each) => `'${each}'`).join(", "));
}

/**
 * The ids of what is to be followed, each once.
 *
 * @throws InvalidJobError
 */
export function idsOf(call: string, option: string, given: Parent | readonly Parent[]): string[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  const ids = list.map(idOf);
  expectOption(ids.length > 0, call, option, given, "the id of a job or batch, or a list with at least one");
  for (const id of ids) expectId(call, id);
  return [...new Set(ids as string[])];
}

/** Of a parent as it was given: an id, or a job or batch that has one. */
export const idOf = (parent: unknown): unknown =>
  typeof parent === "object" && parent !== null ? (parent as { id?: unknown }).id : parent;

/** A continuation: its parents and its condition beside what every job has. */
export function prepareContinuation(
  call: string,
  parent: Parent | readonly Parent[],
  definition: AnyJobDefinition,
  args: unknown,
  options: ContinueOptions,
  preparing: Preparing,
): DraftWithPayload {
  const parents = idsOf(call, "parent", parent);
  const prepared = prepareJob(call, definition, args, options, preparing, [
    ...ENQUEUE_OPTIONS,
    "on",
    "delay",
  ]);
  const { on = "succeeded", delay } = options;
  expectCondition(call, on);
  const wait = delay === undefined ? 0 : milliseconds(delay, `${call}: delay`);
  const draft = { ...prepared.draft, parents, on, ...(wait > 0 ? { releaseDelay: wait } : {}) };
  return { ...prepared, draft };
}
