import { expectOption } from "../../errors/expect-option.ts";
import type { AnyJobDefinition, EnqueueOptions } from "../../job/definition.ts";
import { whenOnline } from "../../platform/online.ts";
import { keptOpen } from "../../storage/indexeddb/kept-open.ts";
import type { AppTransaction } from "../../storage/options.ts";
import type { JobRequest, When } from "../api/call-options.ts";
import type { JobClient, TransactionClient } from "../api/client-api.ts";
import type { ClientOptions } from "../api/client-options.ts";
import { asGiven, copyOf } from "../calls/as-given.ts";
import type { OpenCore } from "../core.ts";
import type { SlowmatchClient } from "../job-client.ts";
import { type Coming, waitingCalls } from "../parts/feature.ts";
import { exportOf } from "../parts/late-export.ts";
import { batchesOf, monitorOf, recurringOf } from "../parts/late-parts.ts";
import { type Asked, atMoments, leftCalls, momentOf } from "./left-calls.ts";
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
  /** @param begin begins the call with the whole client */
  const create = (
    requests: readonly Asked[],
    begin: (client: SlowmatchClient) => Promise<string[]>,
  ): Promise<string[]> => {
    const caller = { now: clock.now(), newId, owner };
    return line.leave(filters.length > 0 ? undefined : leftCalls(requests, caller), begin);
  };
  const one = async (request: Asked, begin: (client: SlowmatchClient) => Promise<string>): Promise<string> =>
    (await create([request], async (client) => [await begin(client)]))[0]!;

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
    return waitingCalls<TransactionClient, typeof WITHIN>(
      { now: undefined, soon: async (begin) => begin((await hold(transaction)).within(transaction)) },
      WITHIN,
    );
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
    ...waitingCalls<JobClient, typeof CALLS>(line, CALLS),
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
    async enqueue(job: AnyJobDefinition, given?: unknown, options: EnqueueOptions = {}) {
      if (line.now) return line.now.enqueue(job, given as never, options as never);
      const request = { job, args: copyOf(given), options: asGiven(options) };
      return one(request, (client) => client.enqueue(job, request.args, request.options));
    },
    async schedule(job: AnyJobDefinition, given: unknown, at: When, options: EnqueueOptions = {}) {
      if (line.now) return line.now.schedule(job, given, at, options as never);
      const request = {
        job,
        args: copyOf(given),
        options: asGiven(options),
        when: momentOf(at, clock.now()),
      };
      return one(request, (client) => client.schedule(job, request.args, request.when, request.options));
    },
    async enqueueMany(given: readonly JobRequest[]) {
      if (line.now) return line.now.enqueueMany(given);
      const requests = Array.isArray(given) ? atMoments(asGiven(given), clock.now()) : given;
      return create(requests, (client) => client.enqueueMany(requests as readonly JobRequest[]));
    },
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

const WITHIN = "enqueue schedule enqueueMany continueWith batch";

/** Calls of which nothing need be known here. */
const CALLS =
  "continueWith batch get result delete requeue duplicate reschedule hurry hold release clear import pauseQueue resumeQueue";
