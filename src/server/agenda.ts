import type { Notice } from "../job/notice.ts";
import { doChore } from "../operations/do-chore.ts";
import { expireJobs } from "../operations/expire-jobs.ts";
import { fireRecurring } from "../operations/fire-recurring.ts";
import { promoteDue } from "../operations/promote-due.ts";
import { REPAIR_INTERVAL, repairAwaiting } from "../operations/repair-awaiting.ts";
import { MOST_CATCH_UP } from "../recurring/recurring-job.ts";
import { deviceTimeZone } from "../recurring/time-zone.ts";
import type { Storage } from "../storage/storage.ts";
import { DueTime } from "./due-time.ts";
import { isFull } from "./full-storage.ts";
import { type LeftRoom, leftRoom } from "./left-room.ts";

/** Fresh ids for one pass over the recurring definitions: usually a few, then as many as one definition can need. */
const FEW_IDS = 32;
const MANY_IDS = MOST_CATCH_UP;
/** Expired jobs are looked for this long after the first is due, so that one look finds many. */
const EXPIRY_SLACK = 60_000;
/** After something that failed; doubles up to the last. */
const WAIT = { first: 250, longest: 10_000 };
const waitAfter = (failures: number): number => Math.min(WAIT.first * 2 ** failures, WAIT.longest);

/**
 * What is to be done at a time: delayed jobs, recurring definitions, jobs whose keep time ends. Each is one look at the
 * head of an index, and only when its time has come or is not known yet.
 */
export class Agenda {
  readonly #storage: Storage;
  readonly #newId: () => string;
  readonly #onError: (error: unknown) => void;
  readonly #leftRoom: LeftRoom;
  readonly #jobs = new DueTime();
  readonly #recurring = new DueTime();
  readonly #expiry = new DueTime();
  #chores = Number.POSITIVE_INFINITY;
  #failures = 0;
  #repair = Number.POSITIVE_INFINITY;
  #untidy = 0;

  constructor(storage: Storage, newId: () => string, onError: (error: unknown) => void) {
    this.#storage = storage;
    this.#newId = newId;
    this.#onError = onError;
    this.#leftRoom = leftRoom(storage);
  }

  /** The next time something is to be done. */
  get next(): number {
    return Math.min(this.nextDue, this.#expiry.at ?? 0, this.#repair);
  }

  /** When jobs or definitions are due next, as far as the outside must know: expiry can wait for any wake-up. */
  get nextDue(): number {
    // A look for what has expired tells of chores as well.
    const chores = this.#expiry.at === undefined ? 0 : this.#chores;
    return Math.min(this.#jobs.at ?? 0, this.#recurring.at ?? 0, chores);
  }

  /** Forgets what it knew: time has passed without us. */
  reset(): void {
    for (const due of [this.#jobs, this.#recurring, this.#expiry]) due.forget();
  }

  /** Somebody committed something that may be due earlier than all we know of. */
  hear(notices: readonly Notice[]): void {
    for (const notice of notices) {
      if (notice.type === "recurring") this.#recurring.hear(notice.dueAt);
      else if ("dueAt" in notice && notice.dueAt !== undefined) this.#jobs.hear(notice.dueAt);
      if (notice.type === "chore") this.#chores = 0;
      if (notice.type === "job" && notice.expiresAt !== undefined)
        this.#expiry.hear(notice.expiresAt + EXPIRY_SLACK);
      else if (notice.type === "many") this.#expiry.hear(undefined);
    }
  }

  /** A claim begins, which will see the head of the delayed jobs. */
  lookForJobs(): void {
    this.#jobs.look();
  }

  /** What the claim has seen there. */
  jobsDue(next: number): void {
    this.#jobs.found(next);
  }

  /** Does what is due. Answers whether jobs may have become ready. */
  async run(now: number, wokenBy: string, jump?: number): Promise<boolean> {
    if (jump !== undefined) this.reset();
    let moved = false;
    if ((this.#recurring.at ?? 0) <= now) moved = (await this.#fire(now, wokenBy, jump)) || moved;
    if ((this.#jobs.at ?? 0) <= now) moved = (await this.#promote(now)) || moved;
    return (await this.#doChores(now)) || moved;
  }

  /**
   * Does what can wait for the claim: a context that has just begun has a job to start first. Answers as `run` does. What
   * fails of it holds up no job: it is tried again later.
   */
  async tidy(now: number): Promise<boolean> {
    let did = false;
    if (Math.min(this.#expiry.at ?? 0, this.#repair) > now) return did;
    try {
      if ((this.#expiry.at ?? 0) <= now) did = await this.#expire(now);
      did = (await this.#doChores(now)) || did;
      if (this.#repair <= now) did = (await this.#repairAwaiting(now)) || did;
      this.#untidy = 0;
    } catch (error) {
      this.#onError(error);
      const again = now + waitAfter(this.#untidy++);
      this.#expiry.found(again);
      this.#repair = again;
      // Whether a page has left something may not be known: that is looked for all the same.
      this.#chores = Math.min(this.#chores, again);
    }
    return did;
  }

  async #fire(now: number, wokenBy: string, jump: number | undefined): Promise<boolean> {
    let fired = false;
    for (let count = FEW_IDS; ; count = MANY_IDS) {
      const ids = Array.from({ length: count }, this.#newId);
      const input = { now, ids, wokenBy, zone: deviceTimeZone(), jump };
      this.#recurring.look();
      const { jobs, more, next } = await this.#storage.run(fireRecurring, input);
      fired ||= jobs.length > 0;
      this.#recurring.found(next);
      if (!more) return fired;
      // A definition that stays due without making a job would be looked at for ever: later, and by its own time.
      if (jobs.length === 0 && count === MANY_IDS) {
        this.#recurring.found(now + 1_000);
        return fired;
      }
    }
  }

  async #promote(now: number): Promise<boolean> {
    let promoted = false;
    for (;;) {
      this.#jobs.look();
      const pass = await this.#storage.run(promoteDue, { now });
      promoted ||= pass.promoted > 0;
      if (pass.more) continue;
      // What comes next is told by the claim that follows.
      this.#jobs.found();
      return promoted;
    }
  }

  /** Answers whether there is more: how jobs went that have been begun is written down before it goes on. */
  async #expire(now: number): Promise<boolean> {
    this.#expiry.look();
    const { more, next, repairAt, hasChores } = await this.#storage.run(expireJobs, { now });
    this.#expiry.found(more || next === undefined ? next : next + EXPIRY_SLACK);
    this.#repair = repairAt ?? Number.POSITIVE_INFINITY;
    if (hasChores) this.#chores = Math.min(this.#chores, now);
    return more;
  }

  /** One that can't be done, for want of room or whatever else, holds up no job: it is tried again later. */
  async #doChores(now: number): Promise<boolean> {
    if (this.#chores > now) return false;
    for (let some = false; ; some = true) {
      // Before the look: what another context leaves meanwhile is told by a notice.
      this.#chores = Number.POSITIVE_INFINITY;
      try {
        const { did, more } = await this.#storage.run(doChore, { now, except: this.#leftRoom.unfit });
        this.#failures = 0;
        if (more) continue;
        const again = this.#leftRoom.goOn(now);
        if (again <= now) continue;
        this.#chores = Math.min(this.#chores, again);
        return some || did;
      } catch (error) {
        this.#onError(error);
        this.#chores = now + waitAfter(this.#failures++);
        // What a page has left has been answered with an id: what old jobs can do without goes before it.
        if (isFull(error)) await this.#leftRoom.make(now).catch(this.#onError);
        return some;
      }
    }
  }

  async #repairAwaiting(now: number): Promise<boolean> {
    for (let some = false; ; ) {
      const { repaired, more } = await this.#storage.run(repairAwaiting, { now });
      some ||= repaired > 0;
      if (more) continue;
      this.#repair = now + REPAIR_INTERVAL;
      return some;
    }
  }
}
