import type { OpenCore } from "../../src/client/core.ts";
import type { SlowmatchClient } from "../../src/client/job-client.ts";
import type { Beginning } from "../../src/client/page/line.ts";
import { pageClient } from "../../src/client/page/page-client.ts";
import { takingIn } from "../../src/client/page/taking-in.ts";
import type { JobClient } from "../../src/index.ts";
import type { Notice } from "../../src/job/notice.ts";
import type { JobRecord } from "../../src/job/record.ts";
import { answer, type Operation } from "../../src/operations/operation.ts";
import type { ChoreRow } from "../../src/operations/tables.ts";
import type { Clock } from "../../src/platform/clock.ts";
import type { OutboxOptions } from "../../src/storage/indexeddb/outbox.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { deferred } from "./deferred.ts";
import { leave } from "./leave.ts";

/** What stands before a page's core: the outbox and the channel, in front of one database or another. */
export type Doorstep = Pick<Beginning, "openChannel" | "openOutbox">;

/** What a page of the chaos lives on. */
export interface PageWorld extends Doorstep, Pick<Beginning, "newId"> {
  clock: Clock;
  /** Answers whether a page's transaction is to be aborted now. */
  aborts(): boolean;
  openCore(): { client: SlowmatchClient; storage: Storage };
}

/** The jobs of one call that a page has left. */
interface LeftCall {
  ids: readonly string[];
  at: number;
}

/** A page whose first script is here at once, and the rest of its client when somebody lets it come, if ever. */
export class LayeredPage {
  readonly client: JobClient;
  /** Resolves when the page has died: whoever waits for an answer of it need not any more. */
  readonly gone: Promise<void>;
  alive = true;
  /** Its core is here. */
  isWhole = false;
  /** Its storage, once there, has failed when it was to take in; then others take in, later. */
  hasFailed = false;
  /** Ids that it was answered when it may not have had its core. */
  readonly answered: string[] = [];
  readonly #world: PageWorld;
  readonly #left: LeftCall[] = [];
  /** Answers to its calls for plain jobs, in the order of the calls. */
  readonly #calls: { ids?: readonly string[] }[] = [];
  readonly #death = deferred<void>();
  #fetch = deferred<void>();
  #isServed = false;
  /** One of its calls could not be left. */
  #isTroubled = false;
  #close: (() => void) | undefined;

  constructor(world: PageWorld) {
    this.#world = world;
    this.gone = this.#death.promise;
    const beginning: Beginning = {
      newId: world.newId,
      clock: world.clock,
      openChannel: (name) => world.openChannel(name),
      openOutbox: (options) => this.#openOutbox(options),
    };
    this.client = pageClient({ serviceWorker: false }, () => this.#openCore(), beginning);
    this.client.ready.catch(() => {});
  }

  /** The core's file comes. */
  arrive(): void {
    this.#isServed = true;
    this.#fetch.resolve();
  }

  /** The core's file can't be had this time. */
  lose(): void {
    const lost = this.#fetch;
    lost.promise.catch(() => {});
    this.#fetch = deferred<void>();
    lost.reject(new TypeError("Failed to fetch dynamically imported module"));
  }

  /** Nothing of it is heard from now on; what it is writing is committed, or has not been begun. */
  die(): void {
    this.alive = false;
    this.#close?.();
    this.#death.resolve();
  }

  /** It asks for jobs that are its own, whoever else is there; to be said in the order of the calls. */
  asks(answer: Promise<string | string[]>): void {
    const call: { ids?: readonly string[] } = {};
    this.#calls.push(call);
    answer.then(
      (ids) => {
        call.ids = [ids].flat();
      },
      () => {},
    );
  }

  /** What is wrong with what became of the jobs that it left: each was created by the call, whenever that was taken in. */
  misdated(jobs: readonly JobRecord[]): string[] {
    const created = new Map(jobs.map(({ id, createdAt }) => [id, createdAt]));
    return this.#left.flatMap(({ ids, at }) =>
      ids.flatMap((id) => {
        const seen = isOwn(id) ? at : (created.get(id) ?? at);
        return seen === at ? [] : [`${id} was asked for at ${at} and is of ${seen}`];
      }),
    );
  }

  /**
   * What is wrong with the order in which its jobs came into being: that of the calls.
   *
   * @param born when each job was seen to come into being
   */
  disorder(born: ReadonlyMap<string, number>): string[] {
    const found: string[] = [];
    let last = -1;
    for (const id of this.#calls.flatMap(({ ids = [] }) => ids)) {
      // Of many at once only a number is told.
      const at = born.get(id);
      if (at === undefined || this.hasFailed || this.#isTroubled) continue;
      if (at < last) found.push(`${id} came into being before what the page had asked for before it`);
      last = Math.max(last, at);
    }
    return found;
  }

  async #openCore(): Promise<OpenCore> {
    if (!this.#isServed) await this.#fetch.promise;
    return (_options, _newId, channel) => {
      channel.listen(() => {});
      const { client, storage } = this.#world.openCore();
      const watched: Storage = {
        ...storage,
        run: async (operation, input, options) => {
          this.hasFailed = true;
          const result = await storage.run(operation, input, options);
          this.hasFailed = false;
          return result;
        },
      };
      this.isWhole = true;
      return { client, takeIn: takingIn(watched, this.#world.clock) };
    };
  }

  #openOutbox(options: OutboxOptions): ReturnType<Doorstep["openOutbox"]> {
    // Whoever dies between its commit and its word has answered nobody; the next visit finds what it left.
    const inner = this.#world.openOutbox(options);
    this.#close = () => void inner.close();
    return {
      close: () => inner.close(),
      leave: (row, done) => {
        if (!this.alive) return;
        const ids = row.kind === "create" ? row.calls.map(({ id }) => id) : [];
        this.#left.push({ ids, at: this.#world.clock.now() });
        const told = (stored: boolean): void => {
          // This one waits for the core then, and a later one, which was left, may be taken in by others before.
          if (!stored && !this.isWhole) this.#isTroubled = true;
          if (this.alive) done(stored);
        };
        if (this.#world.aborts()) {
          // Its core may come before the word of it, and the next call have been left all the same.
          if (!this.isWhole) this.#isTroubled = true;
          queueMicrotask(() => told(false));
        } else inner.leave(row, told);
      },
    };
  }
}

/** Ids that the app has chosen, each of several calls. */
const isOwn = (id: string): boolean => id.startsWith("own-");

const post: Operation<readonly Notice[], void> = {
  name: "post",
  mode: "readonly",
  tables: [],
  // biome-ignore lint/correctness/useYield: an operation is a generator, also when it needs to know nothing
  *decide(notices) {
    return { ...answer(undefined), notices };
  },
};

/** An outbox before a store that is no database of the browser's: like the real one, it stores in the order of the calls. */
export const doorstepOf = (open: () => Storage): Doorstep => {
  const storage = open();
  return {
    openChannel: () => ({
      post: (message) => void storage.run(post, message as Notice[]),
      listen() {},
      close() {},
    }),
    openOutbox({ onStored }) {
      let closed = false;
      let writing: Promise<void> = Promise.resolve();
      const write = async (row: ChoreRow, done: (stored: boolean) => void): Promise<void> => {
        await storage.run(leave, [row]);
        onStored();
        done(true);
      };
      return {
        leave(row, done) {
          if (closed) done(false);
          else writing = writing.then(() => write(row, done));
        },
        async close() {
          closed = true;
          await writing;
        },
      };
    },
  };
};
