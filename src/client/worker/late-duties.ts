import type { Platform } from "../../platform/platform.ts";
import type { EventHub } from "../events/event-hub.ts";
import type { Feature } from "../parts/feature.ts";
import type * as PageDuties from "./page-duties.ts";
import type { RunAnswer } from "./worker-protocol.ts";

/** A page's duties, begun once their part is there: at once, or when the network or the user is back. */
export class LateDuties {
  /** A worker is active, or it is certain that there will be none for now. */
  readonly ready: Promise<void>;
  readonly #feature: Feature<typeof PageDuties>;
  readonly #parts: PageDuties.DutyParts;
  #duties: PageDuties.Duties | undefined;
  #stopWaiting = (): void => {};
  #closed = false;

  constructor(feature: Feature<typeof PageDuties>, parts: PageDuties.DutyParts) {
    this.#feature = feature;
    this.#parts = parts;
    this.ready = this.#begin();
  }

  /** Has the worker run an operation; answers `undefined` when there is no worker to ask. */
  async run(...request: Parameters<PageDuties.Duties["run"]>): Promise<RunAnswer | undefined> {
    if (!this.#duties) await this.#begin();
    return this.#duties?.run(...request);
  }

  close(): void {
    this.#closed = true;
    this.#stopWaiting();
    this.#duties?.close();
  }

  async #begin(): Promise<void> {
    try {
      const { beginDuties } = await this.#feature.load();
      if (this.#closed) return;
      this.#stopWaiting();
      this.#duties ??= beginDuties(this.#parts);
      await this.#duties.ready;
    } catch (cause) {
      tell(this.#parts.events, cause);
      this.#waitFor(this.#parts.platform);
    }
  }

  #waitFor({ connectivity, lifecycle }: Platform): void {
    this.#stopWaiting();
    const again = (): void => void this.#begin();
    const stops = [connectivity.onChange(again), lifecycle.onVisible(again)];
    this.#stopWaiting = () => {
      for (const stop of stops.splice(0)) stop();
    };
  }
}

const tell = (events: EventHub, cause: unknown): void =>
  events.status(
    "worker-unavailable",
    "What registers the service worker could not be loaded; jobs are kept and wait. It is tried again when the network, or you, come back to this page.",
    cause,
  );
