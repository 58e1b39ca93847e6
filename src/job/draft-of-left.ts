import { expectKnownOptions } from "../errors/expect-option.ts";
import type { DraftWithPayload } from "./draft.ts";
import { draftOf } from "./draft-of.ts";
import type { LeftCall } from "./left-call.ts";
import { DEFINITION_OPTIONS, ENQUEUE_OPTIONS } from "./options.ts";

/** What is to be stored of calls, or `undefined` where they say what this version doesn't know. */
export function draftsOfLeft(calls: readonly LeftCall[]): DraftWithPayload[] | undefined {
  try {
    return calls.map(draftOfLeft);
  } catch {
    return undefined;
  }
}

function draftOfLeft({ id, definition, args, options, dueAt, calledAt, owner }: LeftCall): DraftWithPayload {
  const { name } = definition;
  expectKnownOptions(name, definition, ["name", ...DEFINITION_OPTIONS]);
  expectKnownOptions(name, options, ENQUEUE_OPTIONS);
  const preparing = { now: calledAt, newId: () => id, ...(owner === undefined ? {} : { owner }) };
  const { draft, ...rest } = draftOf(name, definition, args, options, preparing);
  return { draft: { ...draft, calledAt, ...(dueAt === undefined ? {} : { dueAt }) }, ...rest };
}
