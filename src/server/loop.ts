import type { Notice } from "../job/notice.ts";
import { type Advance, advance } from "../operations/claim/advance.ts";
import { Agenda } from "./agenda.ts";
import { ClaimRequest } from "./claim-request.ts";
import { ClockWatch } from "./clock-watch.ts";
import { DueTimer } from "./due-timer.ts";
import { isFull, type MakeRoom, roomMaker } from "./full-storage.ts";
import type { LoopParts } from "./loop-parts.ts";
import { Signal } from "./signal.ts";

/** Outcomes wait this long, milliseconds, for others to share their transaction, while more are about to come. */
const GATHER = 4;
/** Jobs claimed ahead go back to their lane when the ones before them take longer than this. */
const RESERVE_PATIENCE = 50;
/** After a failed transaction; doubles up to the last, which is what a user bears who has just freed space. */
const WAIT = { first: 250, longest: 10_000 };

/**
 * One loop that, for as long as there is something to do, commits what attempts came to together with the next claim,
 * and begins what it claimed. At rest it holds nothing but a timer for the next due time.
 */
export class Loop {
  readonly #parts: LoopParts;
  readonly #agenda: Agenda;
  readonly #request: ClaimRequest;
  readonly #signal: Signal;
  readonly #watch: ClockWatch;
  readonly #timer: DueTimer;
  readonly #makeRoom: MakeRoom;
  #turn: Promise<void> | undefined;
  #requested = false;
  #orphans = true;
  #wokenBy = "start";
  #wokenAt: number;
  #begun = 0;
  #failures = 0;
  #waiting = false;
  #ended = false;
  #listeners: (() => void)[] = [];
  #others: readonly string[] = [];

  constructor(parts: LoopParts) {
    this.#parts = parts;
    this.#makeRoom = roomMaker(parts.storage);
    this.#agenda = new Agenda(parts.storage, parts.newId, parts.onError);
    this.#request = new ClaimRequest(parts);
    this.#signal = new Signal(parts.platform.clock);
    this.#wokenAt = parts.platform.clock.now();
    this.#watch = new ClockWatch(parts.platform.clock);
    this.#timer = new DueTimer(parts.platform.clock, {
      next: () => this.#agenda.next,
      clockWasSet: () => this.#watch.peek() !== undefined,
      due: () => void this.run("timer"),
    });
  }

  get nextDue(): number {
    return this.#agenda.nextDue;
  }
  get isResting(): boolean {
    return this.#turn === undefined;
  }

  hear(notices: readonly Notice[]): void {
    this.#agenda.hear(notices);
  }

  /** Other servers that held jobs when this one last looked. */
  get others(): readonly string[] {
    return this.#others;
  }

  /** Looks after other servers' jobs the moment one of them dies. */
  watch(servers: readonly string[]): void {
    this.#parts.identity().watch(servers, () => this.#takeOver());
  }

  lookForOrphans(): void {
    this.#orphans = true;
  }

  /** Time has passed without us: nothing that is known holds any more. */
  forget(): void {
    this.#agenda.reset();
    this.#orphans = true;
  }

  /** Something has happened that a running loop must see; a resting one stays at rest. */
  nudge(): void {
    this.#signal.fire();
  }

  /** Looks for work; resolves when the loop comes to rest. */
  async run(source: string): Promise<void> {
    this.#requested = true;
    if (this.#turn !== undefined) this.#parts.onBusy(source);
    else [this.#wokenBy, this.#wokenAt] = [source, this.#parts.platform.clock.now()];
    this.#signal.fire();
    this.#turn ??= this.#untilRest().finally(() => {
      this.#turn = undefined;
      this.#tell();
      // Asked again between the last look and this moment.
      if (this.#requested && this.#parts.takesWork()) void this.run(this.#wokenBy);
    });
    await this.#turn;
    await this.#turn; // Asked between a turn's last look and its end: the one begun just now is ours.
  }

  /** Resolves when the loop is at rest, or has nothing to do but wait for what runs. */
  async settled(): Promise<void> {
    if (this.#turn && (!this.#waiting || this.#requested)) await this.nextTurn();
  }

  /** Resolves when the loop has come to rest or to a wait. */
  nextTurn(): Promise<void> {
    return new Promise((resolve) => this.#listeners.push(resolve));
  }

  end(): void {
    this.#ended = true;
    this.#timer.stop();
    this.#signal.end();
  }

  async #untilRest(): Promise<void> {
    this.#timer.stop();
    for (let again = true; again && !this.#ended; ) {
      try {
        again = await this.#pass();
        this.#failures = 0;
      } catch (error) {
        this.#parts.onError(error);
        const wait = Math.min(WAIT.first * 2 ** this.#failures++, WAIT.longest);
        this.#requested = true;
        await this.#signal.sleep(wait);
      }
    }
    if (this.#parts.takesWork()) this.#rest();
  }

  /** One turn; `false` when there is nothing more to do now. */
  async #pass(): Promise<boolean> {
    const { workers, platform, takesWork } = this.#parts;
    this.#requested = false;
    if (takesWork()) {
      if (this.#orphans) {
        this.#orphans = false;
        this.watch(await this.#parts.identity().rescue());
      }
      await this.#agenda.run(platform.clock.now(), this.#wokenBy, this.#watch.look());
    }
    let more = false;
    try {
      more = await this.#advance();
    } finally {
      // Also where nothing can be committed: what has expired may be what fills the store.
      if (takesWork() && (await this.#agenda.tidy(platform.clock.now()))) more = true;
    }
    if (more || this.#requested) return true;
    if (workers.isIdle) return false;
    await this.#gather();
    return true;
  }

  /** Commits outcomes and claims. Answers whether there is more to claim right now. */
  async #advance(): Promise<boolean> {
    const { storage, platform, workers } = this.#parts;
    const here = await this.#request.circumstances(this.#wokenBy);
    workers.serveOnly(here.owner);
    // From here to the transaction nothing is waited for: what is held must be what is not being committed.
    const limit = this.#parts.takesWork() ? workers.wanted : 0;
    const uncommitted = workers.collect();
    if (uncommitted.outcomes.length === 0 && uncommitted.unclaimed.length === 0 && limit === 0) return false;
    const claim = limit > 0 ? { claim: { ...here, limit, free: workers.free, ...workers.tokens } } : {};
    const identity = this.#parts.identity();
    let answer: Advance;
    const now = platform.clock.now();
    this.#agenda.lookForJobs();
    try {
      answer = await storage.run(advance, { now, server: identity.id, ...uncommitted, ...claim });
    } catch (error) {
      if (workers.sift(uncommitted, error)) return true;
      workers.restore(uncommitted);
      if (isFull(error) && (await this.#makeRoom())) return true;
      throw error;
    }
    // A sign-out while the claim was made must not let a user's job begin.
    const owner = answer.claimed.some(({ job }) => job.owner) ? await this.#parts.owner() : undefined;
    // Suspended or begun anew meanwhile: what was claimed has been given back with the old life.
    if (identity.ended || identity !== this.#parts.identity()) return false;
    if (answer.lost) {
      this.forget();
      await this.#parts.beginAnew();
      return true;
    }
    this.#agenda.jobsDue(Math.min(answer.nextDue ?? Infinity, this.#request.lookAgain(here, now)));
    this.#others = answer.others;
    this.watch(answer.others);
    identity.listen(answer.others, () => this.#takeOver());
    this.#begun += answer.claimed.length;
    workers.take(answer.claimed, owner);
    if (limit > 0 && this.#request.learn(answer)) return true;
    return answer.more && answer.claimed.length > 0 && workers.hasFree;
  }

  #takeOver(): void {
    this.#orphans = true;
    if (this.#parts.takesWork()) void this.run("takeover");
  }

  /** Waits for something to commit, a little longer while more is about to come. */
  async #gather(): Promise<void> {
    const { workers, takesWork } = this.#parts;
    this.#waiting = true;
    this.#tell();
    // What is due must not wait for what runs: that may take hours, and other workers are free.
    if (takesWork()) this.#timer.set();
    // A signal may be left over from attempts that have been committed: what counts is what is there.
    while (!workers.hasEnded && !workers.isIdle && !this.#requested && !this.#ended) {
      const patience = workers.reserved > 0 ? RESERVE_PATIENCE : undefined;
      if ((await this.#signal.wait(patience)) === "late") workers.putBackReserve();
    }
    while (workers.reserved > 0 && workers.hasEnded && !this.#requested) {
      if ((await this.#signal.wait(GATHER)) === "late") break;
    }
    this.#timer.stop();
    this.#waiting = false;
  }

  #rest(): void {
    this.#parts.onRest(this.#wokenBy, this.#wokenAt, this.#begun);
    this.#begun = 0;
    this.#timer.set();
  }

  #tell(): void {
    for (const listener of this.#listeners.splice(0)) listener();
  }
}
