import { ClosedError } from "../../errors/call-errors.ts";
import type { Notice } from "../../job/notice.ts";
import type { StateFiltering } from "../../job/state-hooks.ts";
import type { Operation } from "../../operations/operation.ts";
import { guarded } from "../../platform/guarded.ts";
import type { Platform } from "../../platform/platform.ts";
import { channelName } from "../channel-name.ts";
import type { AppDatabase, AppTransaction } from "../options.ts";
import type { Durability, NoticeListener, RunOptions, Storage, StorageStatus } from "../storage.ts";
import { storesOf } from "./app-rows.ts";
import { expectOurs, inTurn, throwEnded } from "./app-transaction.ts";
import { CommitChannel } from "./commit-channel.ts";
import { Connection } from "./connection.ts";
import { KeptTotals } from "./kept-totals.ts";
import { LastWords } from "./last-words.ts";
import { nativeOf } from "./native.ts";
import type { Damaged } from "./read-payload.ts";
import { Rows } from "./rows.ts";
import { drive, type Ran, runOperation } from "./run-operation.ts";
import { Standstill } from "./standstill.ts";
import { isConnectionError, storageError } from "./storage-error.ts";

export interface IndexedDbStorageOptions {
  /** Name of the database; its contexts find each other by it. */
  name: string;
  /** For operations that don't say otherwise. Default `'relaxed'`. */
  durability?: Durability;
  /** The app's own database, in which our stores are. */
  open?: (() => Promise<AppDatabase>) | undefined;
  /** For tests of several versions side by side. */
  version?: number;
  /** This context's filters, asked about every change of a job. */
  filtering?: StateFiltering | undefined;
}

/** The storage contract on IndexedDB, shared by all contexts of the origin. */
export class IndexedDbStorage implements Storage {
  readonly #connection: Connection;
  readonly #channel: CommitChannel;
  readonly #name: string;
  readonly #durability: Durability;
  readonly #filtering: StateFiltering | undefined;
  /** With each, what is to be told of work that is coming. */
  readonly #listeners = new Map<NoticeListener, (() => void) | undefined>();
  readonly #statusListeners = new Set<(status: StorageStatus) => void>();
  readonly #standstill: Standstill;
  readonly #lastWords = new LastWords();
  readonly #totals = new KeptTotals();
  /** Operations whose commit is still to be told. */
  #underWay = 0;
  #closed = false;

  constructor(
    options: IndexedDbStorageOptions,
    platform: Pick<Platform, "clock" | "openChannel"> & Partial<Pick<Platform, "lifecycle">>,
  ) {
    this.#name = options.name;
    this.#durability = options.durability ?? "relaxed";
    this.#filtering = options.filtering;
    this.#connection = new Connection({
      name: options.name,
      open: options.open,
      clock: platform.clock,
      tell: (status) => {
        for (const listener of [...this.#statusListeners]) listener(status);
      },
      version: options.version,
      unproven: () => this.#totals.unproven,
    });
    const part = (): void => this.#lastWords.say(this.#connection.current);
    const standStill = (): void => {
      part();
      // An open connection would hold up another tab's upgrade as long as this page stands still.
      this.#connection.letGo();
    };
    this.#standstill = new Standstill(platform.lifecycle, standStill, part);
    this.#channel = new CommitChannel(platform.openChannel(channelName(options.name)), platform.clock, {
      coming: () => {
        for (const tell of [...this.#listeners.values()]) if (tell) guarded(tell);
      },
      committed: (notices, foretold) => this.#tell(notices, false, foretold),
    });
  }

  async run<Input, Result>(
    operation: Operation<Input, Result>,
    input: Input,
    { durability = this.#durability }: RunOptions = {},
  ): Promise<Result> {
    if (this.#closed) throw new ClosedError(`${operation.name}: this client has been closed; make another.`);
    this.#underWay += 1;
    try {
      return await this.#attempt(operation, input, durability);
    } catch (error) {
      throw storageError(error, operation.name);
    } finally {
      this.#underWay -= 1;
      this.#endChannel();
    }
  }

  async runWithin<Input, Result>(
    transaction: AppTransaction,
    operation: Operation<Input, Result>,
    input: Input,
  ): Promise<Result> {
    if (this.#closed) throw new ClosedError(`${operation.name}: this client has been closed; make another.`);
    const native = nativeOf<IDBTransaction>(transaction);
    expectOurs(native, this.#name, storesOf(operation, this.#filtering));
    const run = (): Promise<Ran<Result>> =>
      drive(new Rows(native, operation, this.#filtering), operation, input);
    this.#totals.forget();
    const ran = await inTurn(native, run).catch(throwEnded);
    // It is the app's transaction: nobody is told before that has been committed, or ever if it is aborted.
    native.addEventListener("complete", () => this.#publish(ran));
    return ran.result;
  }

  atParting<Input>(operation: Operation<Input, void>, input: () => Input | undefined): () => void {
    return this.#lastWords.add(operation, input);
  }

  subscribe(listener: NoticeListener, coming?: () => void): () => void {
    this.#listeners.set(listener, coming);
    return () => this.#listeners.delete(listener);
  }

  onStatus(listener: (status: StorageStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#listeners.clear();
    this.#endChannel();
    this.#standstill.stop();
    await this.#connection.close();
  }

  /**
   * Runs it; when the connection turns out to be gone, once more on a new one. Whoever must not do a thing twice says
   * so in the operation: creating jobs looks for their ids when it is told that it is repeated. What was aborted because
   * the page was put aside is run again when it is back, however often that was; and what came across a value that can't be
   * read back is run again without it.
   */
  async #attempt<Input, Result>(
    operation: Operation<Input, Result>,
    input: Input,
    durability: Durability,
  ): Promise<Result> {
    const onOpen = (transaction: IDBTransaction): void => this.#standstill.watch(transaction);
    const damaged: Damaged = new Map();
    const onCommitting = (notices: readonly Notice[]): void => {
      if (!this.#closed) this.#channel.foretell(notices);
    };
    const running = {
      durability,
      filtering: this.#filtering,
      onOpen,
      onCommitting,
      damaged,
      totals: this.#totals,
    };
    let wanted = input;
    for (let triesLeft = 1; ; ) {
      if (this.#standstill.isOn) await this.#standstill.over;
      const { times } = this.#standstill;
      const { size } = damaged;
      let database: IDBDatabase | undefined;
      try {
        database = await this.#connection.database();
        return this.#publish(await runOperation(database, operation, wanted, running));
      } catch (error) {
        if (damaged.size > size) continue;
        const putAside = this.#standstill.times !== times;
        if (!isConnectionError(error) || this.#closed || (triesLeft === 0 && !putAside)) throw error;
        if (!putAside) triesLeft -= 1;
        if (database) this.#connection.forget(database);
        wanted = typeof input === "object" && input !== null ? { ...input, repeated: true } : input;
      }
    }
  }

  #publish<Result>({ result, notices }: Ran<Result>): Result {
    if (notices.length > 0) {
      // What was on its way when this storage was closed is committed all the same, and others wait for it. An app's own
      // transaction may end later than that.
      if (!this.#closed || this.#underWay > 0) this.#channel.tell(notices);
      this.#tell(notices, true);
    }
    return result;
  }

  #endChannel(): void {
    if (this.#closed && this.#underWay === 0) this.#channel.close();
  }

  #tell(notices: readonly Notice[], own: boolean, foretold = false): void {
    for (const [listener, coming] of [...this.#listeners])
      guarded(() => listener(notices, own, foretold && coming !== undefined));
  }
}
