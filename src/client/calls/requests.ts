import { expectKnownOptions, expectOption } from "../../errors/expect-option.ts";
import type { AnyJobDefinition, EnqueueOptions } from "../../job/definition.ts";
import type { DraftWithPayload } from "../../job/draft.ts";
import type { Preparing } from "../../job/draft-of.ts";
import type { Parent } from "../api/batch-api.ts";
import type { ContinueOptions, JobRequest, When } from "../api/call-options.ts";
import { dueAtOf } from "./expect-when.ts";
import { idOf, prepareContinuation, prepareJob } from "./prepare.ts";

/** One job of a call: as the caller gave it, and how it is prepared once filters have had their say. */
export interface Request {
  call: string;
  definition: AnyJobDefinition;
  args: unknown;
  options: EnqueueOptions;
  parents?: readonly string[];
  prepare(args: unknown, options: EnqueueOptions): DraftWithPayload;
}

export function enqueueRequest(
  call: string,
  definition: AnyJobDefinition,
  args: unknown,
  options: EnqueueOptions,
  preparing: Preparing,
): Request {
  return {
    call,
    definition,
    args,
    options,
    prepare: (a, o) => prepareJob(call, definition, a, o, preparing),
  };
}

export function scheduleRequest(
  call: string,
  definition: AnyJobDefinition,
  args: unknown,
  when: When,
  options: EnqueueOptions,
  preparing: Preparing,
): Request {
  return {
    ...enqueueRequest(call, definition, args, options, preparing),
    prepare(a, o) {
      const { draft, ...rest } = prepareJob(call, definition, a, o, preparing);
      return { draft: { ...draft, dueAt: dueAtOf(call, when, preparing.now) }, ...rest };
    },
  };
}

export function continueRequest(
  call: string,
  parent: Parent | readonly Parent[],
  definition: AnyJobDefinition,
  args: unknown,
  options: ContinueOptions,
  preparing: Preparing,
): Request {
  return {
    ...enqueueRequest(call, definition, args, options, preparing),
    parents: [parent].flat().map(idOf) as string[],
    prepare: (a, o) => prepareContinuation(call, parent, definition, a, o, preparing),
  };
}

/** @throws InvalidJobError */
export function manyRequests(call: string, requests: readonly JobRequest[], preparing: Preparing): Request[] {
  expectOption(Array.isArray(requests), call, "jobs", requests, "a list of { job, args, options?, when? }");
  return requests.map((request, i) => {
    const nth = `${call}[${i}]`;
    expectOption(
      typeof request === "object" && request !== null,
      call,
      `jobs[${i}]`,
      request,
      "{ job, args, options?, when? }",
    );
    expectKnownOptions(nth, request, ["job", "args", "options", "when"]);
    const { job, args, options = {}, when } = request;
    return when === undefined
      ? enqueueRequest(nth, job, args, options, preparing)
      : scheduleRequest(nth, job, args, when, options, preparing);
  });
}
