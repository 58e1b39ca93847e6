import { expectOption } from "../errors/expect-option.ts";
import type { AnyJobDefinition, EnqueueOptions } from "../job/definition.ts";
import type { DraftWithPayload } from "../job/draft.ts";
import type { Monitor } from "../monitor/monitor-api.ts";
import { leftRow } from "../operations/left.ts";
import { broadcastChannel } from "../platform/channel.ts";
import { systemClock } from "../platform/clock.ts";
import { browserConnectivity } from "../platform/connectivity.ts";
import { tellController } from "../platform/controller.ts";
import { newIds } from "../platform/ids.ts";
import { channelName } from "../storage/channel-name.ts";
import { keptOpen } from "../storage/indexeddb/kept-open.ts";
import { Outbox } from "../storage/indexeddb/outbox.ts";
import { type AppTransaction, databaseOf } from "../storage/options.ts";
import type { Parent } from "./batch-api.ts";
import type { ContinueOptions, JobRequest, When } from "./call-options.ts";
import type { JobClient, TransactionClient } from "./client-api.ts";
import type { ClientOptions } from "./client-options.ts";
import type { PageCore } from "./core.ts";
import { type Feature, fetched, madeOf, waitingCalls } from "./feature.ts";
import type { SlowmatchClient } from "./job-client.ts";
import { exportOf } from "./late-export.ts";
import { batchesOf, MONITOR, recurringOf } from "./late-parts.ts";
import { copyOf, type Preparing } from "./prepare.ts";
import { continueRequest, enqueueRequest, manyRequests, type Request, scheduleRequest } from "./requests.ts";

/**
 * A page's client from its first line on. The whole of it is fetched at once; jobs that are enqueued before it is
 * here are checked, and left in the database for whoever has the rules: this page when it has them, a worker, the next
 * page. So what was answered is durable, however short the page lives. Whatever needs an answer of the rules (a unique
 * key, a parent, a filter) waits for them.
 *
 * @param open fetches the rest
 */
export function pageClient(
  options: ClientOptions,
  open: (newId: () => string) => Promise<PageCore>,
): JobClient {
  const { owner, durability = "relaxed", filters = [] } = options;
  const { name, open: openApps } = databaseOf("createClient", options.database, options.namespace);
  const newId = newIds();
  /** What is to be done with the whole client as soon as it is here, in order: listeners that were added, and the like. */
  const early: ((client: SlowmatchClient) => void)[] = [];
  let here: SlowmatchClient | undefined;
  let hasLeft = false;

  const told = (): void => {
    hasLeft = true;
    const channel = broadcastChannel(channelName(name));
    channel.post([{ type: "chore", at: systemClock.now() }]);
    channel.close();
    tellController({ slowmatch: "wake", source: "enqueue" });
  };
  const outbox = new Outbox({ name, durability, onStored: told });

  const core: Feature<PageCore> = fetched("client", async () => {
    const opened = await open(newId);
    here = opened.client;
    for (const run of early.splice(0)) run(here);
    await outbox.close();
    // In an app's database nothing is left, and a look there would wait for the transaction that is kept open for us.
    if (openApps) return opened;
    // What was enqueued first is to stay first. For what others may have left, a database that can't be opened is not waited for.
    const taken = opened.takeIn();
    await (hasLeft ? taken : Promise.race([taken, patience()]));
    return opened;
  });
  const client = madeOf(core, (core) => core.client);
  const soon = (run: (client: SlowmatchClient) => void): void => {
    if (here) run(here);
    else early.push(run);
  };
  const preparing = (): Preparing => ({
    now: systemClock.now(),
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

  const create = async (make: () => Request[]): Promise<string[]> => {
    const requests = make();
    if (client.now) return client.now.create(requests);
    if (requests.length === 0) return [];
    const group = plain(requests);
    // The caller may change what it gave as soon as this call has returned.
    const fixed = requests.map((request, i) =>
      group ? { ...request, prepare: () => group[i]! } : { ...request, args: copyOf(request.args) },
    );
    if (group && !openApps && (await outbox.leave(leftRow(newId(), group))))
      return group.map(({ draft }) => draft.id);
    return (await client.load()).create(fixed);
  };
  const one = async (make: () => Request): Promise<string> => (await create(() => [make()]))[0]!;

  const within = (transaction: AppTransaction): TransactionClient => {
    const ok = typeof transaction === "object" && transaction !== null && "objectStoreNames" in transaction;
    const expected = "an IDBTransaction of the database the client was given";
    expectOption(ok, "within", "transaction", transaction, expected);
    if (client.now) return client.now.within(transaction);
    const whole = {
      now: undefined,
      load: async () => (await keptOpen(transaction, client)).within(transaction),
    };
    const calls = waitingCalls<TransactionClient, keyof typeof WITHIN>(whole, WITHIN);
    return {
      ...calls,
      enqueue: (job: AnyJobDefinition, args?: unknown, given?: EnqueueOptions) =>
        calls.enqueue(job, copyOf(args) as never, given as never),
      schedule: (job: AnyJobDefinition, args: unknown, when: When, given?: EnqueueOptions) =>
        calls.schedule(job, copyOf(args), when, given as never),
    };
  };

  const stopAgain = browserConnectivity.onChange(() => void core.load().catch(() => {}));
  const ready = core.load().then(({ client }) => {
    stopAgain();
    return client.ready;
  });
  // Whoever doesn't ask is told by the first call that fails.
  ready.catch(() => {});
  const close = async (): Promise<void> => {
    stopAgain();
    const opened = await client.load().catch(() => outbox.close());
    await opened?.close();
  };

  return {
    ready,
    ...waitingCalls<JobClient, keyof typeof CALLS>(client, CALLS),
    monitor: {
      ...waitingCalls<Monitor, keyof typeof MONITOR>(
        madeOf(client, ({ monitor }) => monitor),
        MONITOR,
      ),
      subscribe(listener) {
        expectOption(typeof listener === "function", "monitor.subscribe", "listener", listener, "a function");
        let stop = (): void => {};
        let stopped = false;
        soon(({ monitor }) => {
          if (!stopped) stop = monitor.subscribe(listener);
        });
        return () => {
          stopped = true;
          stop();
        };
      },
    },
    recurring: recurringOf(madeOf(client, ({ recurring }) => recurring)),
    batches: batchesOf(madeOf(client, ({ batches }) => batches)),
    enqueue: (job: AnyJobDefinition, args?: unknown, given: EnqueueOptions = {}) =>
      one(() => enqueueRequest("enqueue", job, args, given, preparing())),
    schedule: (job: AnyJobDefinition, args: unknown, when: When, given: EnqueueOptions = {}) =>
      one(() => scheduleRequest("schedule", job, args, when, given, preparing())),
    enqueueMany: (given: readonly JobRequest[]) =>
      create(() => manyRequests("enqueueMany", given, preparing())),
    continueWith: (
      parent: Parent | readonly Parent[],
      job: AnyJobDefinition,
      args?: unknown,
      given: ContinueOptions = {},
    ) => one(() => continueRequest("continueWith", parent, job, args, given, preparing())),
    within,
    export: (filter) => exportOf(client, (client) => client.export(filter)),
    addEventListener: (type, listener, how) => soon((client) => client.addEventListener(type, listener, how)),
    removeEventListener: (type, listener) => soon((client) => client.removeEventListener(type, listener)),
    close,
    [Symbol.asyncDispose]: close,
  };
}

const WITHIN = { enqueue: true, schedule: true, enqueueMany: true, continueWith: true, batch: true } as const;

/** Milliseconds: taking in takes a few. */
const PATIENCE = 1_000;

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

const patience = (): Promise<void> => new Promise((resolve) => void systemClock.setTimer(PATIENCE, resolve));

/** Definitions and calls may have filters of their own. */
const isFiltered = ({ definition, options }: Request): boolean =>
  Boolean(definition?.filters?.length || options?.filters?.length);
