import { InvalidJobError } from "../errors/call-errors.ts";
import { expectOption } from "../errors/expect-option.ts";
import { milliseconds } from "../time/duration.ts";
import type { AnyJobDefinition, EnqueueOptions, UniqueOptions } from "./definition.ts";
import type { DraftWithPayload, JobDraft } from "./draft.ts";
import { firstName } from "./first-name.ts";
import { type ResolvedOptions, resolveOptions } from "./record.ts";
import { isLarge } from "./storable.ts";

/** What a draft needs beside what the caller gave. */
export interface Preparing {
  now: number;
  newId: () => string;
  createdBy?: string;
  owner?: string;
}

/**
 * What is to be stored of a call: everything is decided here, before any transaction.
 *
 * @param call how errors name it, with the job's name
 * @param args a copy of the call's
 * @param options checked
 * @throws InvalidJobError what a function of the definition answers can't be used
 */
export function draftOf(
  call: string,
  definition: AnyJobDefinition,
  args: unknown,
  options: EnqueueOptions,
  preparing: Preparing,
): DraftWithPayload {
  const draft: JobDraft = {
    ...resolvedOptions(call, definition, args, options),
    id: options.id ?? preparing.newId(),
    ...(options.id === undefined ? {} : { ownId: true as const }),
    ...(preparing.createdBy === undefined ? {} : { createdBy: preparing.createdBy }),
    ...(preparing.owner === undefined ? {} : { owner: preparing.owner }),
    ...uniqueOf(call, definition, options, args, preparing.now),
  };
  return isLarge(args)
    ? { draft: { ...draft, payload: true }, payload: args }
    : { draft: { ...draft, args } };
}

/** @throws InvalidJobError what a function of the definition answers can't be used */
export function resolvedOptions(
  call: string,
  definition: AnyJobDefinition,
  args: unknown,
  options: EnqueueOptions,
): ResolvedOptions {
  try {
    return resolveOptions(definition, options, args);
  } catch (cause) {
    if (cause instanceof InvalidJobError) throw cause;
    throw new InvalidJobError(
      `${call}: the definition's displayName function threw an error; see its cause.`,
      { cause },
    );
  }
}

function uniqueOf(
  call: string,
  definition: AnyJobDefinition,
  options: EnqueueOptions,
  args: unknown,
  now: number,
): Pick<JobDraft, "unique" | "onConflict"> {
  const { unique }: { unique?: UniqueOptions<never> | undefined } = { ...definition, ...options };
  if (!unique) return {};
  const { key, while: span = "unfinished", onConflict = "keep" } = unique;
  const text = typeof key === "function" ? key(args as never) : key;
  const expected = "a text that is not empty, from the key function too";
  expectOption(typeof text === "string" && text !== "", call, "unique.key", text, expected);
  const standing = span === "enqueued" || span === "unfinished" ? span : now + milliseconds(span);
  const of = firstName(definition);
  return { unique: { key: text, while: standing, ...(of === definition.name ? {} : { of }) }, onConflict };
}
