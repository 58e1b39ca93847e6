import { errorInfo } from "../errors/error-info.ts";
import type { FilterSet } from "../job/filter-set.ts";
import type { Outcome } from "../operations/claim/advance.ts";
import type { ClaimedJob } from "../operations/claim/take.ts";
import type { Platform } from "../platform/platform.ts";
import { type Attempt, attempt, type ContextFor } from "./attempt.ts";
import type { FreshNetwork } from "./fresh-network.ts";
import { isFull, lighter } from "./full-storage.ts";
import type { AnyJobHandler } from "./handler.ts";
import { Pace } from "./pace.ts";

export interface WorkersParts {
  /** Handlers running at once, now. */
  limit: () => number;
  /** Jobs may be claimed ahead of a free worker. */
  reserves: boolean;
  handlers: ReadonlyMap<string, AnyJobHandler>;
  filters: FilterSet;
  platform: Platform;
  network: FreshNetwork;
  contextFor: ContextFor;
  /** What the attempt has said of itself and is still to be written. */
  lastWords: (id: string) => Pick<Outcome, "progress" | "rows">;
  /** An attempt has ended. `taken`: its job was taken from it, so that there is nothing to commit, and room all the same. */
  onEnd: (taken: boolean) => void;
}

/** What is to be committed: how attempts went, and jobs that were claimed ahead and never begun. */
export interface Uncommitted {
  outcomes: Outcome[];
  unclaimed: { id: string; token: number }[];
}

/** The workers of one server: what runs, what was claimed ahead of them, and how it went. Knows nothing of storage. */
export class Workers {
  readonly #parts: WorkersParts;
  readonly #pace = new Pace();
  readonly #running = new Map<string, Attempt>();
  #reserve: ClaimedJob[] = [];
  #outcomes: Outcome[] = [];
  #unclaimed: Uncommitted["unclaimed"] = [];
  /** How many outcomes are still to be committed one at a time. */
  #alone = 0;

  constructor(parts: WorkersParts) {
    this.#parts = parts;
  }

  /** Jobs that run or are claimed. */
  get busy(): number {
    return this.#running.size + this.#reserve.length;
  }

  /** Tokens of the jobs that run here now, are about to, or have ended and are not being committed yet; and of those about to. */
  get tokens(): { held: number[]; reserved: number[] } {
    const running = [...this.#running.values()].map(({ claimed }) => claimed.token);
    const reserved = this.#reserve.map(({ token }) => token);
    return { held: [...running, ...reserved, ...this.#outcomes.map(({ token }) => token)], reserved };
  }

  /** Jobs claimed ahead. */
  get reserved(): number {
    return this.#reserve.length;
  }

  /** Something waits to be committed. */
  get hasEnded(): boolean {
    return this.#outcomes.length > 0 || this.#unclaimed.length > 0;
  }

  /** Nothing runs, nothing waits to be committed. */
  get isIdle(): boolean {
    return this.busy === 0 && !this.hasEnded;
  }

  get hasFree(): boolean {
    return this.free > 0;
  }

  /** Workers with nothing to do. */
  get free(): number {
    return Math.max(0, this.#parts.limit() - this.busy);
  }

  /**
   * How many jobs to claim now. What is being put back isn't taken again at once: somebody else may be free. While all
   * workers are busy more is taken ahead only in the transaction that some job's end needs anyway.
   */
  get wanted(): number {
    if (this.#unclaimed.length > 0 || (!this.hasFree && this.#outcomes.length === 0)) return 0;
    const { reserves } = this.#parts;
    const limit = this.#parts.limit();
    return Math.max(0, limit - this.busy + (reserves ? this.#pace.ahead(limit) : 0));
  }

  /** Begins what was claimed, as far as there are free workers; the rest is kept in reserve. */
  take(claimed: readonly ClaimedJob[], owner?: string): void {
    this.#reserve.push(...claimed);
    this.serveOnly(owner);
    this.#fill();
  }

  /** Who is signed in now: what belongs to another user goes back, whether it has begun or not. */
  serveOnly(owner: string | undefined): void {
    if (owner === undefined) return;
    const isForeign = ({ job }: ClaimedJob): boolean => job.owner !== undefined && job.owner !== owner;
    this.#putBack(isForeign);
    for (const each of this.#running.values())
      if (isForeign(each.claimed)) each.giveBack("Given back: its user is not signed in any more.");
  }

  /** Everything to be committed, once; what could not be committed is handed back with {@link restore}. */
  collect(): Uncommitted {
    const count = this.#alone > 0 ? 1 : this.#outcomes.length;
    this.#alone = Math.max(0, this.#alone - 1);
    return { outcomes: this.#outcomes.splice(0, count), unclaimed: this.#unclaimed.splice(0) };
  }

  /**
   * The storage is full: what could not be committed is tried again with less, as long as there is something to do without.
   * Or one of the outcomes holds a value that the database refuses, and would hold up the others for ever. Of several each
   * is tried alone; the one that is refused alone becomes a failure of its job. `false`: it is none of them.
   */
  sift(uncommitted: Uncommitted, refusal: unknown): boolean {
    const { outcomes, unclaimed } = uncommitted;
    const less = isFull(refusal) && lighter(outcomes);
    if (less) {
      this.restore({ outcomes: less, unclaimed });
      return true;
    }
    if (!isUnstorable(refusal)) return false;
    const [first] = outcomes;
    if (!first || (outcomes.length === 1 && first.event.type !== "succeeded")) return false;
    this.#alone = outcomes.length > 1 ? outcomes.length : 0;
    const { job, token } = first;
    const failed: Outcome = { job, token, event: { type: "threw", error: errorInfo(refusal) } };
    this.restore(outcomes.length > 1 ? uncommitted : { outcomes: [failed], unclaimed });
    return true;
  }

  restore({ outcomes, unclaimed }: Uncommitted): void {
    this.#outcomes.unshift(...outcomes);
    this.#unclaimed.unshift(...unclaimed);
  }

  /** What was claimed ahead goes back: the jobs before it take too long. */
  putBackReserve(): void {
    this.#putBack(() => true);
  }

  /** Says to what runs that its time is nearly over. */
  warnAll(reason: Error): void {
    for (const each of this.#running.values()) each.warn(reason);
  }

  /** Ends one job's attempt; one that was claimed ahead is never begun. */
  abort(id: string, reason: Error): void {
    this.#reserve = this.#reserve.filter(({ job }) => job.id !== id);
    this.#running.get(id)?.abort(reason);
  }

  /** Ends everything and forgets it: another life of the server, or another server, goes on with it. */
  drop(reason: Error): void {
    this.abortAll(reason);
    this.#outcomes = [];
    this.#unclaimed = [];
  }

  /** Ends what runs; how other attempts went is still to be committed. */
  abortAll(reason: Error): void {
    for (const each of this.#running.values()) each.abort(reason);
    this.#running.clear();
    this.#reserve = [];
  }

  #putBack(which: (claimed: ClaimedJob) => boolean): void {
    const back = this.#reserve.filter(which);
    if (back.length === 0) return;
    this.#reserve = this.#reserve.filter((each) => !which(each));
    this.#unclaimed.push(...back.map(({ job, token }) => ({ id: job.id, token })));
  }

  #fill(): void {
    while (this.#running.size < this.#parts.limit()) {
      const claimed = this.#reserve.shift();
      if (!claimed) return;
      this.#begin(claimed);
    }
  }

  #begin(claimed: ClaimedJob): void {
    const { handlers, lastWords, onEnd, platform } = this.#parts;
    const { id, name } = claimed.job;
    const begun = platform.clock.now();
    const one = attempt(claimed, { ...this.#parts, handler: handlers.get(name)! });
    this.#running.set(id, one);
    void one.outcome.then((outcome) => {
      // Dropped meanwhile: a later attempt of the same job may run under this id.
      if (this.#running.get(id) !== one) return;
      this.#running.delete(id);
      if (outcome) {
        this.#outcomes.push({ ...outcome, ...lastWords(id) });
        this.#pace.record(platform.clock.now() - begun);
      }
      this.#fill();
      onEnd(!outcome);
    });
  }
}

/** A value was refused, not the transaction: the same again would be refused again. */
function isUnstorable(error: unknown): boolean {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return code === "invalid-job" || name === "DataCloneError";
}
