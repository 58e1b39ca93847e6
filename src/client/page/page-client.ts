import type { AnyJobDefinition, EnqueueOptions } from "../../job/definition.ts";
import { whenOnline } from "../../platform/online.ts";
import { keptOpen } from "../../storage/indexeddb/kept-open.ts";
import { type AppTransaction, expectTransaction } from "../../storage/options.ts";
import type { JobRequest, When } from "../api/call-options.ts";
import type { JobClient, TransactionClient } from "../api/client-api.ts";
import type { ClientOptions } from "../api/client-options.ts";
import { asGiven } from "../calls/as-given.ts";
import type { OpenCore } from "../core.ts";
import type { SlowmatchClient } from "../job-client.ts";
import { type Coming, waitingCalls } from "../parts/feature.ts";
import { exportOf } from "../parts/late-export.ts";
import { batchesOf, monitorOf, recurringOf } from "../parts/late-parts.ts";
import { type Asked, atMoments, leftCalls } from "./left-calls.ts";
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
  const create = async (
    given: readonly Asked[],
    begin: (client: SlowmatchClient, requests: readonly Asked[]) => Promise<string[]>,
  ): Promise<string[]> => {
    if (line.now) return begin(line.now, given);
    const caller = { now: clock.now(), newId, owner };
    const requests = atMoments(asGiven(given), caller.now);
    const calls = filters.length > 0 ? undefined : leftCalls(requests, caller);
    return line.leave(calls, (client) => begin(client, requests));
  };
  const one = async (
    given: Asked,
    begin: (client: SlowmatchClient, request: Asked) => Promise<string>,
  ): Promise<string> =>
    (await create([given], async (client, [request]) => [await begin(client, request!)]))[0]!;

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
    expectTransaction(transaction);
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
    enqueue: (job: AnyJobDefinition, args?: unknown, options: EnqueueOptions = {}) =>
      one({ job, args, options }, (client, asked) => client.enqueue(asked.job, asked.args, asked.options)),
    schedule: (job: AnyJobDefinition, args: unknown, when: When, options: EnqueueOptions = {}) =>
      // Only of a list can one be without a time.
      one({ job, args, options, when: when ?? (null as never) }, (client, asked) =>
        client.schedule(asked.job, asked.args, asked.when ?? when, asked.options),
      ),
    enqueueMany: (given: readonly JobRequest[]) =>
      create(given, (client, requests) => client.enqueueMany(requests as readonly JobRequest[])),
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
