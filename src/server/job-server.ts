import type { JobClient } from "../client/client-api.ts";
import { JobDeletedError, LeaseLostError, ShutdownError } from "../errors/job-errors.ts";
import type { Notice } from "../job/notice.ts";
import { type Advance, advance, type ClaimedJob, type Outcome } from "../operations/advance.ts";
import type { Platform } from "../platform/platform.ts";
import type { Storage } from "../storage/storage.ts";
import { Agenda } from "./agenda.ts";
import { type Attempt, attempt } from "./attempt.ts";
import type { AnyJobHandler } from "./handler.ts";
import { Identity } from "./identity.ts";
import { jobContext } from "./job-context.ts";
import { Pace } from "./pace.ts";
import { ProgressBook } from "./progress-book.ts";
import type { JobServer } from "./server-api.ts";
import { Signal } from "./signal.ts";

export interface ServerParts {
  storage: Storage;
  platform: Platform;
  client: (createdBy: string) => JobClient;
  handlers: ReadonlyMap<string, AnyJobHandler>;
  queues: readonly string[];
  workers: number;
  newId: () => string;
  onError: (error: unknown) => void;
  /** Epoch milliseconds until which new jobs may be taken; `undefined`: no end in sight. */
  claimUntil?: () => number | undefined;
  /** Epoch milliseconds by which the browser may end what runs. */
  deadline?: () => number | undefined;
  /** After the server has come to rest: when it wants to be woken. */
  onRest?: (nextDue: number) => void;
}

const GRACE = 10_000;
/** Outcomes wait this long for others to share their transaction, while there are more jobs at hand. */
const GATHER = 4;
/** Jobs held in reserve go back to their lane when the ones before them take longer than this. */
const RESERVE_PATIENCE = 50;
/** Waits after a transaction that failed: doubling from the first to the last. */
const BACK_OFF = [250, 60_000] as const;

/**
 * The job server: one loop that, for as long as there is something to do, commits what attempts came to together with
 * the next claim, and starts what it claimed. At rest it holds nothing but a timer for the next due time.
 */
export class Server implements JobServer {
  readonly ready: Promise<void>;
  readonly #parts: ServerParts;
  readonly #agenda: Agenda;
  readonly #progress: ProgressBook;
  readonly #pace = new Pace();
  readonly #changed: Signal;
  readonly #running = new Map<string, Attempt>();
  readonly #stops: (() => void)[] = [];
  #identity: Identity;
  #reserve: ClaimedJob[] = [];
  #outcomes: Outcome[] = [];
  #unclaimed: ClaimedJob[] = [];
  #loop: Promise<void> | undefined;
  #requested = true;
  #orphans = true;
  #wokenBy = "start";
  #failures = 0;
  #state: "running" | "suspended" | "stopping" | "stopped" = "running";
  #stopTimer: (() => void) | undefined;
  #waiting = false;
  readonly #onSettled: (() => void)[] = [];

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#agenda = new Agenda(parts.storage, parts.newId);
    this.#changed = new Signal(parts.platform.clock);
    this.#identity = this.#newIdentity();
    this.#progress = new ProgressBook(parts.storage, parts.platform.clock, () => this.#identity.id);
    const { lifecycle, connectivity } = parts.platform;
    this.#stops.push(
      parts.storage.subscribe((notices) => this.#hear(notices)),
      connectivity.onChange(() => this.#poke("online")),
      lifecycle.onSuspend(() => this.#suspend()),
      lifecycle.onResume(() => this.#resume()),
      lifecycle.onVisible(() => this.#poke("visible")),
    );
    this.ready = this.#announce();
    this.ready.then(() => this.#poke("start"), parts.onError);
  }

  get id(): string {
    return this.#identity.id;
  }

  /** Jobs that run here now. */
  get busy(): number {
    return this.#running.size + this.#reserve.length;
  }

  get nextDue(): number {
    return this.#agenda.nextDue;
  }

  /** Resolves when the loop is at rest, or has nothing to do but wait for what runs. */
  async settled(): Promise<void> {
    if (this.#loop && !this.#waiting) await new Promise<void>((resolve) => this.#onSettled.push(resolve));
  }

  /** Resolves when nothing runs here any more. */
  async quiet(): Promise<void> {
    while (this.busy > 0 || this.#outcomes.length > 0) {
      await new Promise<void>((resolve) => this.#onSettled.push(resolve));
    }
  }

  /** Ends what runs and gives it back without spending an attempt; the server goes on under a new id. */
  async giveBack(): Promise<void> {
    const old = this.#identity;
    this.#drop(new ShutdownError("The browser is about to end this run; the job goes on in the next."));
    await old.leave();
    if (this.#state !== "running") return;
    this.#identity = this.#newIdentity();
    await this.#announce();
    this.#changed.fire();
  }

  async wake(source = "wake"): Promise<void> {
    await this.ready.catch(() => {});
    if (this.#state !== "running") return;
    // Somebody who has just enqueued knows nothing of deaths, and is in a hurry; deaths are told by the locks.
    if (source !== "enqueue") this.#orphans = true;
    this.#start(source);
    await this.#loop;
  }

  async stop({ grace = GRACE }: { grace?: number } = {}): Promise<void> {
    if (this.#state === "stopped") return;
    this.#state = "stopping";
    this.#stopTimer?.();
    for (const stop of this.#stops.splice(0)) stop();
    await this.ready.catch(() => {});
    this.#reserve = [];
    const stopGrace = this.#parts.platform.clock.setTimer(grace, () => {
      for (const each of this.#running.values()) each.abort(new ShutdownError("This job server is being stopped."));
      this.#running.clear();
      this.#changed.fire();
    });
    this.#start("stop");
    await this.#loop;
    stopGrace();
    this.#state = "stopped";
    await this.#identity.leave().catch(this.#parts.onError);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #newIdentity(): Identity {
    const { newId, storage, platform } = this.#parts;
    return new Identity(`server-${newId()}`, storage, platform);
  }

  #announce(): Promise<void> {
    const { handlers, queues, workers, platform } = this.#parts;
    return this.#identity.announce({
      kind: platform.kind,
      queues,
      workers,
      handles: [...handlers.keys()],
      lastWake: { source: "start", at: platform.clock.now() },
    });
  }

  #hear(notices: readonly Notice[]): void {
    this.#agenda.hear(notices);
    let work = false;
    for (const notice of notices) {
      if (notice.type !== "job") work = true;
      else if (notice.state === "enqueued") work = true;
      else if (notice.state === "scheduled") work = true;
      // Our own commits take the attempt out of the list before anybody is told.
      else if (notice.state === "deleted") this.#running.get(notice.id)?.abort(deleted(notice.id));
    }
    if (work && this.#state === "running") this.#poke("change");
  }

  #poke(source: string): void {
    if (this.#state !== "running") return;
    this.#start(source);
  }

  #start(source: string): void {
    this.#requested = true;
    if (!this.#loop) this.#wokenBy = source;
    this.#changed.fire();
    this.#loop ??= this.#run().finally(() => {
      this.#loop = undefined;
      this.#tellSettled();
      // Asked again between the last look and this moment.
      if (this.#requested && this.#state === "running") this.#start(this.#wokenBy);
    });
  }

  async #run(): Promise<void> {
    this.#stopTimer?.();
    for (;;) {
      try {
        const again = await this.#pass();
        this.#failures = 0;
        if (!again) break;
      } catch (error) {
        this.#parts.onError(error);
        const wait = Math.min(BACK_OFF[0] * 2 ** this.#failures++, BACK_OFF[1]);
        this.#requested = true;
        await this.#changed.wait(wait, false);
      }
      if (this.#state === "suspended" || this.#state === "stopped") return;
    }
    if (this.#state === "running") this.#rest();
  }

  /** One turn of the loop; `false` when there is nothing more to do now. */
  async #pass(): Promise<boolean> {
    const { clock } = this.#parts.platform;
    const taking = this.#state === "running" && clock.now() < (this.#parts.claimUntil?.() ?? Number.POSITIVE_INFINITY);
    this.#requested = false;
    if (taking) {
      if (this.#orphans) {
        this.#orphans = false;
        await this.#identity.rescue();
      }
      await this.#agenda.run(clock.now(), this.#wokenBy);
    }
    const more = await this.#advance(taking);
    this.#fill();
    if (more || this.#requested) return true;
    if (this.#running.size === 0 && this.#reserve.length === 0 && this.#outcomes.length === 0) return false;
    this.#waiting = true;
    this.#tellSettled();
    await this.#gather();
    this.#waiting = false;
    return true;
  }

  #tellSettled(): void {
    for (const resolve of this.#onSettled.splice(0)) resolve();
  }

  /** Commits outcomes and claims. Answers whether there is more to claim right now. */
  async #advance(taking: boolean): Promise<boolean> {
    const { storage, platform, queues, handlers, workers } = this.#parts;
    const free = workers - this.#running.size - this.#reserve.length;
    // What is being put back isn't taken again at once: somebody else may be free.
    const limit = taking && free > 0 && this.#unclaimed.length === 0 ? free + this.#pace.ahead(workers) : 0;
    const outcomes = this.#outcomes.splice(0);
    const unclaimed = this.#unclaimed.splice(0).map(({ job, token }) => ({ id: job.id, token }));
    if (outcomes.length === 0 && unclaimed.length === 0 && limit === 0) return false;
    const identity = this.#identity;
    let answer: Advance;
    try {
      answer = await storage.run(advance, {
        now: platform.clock.now(),
        server: identity.id,
        outcomes,
        unclaimed,
        ...(limit > 0
          ? {
              claim: {
                limit,
                queues,
                handles: [...handlers.keys()],
                online: platform.connectivity.online(),
                unmetered: platform.connectivity.unmetered(),
                wokenBy: this.#wokenBy,
              },
            }
          : {}),
      });
    } catch (error) {
      this.#outcomes.unshift(...outcomes);
      throw error;
    }
    // Suspended or begun anew meanwhile: what was claimed has been given back with the old life.
    if (identity !== this.#identity || identity.ended) return false;
    if (answer.lost) {
      await this.#beginAnew(new LeaseLostError("Another context took this server for dead; its jobs run elsewhere."));
      return true;
    }
    this.#agenda.jobsDue(answer.nextDue);
    identity.watch(answer.others, () => {
      this.#orphans = true;
      this.#poke("takeover");
    });
    this.#reserve.push(...answer.claimed);
    return answer.more && answer.claimed.length > 0 && this.#running.size + this.#reserve.length < workers;
  }

  /** Starts what has been claimed, as far as there are free workers. */
  #fill(): void {
    while (this.#running.size < this.#parts.workers) {
      const claimed = this.#reserve.shift();
      if (!claimed) return;
      this.#perform(claimed);
    }
  }

  #perform(claimed: ClaimedJob): void {
    const { job } = claimed;
    const { platform, storage, client, handlers, deadline } = this.#parts;
    const begun = platform.clock.now();
    const one = attempt(claimed, handlers.get(job.name)!, platform, (signal) =>
      jobContext({ claimed, signal, storage, client, progress: this.#progress, deadline: deadline?.() }),
    );
    this.#running.set(job.id, one);
    void one.outcome.then((outcome) => {
      this.#progress.forget(job.id);
      if (this.#running.get(job.id) !== one) return;
      this.#running.delete(job.id);
      if (outcome) {
        this.#outcomes.push(outcome);
        this.#pace.record(platform.clock.now() - begun);
      }
      this.#fill();
      this.#changed.fire();
    });
  }

  /** Waits for something to commit, a little longer while more is about to come. */
  async #gather(): Promise<void> {
    if (this.#outcomes.length === 0) {
      const patience = this.#reserve.length > 0 ? RESERVE_PATIENCE : undefined;
      if ((await this.#changed.wait(patience)) === "late") this.#giveBackReserve();
    }
    while (this.#reserve.length > 0 && this.#outcomes.length > 0 && !this.#requested) {
      if ((await this.#changed.wait(GATHER)) === "late") return;
    }
  }

  #giveBackReserve(): void {
    this.#unclaimed.push(...this.#reserve.splice(0));
  }

  #rest(): void {
    const { clock } = this.#parts.platform;
    const { next, nextDue } = this.#agenda;
    if (Number.isFinite(next)) {
      // Never longer than a minute at once: a sleeping device stops timers, and the clock must be read again.
      const delay = Math.min(Math.max(0, next - clock.now()), 60_000);
      this.#stopTimer = clock.setTimer(delay, () => this.#poke("timer"));
    }
    this.#parts.onRest?.(nextDue);
  }

  async #beginAnew(reason: Error): Promise<void> {
    this.#drop(reason);
    this.#identity.abandon();
    this.#identity = this.#newIdentity();
    await this.#announce();
    this.#orphans = true;
    this.#agenda.reset();
  }

  #drop(reason: Error): void {
    for (const each of this.#running.values()) each.abort(reason);
    this.#running.clear();
    this.#reserve = [];
    this.#outcomes = [];
    this.#unclaimed = [];
  }

  /** The page is put aside: let the lock go at once, so that others needn't wait for a page that may never return. */
  #suspend(): void {
    if (this.#state !== "running") return;
    this.#state = "suspended";
    this.#stopTimer?.();
    this.#drop(new ShutdownError("This page was put aside; its jobs go on elsewhere."));
    this.#identity.leave().catch(() => {});
    this.#identity.abandon();
    this.#changed.fire();
  }

  #resume(): void {
    if (this.#state !== "suspended") return;
    this.#state = "running";
    this.#identity = this.#newIdentity();
    this.#agenda.reset();
    this.#orphans = true;
    this.#announce().then(() => this.#poke("resume"), this.#parts.onError);
  }
}

const deleted = (id: string): JobDeletedError => new JobDeletedError(`${id} was deleted while it ran.`, { details: { id } });
