import type { Platform } from "../platform/platform.ts";

/**
 * So long after the network's return, milliseconds, a request may still fail: no address yet, a name that isn't found, a
 * change of network that ends what is open. A guess at what a device takes; a probe would fail in the same way.
 */
const FRESH = 5_000;
/** Wake-ups that say that it has returned. */
const SOURCES = ["online", "sync"];

/** Remembers when the network last came back, as far as this context was told. */
export class FreshNetwork {
  readonly #platform: Pick<Platform, "clock" | "connectivity">;
  #since = Number.NEGATIVE_INFINITY;

  constructor(platform: Pick<Platform, "clock" | "connectivity">) {
    this.#platform = platform;
  }

  /** Something has woken the server. */
  hear(source: string): void {
    const { clock, connectivity } = this.#platform;
    if (SOURCES.includes(source) && connectivity.online()) this.#since = clock.now();
  }

  /** It came back a moment ago: what fails now has not had much of it. */
  get isFresh(): boolean {
    const age = this.#platform.clock.now() - this.#since;
    return age >= 0 && age < FRESH;
  }
}
