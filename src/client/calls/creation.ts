import { FilterError, JobCancelledError } from "../../errors/job-errors.ts";
import type { AnyJobDefinition, EnqueueOptions, JobFilter } from "../../job/definition.ts";
import type { CreatedContext, CreatingContext, FilterItems } from "../../job/filter.ts";
import { expectFilters, hookRule, SCOPE } from "../../job/filter-options.ts";
import { type FilterSet, filterName } from "../../job/filter-set.ts";
import type { JobMeta } from "../../job/meta.ts";
import type { Rules } from "../../job/option-rules.ts";
import { guarded, uncaught } from "../../platform/guarded.ts";
import { copyOf } from "./as-given.ts";

/** What a call's own filters may have: its creation is all that they see. */
const OF_CALL: Rules = { ...SCOPE, onCreating: hookRule, onCreated: hookRule };

/** The job whose handler enqueues another. */
export interface Creator {
  id: string;
  meta: JobMeta;
  items: FilterItems;
}

/** A call that creates a job, as it was made. */
export interface CreationCall {
  call: string;
  definition: AnyJobDefinition;
  args: unknown;
  options: EnqueueOptions;
  parents?: readonly string[];
  creator?: Creator | undefined;
}

/**
 * A call on its way through the filters of its creation: those further out are asked first, and hear last what became of
 * it. Without an asynchronous filter it never leaves the caller's turn, so that jobs enqueued in a row still share a
 * transaction.
 */
export class Creation {
  readonly #filters: readonly JobFilter[];
  readonly #id: string | undefined;
  readonly #context: CreatingContext<unknown, EnqueueOptions>;
  readonly #asked: JobFilter[] = [];
  #cancelled: JobCancelledError | undefined;

  private constructor(filters: readonly JobFilter[], made: CreationCall) {
    const { call, definition, args, options, parents = [], creator } = made;
    this.#filters = filters;
    this.#id = options.id;
    this.#context = {
      call,
      name: definition.name,
      args: copyOf(args),
      options: { ...options },
      meta: { ...definition.meta, ...options.meta },
      parents,
      creator,
      items: {},
      cancel: (reason) => {
        const filter = this.#asked.at(-1);
        const who = filter ? filterName(filter) : "a filter";
        const why = reason === undefined ? "" : ` ${reason}`;
        this.#cancelled ??= new JobCancelledError(
          `${call}('${definition.name}') was cancelled by ${who}; nothing was stored.${why}`,
          { details: { filter: filter?.name, reason } },
        );
      },
    };
  }

  /** The call's way through its filters; `undefined` when none is asked about it. */
  static of(filters: FilterSet, made: CreationCall): Creation | undefined {
    const { call, definition, options } = made;
    // Something that is no definition is refused by whoever prepares the job, and says so better.
    if (typeof definition !== "object" || definition === null) return undefined;
    if (typeof options !== "object" || options === null) return undefined;
    if (options.filters !== undefined)
      expectFilters(`${call}('${definition.name}')`, options.filters, OF_CALL);
    if (definition.filters) filters.learn(definition);
    const asked = { name: definition.name, queue: options.queue ?? definition.queue };
    const all = filters.of(asked, options.filters);
    return all.some((each) => each.onCreating || each.onCreated) ? new Creation(all, made) : undefined;
  }

  get args(): unknown {
    return this.#context.args;
  }

  /** All but the id, which is the caller's: it may have been told to somebody already. */
  get options(): EnqueueOptions {
    const { meta } = this.#context;
    const { id: _id, ...options } = this.#context.options;
    return {
      ...options,
      ...(this.#id === undefined ? {} : { id: this.#id }),
      ...(Object.keys(meta).length === 0 ? {} : { meta }),
    };
  }

  /**
   * Asks the filters. Answers a promise only where one of them does.
   *
   * @throws JobCancelledError, and what a filter throws
   */
  begin(): Promise<void> | undefined {
    for (const [i, filter] of this.#filters.entries()) {
      const answer = this.#ask(filter);
      if (isPromise(answer)) return this.#goOn(answer, i + 1);
    }
    return undefined;
  }

  /**
   * The same where nothing may be waited for, since somebody else's transaction would end meanwhile.
   *
   * @throws FilterError when a filter answers a promise
   */
  beginAtOnce(): void {
    for (const filter of this.#filters) {
      const answer = this.#ask(filter);
      if (!isPromise(answer)) continue;
      answer.then(undefined, () => {});
      throw new FilterError(
        `${this.#context.call}: onCreating of ${filterName(filter)} answered a promise, and your transaction would end while it is waited for; nothing was stored. Give it a filter that answers at once.`,
        { details: { filter: filter.name, hook: "onCreating" } },
      );
    }
  }

  /** Tells the filters that were asked what became of it, the innermost first. What they throw is their own trouble. */
  end(outcome: { id: string } | { error: unknown }): Promise<void> | undefined {
    const context: CreatedContext<never, never> = Object.assign(Object.create(this.#context), {
      id: "id" in outcome ? outcome.id : undefined,
      error: "error" in outcome ? outcome.error : undefined,
      cancelled: this.#cancelled !== undefined,
    });
    let waiting: Promise<void> | undefined;
    for (const filter of this.#asked.toReversed()) {
      const tell = (): unknown => filter.onCreated?.(context);
      waiting = waiting === undefined ? told(tell) : waiting.then(() => told(tell));
    }
    return waiting;
  }

  #ask(filter: JobFilter): unknown {
    this.#asked.push(filter);
    const answer: unknown = filter.onCreating?.(this.#context as never);
    if (!isPromise(answer)) this.#expectGoingOn();
    return answer;
  }

  async #goOn(first: Promise<unknown>, next: number): Promise<void> {
    await first;
    this.#expectGoingOn();
    for (const filter of this.#filters.slice(next)) {
      await this.#ask(filter);
      this.#expectGoingOn();
    }
  }

  #expectGoingOn(): void {
    if (this.#cancelled) throw this.#cancelled;
  }
}

/** Calls a listener; the job is stored, or not, whatever it throws. */
function told(tell: () => unknown): Promise<void> | undefined {
  let answer: unknown;
  guarded(() => {
    answer = tell();
  });
  if (!isPromise(answer)) return undefined;
  return answer.then(() => undefined, uncaught);
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === "function";

/**
 * Asks the filters of several jobs, stores them, and tells the filters what became of it. One that is cancelled cancels
 * the whole call.
 *
 * @param atOnce nothing may be waited for: somebody else's transaction would end
 */
export async function throughFilters(
  creations: readonly (Creation | undefined)[],
  store: () => Promise<string[]>,
  atOnce = false,
): Promise<string[]> {
  const tell = async (outcome: (i: number) => { id: string } | { error: unknown }): Promise<void> => {
    for (let i = creations.length - 1; i >= 0; i--) {
      const waiting = creations[i]?.end(outcome(i));
      if (waiting !== undefined && !atOnce) await waiting;
    }
  };
  let ids: string[];
  try {
    for (const creation of creations) {
      if (atOnce) creation?.beginAtOnce();
      else {
        const waiting = creation?.begin();
        if (waiting !== undefined) await waiting;
      }
    }
    ids = await store();
  } catch (error) {
    await tell(() => ({ error }));
    throw error;
  }
  await tell((i) => ({ id: ids[i]! }));
  return ids;
}
