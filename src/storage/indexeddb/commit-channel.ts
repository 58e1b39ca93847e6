import { isWork, type Notice, noticesIn } from "../../job/notice.ts";
import type { Channel } from "../../platform/channel.ts";
import type { Clock } from "../../platform/clock.ts";

/** Posted while a commit that may give job servers something to run is under way. */
const COMING = "coming";
/** Before the notices of such a commit, once it is done. */
const FORETOLD = "foretold";
/**
 * Milliseconds within which a commit follows another in a stream of awaited calls. Whoever is to be woken has been then, and
 * a message beside the commit made it slower by 6 % when measured.
 */
const STREAM = 2;

export interface CommitChannelListener {
  /** Another context is about to commit something to run. */
  coming(): void;
  /** @param foretold its coming was told before */
  committed(notices: readonly Notice[], foretold: boolean): void;
}

/** What the contexts of a database tell each other of their commits. */
export class CommitChannel {
  readonly #channel: Channel;
  readonly #clock: Pick<Clock, "elapsed">;
  #toldAt = Number.NEGATIVE_INFINITY;
  readonly #foretold = new WeakSet<readonly Notice[]>();

  constructor(channel: Channel, clock: Pick<Clock, "elapsed">, listener: CommitChannelListener) {
    this.#channel = channel;
    this.#clock = clock;
    channel.listen((message) => {
      if (message === COMING) return listener.coming();
      const foretold = Array.isArray(message) && message[0] === FORETOLD;
      const notices = noticesIn(foretold ? message.slice(1) : message);
      if (notices.length > 0) listener.committed(notices, foretold);
    });
  }

  /** Says that this is being committed, if it may be something to run and others haven't just been told of such. */
  foretell(notices: readonly Notice[]): void {
    if (!notices.some(isWork) || this.#clock.elapsed() - this.#toldAt < STREAM) return;
    this.#foretold.add(notices);
    this.#channel.post(COMING);
  }

  /** Says that this has been committed. */
  tell(notices: readonly Notice[]): void {
    this.#channel.post(this.#foretold.has(notices) ? [FORETOLD, ...notices] : notices);
    if (notices.some(isWork)) this.#toldAt = this.#clock.elapsed();
  }

  close(): void {
    this.#channel.close();
  }
}
