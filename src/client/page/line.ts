import { ClosedError } from "../../errors/call-errors.ts";
import type { LeftCall } from "../../job/left-call.ts";
import { leftRow } from "../../operations/left.ts";
import { broadcastChannel, type Channel } from "../../platform/channel.ts";
import type { Clock } from "../../platform/clock.ts";
import { tellController } from "../../platform/controller.ts";
import { newIds } from "../../platform/ids.ts";
import { wallClock } from "../../platform/wall-clock.ts";
import { channelName } from "../../storage/channel-name.ts";
import { type Outbox, type OutboxOptions, openOutbox } from "../../storage/indexeddb/outbox.ts";
import { databaseOf } from "../../storage/options.ts";
import type { ClientOptions } from "../api/client-options.ts";
import type { OpenCore, PageCore } from "../core.ts";
import type { SlowmatchClient } from "../job-client.ts";
import { type Coming, type Feature, fetched } from "../parts/feature.ts";

/** A call that was made before the whole client was here. */
interface Turn {
  /** An id of the moment of the call: it sorts among what was left. */
  readonly at: string;
  /** Its jobs are in the database, and nothing more is to be done; `undefined`: that is being tried. */
  isLeft: boolean | undefined;
  begin(client: SlowmatchClient): void;
  fail(error: unknown): void;
}

/** The whole client, and the calls that wait for it. */
export interface Line extends Coming<SlowmatchClient> {
  /** The whole client is fetched, and begins what waits for it. */
  readonly core: Feature<PageCore>;
  readonly newId: () => string;
  readonly clock: Beginning["clock"];
  /** Leaves what a call asks for, if that can be; else it waits for its turn. */
  leave(
    calls: readonly LeftCall[] | undefined,
    begin: (client: SlowmatchClient) => Promise<string[]>,
  ): Promise<string[]>;
  /** Adds and removes listeners: they are there before anything else is done. */
  listen(run: (client: SlowmatchClient) => void): void;
  /** Fetches the whole client, if it isn't here; those who wait are told when it can't be had. */
  ask(): void;
  close(): Promise<void>;
}

/** What a line begins with. */
export interface Beginning {
  clock: Pick<Clock, "now">;
  newId: () => string;
  openChannel(name: string): Channel;
  openOutbox(options: OutboxOptions): Outbox;
}

const inBrowser = (): Beginning => ({
  clock: wallClock,
  newId: newIds(),
  openChannel: broadcastChannel,
  openOutbox,
});

/** What was heard before there was anybody to understand it, at most. */
const MOST_HEARD = 1_000;

/**
 * Puts the calls of a page in a line, from its first one on. What was left in the database is taken in when its turn
 * comes, so that everything is done in the order in which it was asked for.
 */
export function lineFor(
  options: ClientOptions,
  fetch: () => Promise<OpenCore>,
  { clock, newId, openChannel, openOutbox: openBox }: Beginning = inBrowser(),
): Line {
  const { name, open: openApps } = databaseOf("createClient", options.database, options.namespace);
  const early: ((client: SlowmatchClient) => void)[] = [];
  let line: Turn[] = [];
  let opened: PageCore | undefined;
  let now: SlowmatchClient | undefined;
  let closed: ClosedError | undefined;
  let hasLeft = false;

  const channel = openChannel(channelName(name));
  const heard: unknown[] = [];
  let hear = (message: unknown): void => {
    if (heard.length < MOST_HEARD) heard.push(message);
  };
  channel.listen((message) => hear(message));
  const outbox = openBox({
    name,
    durability: options.durability ?? "relaxed",
    onStored() {
      hasLeft = true;
      channel.post([{ type: "chore", at: clock.now(), left: true }]);
      tellController({ slowmatch: "wake", source: "enqueue" });
    },
  });

  const core = fetched("client", async () => {
    const open = await fetch();
    if (closed) throw closed;
    let listener = hear;
    const listen = (given: typeof hear): void => {
      listener = given;
    };
    opened = open(options, newId, { ...channel, listen });
    for (const run of early.splice(0)) run(opened.client);
    hear = listener;
    heard.splice(0).forEach(listener);
    await outbox.close();
    // In an app's database nothing is left, and a look there would wait for the transaction that is kept open for us.
    let isBehind = !openApps;
    for (let i = 0; i < line.length || isBehind; ) {
      const turn = line[i];
      if (!turn?.isLeft && isBehind) {
        isBehind = false;
        // For what others may have left, a database that can't be opened is not waited for.
        const behind = line.slice(i).filter(({ isLeft }) => isLeft);
        await opened.takeIn(
          behind.map(({ at }) => at),
          hasLeft,
        );
      } else {
        if (turn?.isLeft) isBehind = true;
        else turn?.begin(opened.client);
        i++;
      }
    }
    line = [];
    now = opened.client;
    return opened;
  });

  const ask = (): void => {
    core.load().catch((error: unknown) => {
      for (const turn of line) if (turn.isLeft === false) turn.fail(closed ?? error);
      line = line.filter(({ isLeft }) => isLeft === undefined);
    });
  };
  const join = <Answer>(
    begin: (client: SlowmatchClient) => Answer | Promise<Answer>,
    /** What it asks for, if that can be left; the ids are its answer then. */
    calls?: readonly LeftCall[],
  ): Promise<Answer> =>
    new Promise((resolve, fail) => {
      const go = (client: SlowmatchClient): void => resolve((async () => begin(client))());
      if (now) return go(now);
      if (closed) return fail(closed);
      if (calls?.length === 0) return resolve([] as Answer);
      const turn: Turn = { at: newId(), isLeft: undefined, begin: go, fail };
      const left = (ok: boolean): void => {
        turn.isLeft = ok;
        if (ok) resolve(calls!.map(({ id }) => id) as Answer);
        else ask();
      };
      line.push(turn);
      if (calls && !openApps) outbox.leave(leftRow(turn.at, calls), left);
      else left(false);
    });

  return {
    core,
    newId,
    clock,
    ask,
    get now() {
      return now;
    },
    soon: (begin) => join(begin),
    leave: (calls, begin) => join(begin, calls),
    listen(run) {
      if (opened) run(opened.client);
      else early.push(run);
    },
    async close() {
      await outbox.close();
      // What has been left is safe, and nobody waits: what is still being fetched is not waited for either.
      if (opened || line.some(({ isLeft }) => !isLeft)) await core.load().catch(() => {});
      closed = new ClosedError("This client has been closed; make another.");
      if (opened) await opened.client.close();
      else channel.close();
    },
  };
}
