import { InvalidJobError } from "../../errors/call-errors.ts";
import { expectOption } from "../../errors/expect-option.ts";
import type { AnyJobDefinition, EnqueueOptions, UniqueOptions } from "../../job/definition.ts";
import type { DraftWithPayload, JobDraft } from "../../job/draft.ts";
import { expectId } from "../../job/names.ts";
import { checkOptions, ENQUEUE_OPTIONS } from "../../job/options.ts";
import { type ResolvedOptions, resolveOptions } from "../../job/record.ts";
import type { ContinuationCondition } from "../../job/state.ts";
import { isLarge, storable } from "../../job/storable.ts";
import { milliseconds } from "../../time/duration.ts";
import { instant } from "../../time/instant.ts";
import type { Parent } from "../api/batch-api.ts";
import type { ContinueOptions, When } from "../api/call-options.ts";

/** What a draft needs beside what the caller gave. */
export interface Preparing {
  now: number;
  newId: () => string;
  createdBy?: string;
  owner?: string;
}

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
  const { resolved, value } = prepareTemplate(call, definition, args, options, known);
  const draft: JobDraft = {
    ...resolved,
    id: options.id ?? preparing.newId(),
    ...(options.id === undefined ? {} : { ownId: true as const }),
    ...(preparing.createdBy === undefined ? {} : { createdBy: preparing.createdBy }),
    ...(preparing.owner === undefined ? {} : { owner: preparing.owner }),
    ...uniqueOf(`${call}('${definition.name}')`, { ...definition, ...options }.unique, value, preparing.now),
  };
  return isLarge(value)
    ? { draft: { ...draft, payload: true }, payload: value }
    : { draft: { ...draft, args: value } };
}

function uniqueOf(
  call: string,
  unique: UniqueOptions<never> | undefined,
  args: unknown,
  now: number,
): Pick<JobDraft, "unique" | "onConflict"> {
  if (!unique) return {};
  const { key, while: span = "unfinished", onConflict = "keep" } = unique;
  const text = typeof key === "function" ? key(args as never) : key;
  const expected = "a text that is not empty, from the key function too";
  expectOption(typeof text === "string" && text !== "", call, "unique.key", text, expected);
  const standing = span === "enqueued" || span === "unfinished" ? span : now + milliseconds(span);
  return { unique: { key: text, while: standing }, onConflict };
}

/** The checked options and the copied arguments of a definition. */
export function prepareTemplate(
  call: string,
  definition: AnyJobDefinition,
  args: unknown,
  options: EnqueueOptions,
  known: readonly string[],
): { resolved: ResolvedOptions; value: unknown } {
  const isDefinition =
    typeof definition === "object" && definition !== null && typeof definition.name === "string";
  expectOption(isDefinition, call, "job", definition, "what defineJob answered");
  const named = `${call}('${definition.name}')`;
  checkOptions(named, options, known);
  const value = copied(named, args);
  try {
    return { resolved: resolveOptions(definition, options, value), value };
  } catch (cause) {
    if (cause instanceof InvalidJobError) throw cause;
    throw new InvalidJobError(
      `${named}: the definition's displayName function threw an error; see its cause.`,
      { cause },
    );
  }
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

/** @throws InvalidJobError */
export function dueAtOf(call: string, when: When, now: number): number {
  if (when instanceof Date) return instant(when, `${call}: when`);
  const { delay, at } = (typeof when === "object" && when !== null ? when : {}) as {
    delay?: never;
    at?: never;
  };
  const one = (delay === undefined) !== (at === undefined);
  expectOption(one, call, "when", when, "{ delay: '10m' } or { at: Date | number | ISO 8601 text }");
  return at === undefined ? now + milliseconds(delay!, `${call}: delay`) : instant(at, `${call}: at`);
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

/** What can't be copied is refused when the job is prepared, with the place where it is. */
export function copyOf(args: unknown): unknown {
  const copy = storable(args, structuredClone);
  return copy.ok ? copy.value : args;
}
