import { InvalidJobError } from "../../errors/call-errors.ts";
import { expectKnownOptions, expectOption } from "../../errors/expect-option.ts";
import type { AnyJobDefinition, EnqueueOptions } from "../../job/definition.ts";
import type { DraftWithPayload } from "../../job/draft.ts";
import type { Preparing } from "../../job/draft-of.ts";
import { BATCH_PREFIX, expectId, isBatchId } from "../../job/names.ts";
import { checkOptions } from "../../job/options.ts";
import { storedKeep } from "../../job/record.ts";
import type { BatchDraft } from "../../operations/create-batch.ts";
import { milliseconds } from "../../time/duration.ts";
import type { BatchBuilder, BatchOptions, FollowUp, Parent } from "../api/batch-api.ts";
import type { ContinueOptions, When } from "../api/call-options.ts";
import { expectCondition, idsOf } from "../calls/prepare.ts";
import { continueRequest, enqueueRequest, type Request, scheduleRequest } from "../calls/requests.ts";

/** What the functions that build a batch have given. */
export interface Collected {
  batches: BatchDraft[];
  requests: Request[];
  /** Nested builders that are not done yet. */
  pending: Promise<unknown>[];
  /** All have ended: what comes now would be lost. */
  closed: boolean;
}

export const nothingCollected = (): Collected => ({
  batches: [],
  requests: [],
  pending: [],
  closed: false,
});

/** Where a builder's jobs go. */
interface Building {
  call: string;
  preparing: Preparing;
  collected: Collected;
}

const OPTIONS = ["name", "id", "onSucceeded", "onFinished", "after", "on", "keep"];

/**
 * Puts a batch and what follows it among what is collected.
 *
 * @throws InvalidJobError
 */
export function collectBatch(
  building: Building,
  build: (batch: BatchBuilder) => unknown,
  options: BatchOptions,
  within?: string,
): { id: string; onSucceeded?: string; onFinished?: string } {
  const { call, preparing, collected } = building;
  const draft = batchDraft(call, options, preparing, within);
  collected.batches.push(draft);
  runBuilder(building, draft.id, build);
  const ids: { id: string; onSucceeded?: string; onFinished?: string } = { id: draft.id };
  for (const [hook, on] of [
    ["onSucceeded", "succeeded"],
    ["onFinished", "finished"],
  ] as const) {
    const followUp = options[hook];
    if (followUp === undefined) continue;
    expectFollowUp(`${call}: ${hook}`, followUp);
    const { job, args, options: given = {} } = followUp as FollowUp<unknown>;
    ids[hook] = collect(building, within, `${call}.${hook}`, (nth, own) =>
      continueRequest(nth, draft.id, job, args, { ...given, on } as ContinueOptions, own),
    );
  }
  return ids;
}

/** Has a function add to a batch. */
export function runBuilder(building: Building, id: string, build: (batch: BatchBuilder) => unknown): void {
  expectOption(typeof build === "function", building.call, "build", build, "a function of the batch");
  const answer: unknown = build(new Builder(building, id));
  if (typeof (answer as PromiseLike<unknown> | undefined)?.then === "function") {
    building.collected.pending.push(answer as Promise<unknown>);
  }
}

class Builder implements BatchBuilder {
  readonly id: string;
  readonly #building: Building;

  constructor(building: Building, id: string) {
    this.#building = building;
    this.id = id;
  }

  enqueue(job: AnyJobDefinition, args?: unknown, options: EnqueueOptions = {}): string {
    return this.#collect("enqueue", (call, own) => enqueueRequest(call, job, args, options, own));
  }

  schedule(job: AnyJobDefinition, args: unknown, when: When, options: EnqueueOptions = {}): string {
    return this.#collect("schedule", (call, own) => {
      const request = scheduleRequest(call, job, args, when, options, own);
      const delay = typeof when === "object" && when !== null && "delay" in when ? when.delay : undefined;
      if (delay === undefined) return request;
      // Where the batch has yet to begin, the delay counts from that.
      return changed(request, (draft) => ({
        ...draft,
        releaseDelay: milliseconds(delay, `${call}: delay`),
      }));
    });
  }

  continueWith(
    parent: Parent | readonly Parent[],
    job: AnyJobDefinition,
    args?: unknown,
    options: ContinueOptions = {},
  ): string {
    return this.#collect("continueWith", (call, own) =>
      continueRequest(call, parent, job, args, options, own),
    );
  }

  batch(build: (batch: BatchBuilder) => unknown, options: BatchOptions = {}): { readonly id: string } {
    expectOpen(this.#building, "batch");
    const building = { ...this.#building, call: `${this.#building.call}.batch` };
    return { id: collectBatch(building, build, options, this.id).id };
  }

  #collect(name: string, make: (call: string, own: Preparing) => Request): string {
    return collect(this.#building, this.id, `${this.#building.call}.${name}`, make);
  }
}

/** Checks and prepares a job at once, so that what is wrong with it is thrown where it was written; answers its id. */
function collect(
  building: Building,
  batchId: string | undefined,
  call: string,
  make: (call: string, own: Preparing) => Request,
): string {
  expectOpen(building, call);
  const { preparing, collected } = building;
  const id = preparing.newId();
  const request = make(call, { ...preparing, newId: () => id });
  const member = batchId === undefined ? request : changed(request, (draft) => ({ ...draft, batchId }));
  const first = member.prepare(member.args, member.options);
  collected.requests.push({
    ...member,
    prepare: (args, options) =>
      args === member.args && options === member.options ? first : member.prepare(args, options),
  });
  return first.draft.id;
}

function changed(
  request: Request,
  change: (draft: DraftWithPayload["draft"]) => DraftWithPayload["draft"],
): Request {
  return {
    ...request,
    prepare(args, options) {
      const { draft, ...rest } = request.prepare(args, options);
      return { draft: change(draft), ...rest };
    },
  };
}

function expectOpen({ collected }: Building, call: string): void {
  if (!collected.closed) return;
  throw new InvalidJobError(
    `${call}: the batch has been handed over already. Await what is asynchronous in the function that builds it, or use batches.add.`,
    { details: { call } },
  );
}

function batchDraft(
  call: string,
  options: BatchOptions,
  { newId, createdBy, owner }: Preparing,
  within: string | undefined,
): BatchDraft {
  expectKnownOptions(call, options, OPTIONS);
  const { name, id, after, on, keep } = options;
  if (name !== undefined) {
    const ok = typeof name === "string" && name !== "" && name.length <= 200;
    expectOption(ok, call, "name", name, "a text of 1 to 200 characters");
  }
  if (id !== undefined) {
    expectId(call, id);
    const ok = isBatchId(id) && id.length > BATCH_PREFIX.length && within === undefined;
    const expected =
      within === undefined ? `'${BATCH_PREFIX}' and a name` : "none: a nested batch gets its own";
    expectOption(ok, call, "id", id, expected);
  }
  if (keep !== undefined) checkOptions(call, { keep }, ["keep"]);
  expectCondition(call, on);
  expectOption(on === undefined || after !== undefined, call, "on", on, "none without 'after'");
  const parents = after === undefined ? undefined : idsOf(call, "after", after);
  const kept = keep === undefined ? {} : storedKeep(keep);
  return {
    id: id ?? `${BATCH_PREFIX}${newId()}`,
    ...(name === undefined ? {} : { name }),
    ...(within === undefined ? {} : { within }),
    ...(createdBy === undefined ? {} : { createdBy }),
    ...(owner === undefined ? {} : { owner }),
    ...(Object.keys(kept).length === 0 ? {} : { keep: kept }),
    ...(parents ? { parents, on: on ?? "succeeded" } : {}),
  };
}

function expectFollowUp(call: string, followUp: unknown): asserts followUp is FollowUp<unknown> {
  const expected = "{ job, args?, options? }";
  expectOption(typeof followUp === "object" && followUp !== null, call, "value", followUp, expected);
  expectKnownOptions(call, followUp, ["job", "args", "options"]);
  const { options } = followUp as { options?: unknown };
  const ok = options === undefined || (typeof options === "object" && options !== null && !("on" in options));
  expectOption(ok, call, "options", options, "those of a job, and delay");
}
