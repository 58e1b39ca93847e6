import { expectOption } from "../../errors/expect-option.ts";
import type { AnyJobDefinition, EnqueueOptions } from "../../job/definition.ts";
import type { DraftWithPayload } from "../../job/draft.ts";
import { whenOnline } from "../../platform/online.ts";
import { keptOpen } from "../../storage/indexeddb/kept-open.ts";
import type { AppTransaction } from "../../storage/options.ts";
import type { Parent } from "../api/batch-api.ts";
import type { ContinueOptions, JobRequest, When } from "../api/call-options.ts";
import type { JobClient, TransactionClient } from "../api/client-api.ts";
import type { ClientOptions } from "../api/client-options.ts";
import { asGiven } from "../calls/as-given.ts";
import { copyOf, type Preparing } from "../calls/prepare.ts";
import {
  continueRequest,
  enqueueRequest,
  manyRequests,
  type Request,
  scheduleRequest,
} from "../calls/requests.ts";
import type { OpenCore } from "../core.ts";
import type { SlowmatchClient } from "../job-client.ts";
import { type Coming, waitingCalls } from "../parts/feature.ts";
import { exportOf } from "../parts/late-export.ts";
import { batchesOf, monitorOf, recurringOf } from "../parts/late-parts.ts";
import { type Beginning, lineFor } from "./line.ts";

/**
 * A page's client from its first line on. The whole of it is fetched at once; jobs that are enqueued before it is
 * here are checked, and left in the database for whoever has the rules: this page when it has them, a worker, the next
 * page. So what was answered is durable, however short the page lives. Whatever needs an answer of the rules (a unique
 * key, a parent, a filter) waits for them.
 *
 * @param fetch fetches what opens the rest
 */
export function pageClient(
  options: ClientOptions,
  fetch: () => Promise<OpenCore>,
  beginning?: Beginning,
): JobClient {
  const { owner, filters = [] } = options;
  const line = lineFor(options, fetch, beginning);
  const { core, newId, clock } = line;
  /** A part of the whole client. */
  const part = <Api>(of: (client: SlowmatchClient) => Api): Coming<Api> => ({
    get now() {
      return line.now && of(line.now);
    },
    soon: (begin) => line.soon((client) => begin(of(client))),
  });
  const preparing = (): Preparing => ({
    now: clock.now(),
    newId,
    ...(owner === undefined ? {} : { owner }),
  });

  /** The jobs of a call that no rule can refuse; `undefined`: one may be refused, or a filter is to be asked. */
  const plain = (requests: readonly Request[]): DraftWithPayload[] | undefined => {
    if (filters.length > 0 || requests.some(isFiltered)) return undefined;
    const { now } = preparing();
    const group = requests.map(({ prepare, args, options }) => prepare(args, options));
    return group.some(({ draft }) => draft.unique || draft.parents)
      ? undefined
      : group.map((each) => ({ ...each, draft: { ...each.draft, calledAt: now } }));
  };

  /** @param make takes what was given, or a copy of it */
  const create = async (make: (copy: typeof asGiven) => Request[]): Promise<string[]> => {
    const { now } = line;
    const requests = make(now ? (given) => given : asGiven);
    if (requests.length === 0) return [];
    if (now) return now.create(requests);
    const group = plain(requests);
    if (group)
      return line.leave(group, (client) =>
        client.create(requests.map((request, i) => ({ ...request, prepare: () => group[i]! }))),
      );
    const copied = requests.map((request) => ({ ...request, args: copyOf(request.args) }));
    return line.soon((client) => client.create(copied));
  };
  const one = async (make: (copy: typeof asGiven) => Request): Promise<string> =>
    (await create((copy) => [make(copy)]))[0]!;

  const held = new WeakMap<AppTransaction, Promise<SlowmatchClient>>();
  const hold = (transaction: AppTransaction): Promise<SlowmatchClient> => {
    let client = held.get(transaction);
    if (!client) {
      const coming = line.soon((client) => client);
      client = keptOpen(transaction, coming);
      held.set(transaction, client);
      client.catch(() => held.delete(transaction));
    }
    return client;
  };
  const within = (transaction: AppTransaction): TransactionClient => {
    const ok = typeof transaction === "object" && transaction !== null && "objectStoreNames" in transaction;
    const expected = "an IDBTransaction of the database the client was given";
    expectOption(ok, "within", "transaction", transaction, expected);
    if (line.now && !held.has(transaction)) return line.now.within(transaction);
    const calls = waitingCalls<TransactionClient, keyof typeof WITHIN>(
      { now: undefined, soon: async (begin) => begin((await hold(transaction)).within(transaction)) },
      WITHIN,
    );
    return {
      ...calls,
      enqueue: (job: AnyJobDefinition, args?: unknown, given?: EnqueueOptions) =>
        calls.enqueue(job, copyOf(args) as never, given as never),
      schedule: (job: AnyJobDefinition, args: unknown, when: When, given?: EnqueueOptions) =>
        calls.schedule(job, copyOf(args), when, given as never),
      continueWith: (
        parent: Parent | readonly Parent[],
        job: AnyJobDefinition,
        args?: unknown,
        given?: ContinueOptions,
      ) => calls.continueWith(parent, job, copyOf(args) as never, given as never),
    };
  };
  const listening = (call: "addEventListener" | "removeEventListener"): JobClient["addEventListener"] =>
    function listen(type, listener, how): void {
      // What is no listener is refused at once.
      new EventTarget()[call](type, listener as never, how);
      line.listen((client) => client[call](type, listener, how));
    };

  const stopAgain = whenOnline(line.ask);
  let ready: Promise<void> | undefined;
  const whenReady = (): Promise<void> => {
    ready ??= core.load().then(
      ({ client }) => {
        stopAgain();
        return client.ready;
      },
      (error) => {
        ready = undefined;
        throw error;
      },
    );
    // Whoever doesn't ask is told by the first call that fails.
    ready.catch(() => {});
    return ready;
  };
  void whenReady();
  const close = (): Promise<void> => {
    stopAgain();
    return line.close();
  };

  return {
    get ready() {
      return whenReady();
    },
    ...waitingCalls<JobClient, keyof typeof CALLS>(line, CALLS),
    monitor: monitorOf(
      part(({ monitor }) => monitor),
      (listener) => {
        let stop = (): void => {};
        let stopped = false;
        line.listen(({ monitor }) => {
          if (!stopped) stop = monitor.subscribe(listener);
        });
        return () => {
          stopped = true;
          stop();
        };
      },
    ),
    recurring: recurringOf(part(({ recurring }) => recurring)),
    batches: batchesOf(part(({ batches }) => batches)),
    enqueue: (job: AnyJobDefinition, args?: unknown, given: EnqueueOptions = {}) =>
      one((copy) => enqueueRequest("enqueue", job, args, copy(given), preparing())),
    schedule: (job: AnyJobDefinition, args: unknown, when: When, given: EnqueueOptions = {}) =>
      one((copy) => scheduleRequest("schedule", job, args, copy(when), copy(given), preparing())),
    enqueueMany: (given: readonly JobRequest[]) =>
      create((copy) => manyRequests("enqueueMany", copy(given), preparing())),
    continueWith: (
      parent: Parent | readonly Parent[],
      job: AnyJobDefinition,
      args?: unknown,
      given: ContinueOptions = {},
    ) => one((copy) => continueRequest("continueWith", copy(parent), job, args, copy(given), preparing())),
    within,
    export(filter) {
      const given = asGiven(filter);
      return exportOf(line, (client) => client.export(given));
    },
    addEventListener: listening("addEventListener"),
    removeEventListener: listening("removeEventListener"),
    close,
    [Symbol.asyncDispose]: close,
  };
}

const WITHIN = { enqueue: true, schedule: true, enqueueMany: true, continueWith: true, batch: true } as const;

/** Calls of which nothing need be known here. */
const CALLS = {
  batch: true,
  get: true,
  result: true,
  delete: true,
  requeue: true,
  duplicate: true,
  reschedule: true,
  hurry: true,
  hold: true,
  release: true,
  clear: true,
  import: true,
  pauseQueue: true,
  resumeQueue: true,
} as const;

/** Definitions and calls may have filters of their own. */
const isFiltered = ({ definition, options }: Request): boolean =>
  Boolean(definition?.filters?.length || options?.filters?.length);
