/**
 * When something is due next, as far as is known: what a look at the store has found, and what was heard since the look
 * began. What somebody commits behind the look may be heard of before the look is answered, and must not be forgotten for it.
 */
export class DueTime {
  #known: number | undefined;
  #heard: number | undefined;

  /** Epoch milliseconds; `undefined`: not known, look; Infinity: nothing is. */
  get at(): number | undefined {
    return this.#known;
  }

  /** Nothing that is known holds any more. */
  forget(): void {
    this.#known = this.#heard = undefined;
  }

  /** @param at `undefined`: it is not known when, but it may be sooner */
  hear(at: number | undefined): void {
    this.#known = earlier(this.#known, at);
    this.#heard = earlier(this.#heard, at);
  }

  /** A look begins. */
  look(): void {
    this.#heard = Number.POSITIVE_INFINITY;
  }

  /** The look has found this; `undefined`: nothing. */
  found(next: number = Number.POSITIVE_INFINITY): void {
    this.#known = earlier(this.#heard, next);
  }
}

const earlier = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? undefined : Math.min(one, other);
