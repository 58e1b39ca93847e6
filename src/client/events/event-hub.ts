import type { Notice } from "../../job/notice.ts";
import type { Logger } from "../../platform/logger.ts";
import { say } from "../../platform/say.ts";
import type { Storage, StorageStatus } from "../../storage/storage.ts";
import { BatchEvent, ChangeEvent, type ClientEvents, JobEvent, StatusEvent } from "./client-events.ts";

/** The events that tell of the runtime itself. */
type StatusType = {
  [Type in keyof ClientEvents]: ClientEvents[Type] extends StatusEvent ? Type : never;
}[keyof ClientEvents];

/** Turns notices and statuses into a client's events. Nothing is built for which nobody listens. */
export class EventHub {
  readonly #target = new EventTarget();
  readonly #stops: (() => void)[] = [];
  #listening = false;
  readonly #logger: Logger | undefined;

  constructor(storage: Storage, logger?: Logger) {
    this.#logger = logger;
    this.#stops.push(storage.onStatus((status) => this.#tellStatus(status)));
    this.#subscribe = () => this.#stops.push(storage.subscribe((notices) => this.#tell(notices)));
  }

  readonly #subscribe: () => void;

  add<Type extends keyof ClientEvents>(
    type: Type,
    listener: (event: ClientEvents[Type]) => void,
    options?: { once?: boolean; signal?: AbortSignal },
  ): void {
    if (!this.#listening) {
      this.#listening = true;
      this.#subscribe();
    }
    this.#target.addEventListener(type, listener as (event: Event) => void, options);
  }

  remove<Type extends keyof ClientEvents>(type: Type, listener: (event: ClientEvents[Type]) => void): void {
    this.#target.removeEventListener(type, listener as (event: Event) => void);
  }

  status(type: StatusType, message: string, cause?: unknown): void {
    const good = type === "worker-ready" || type === "worker-updated";
    say(this.#logger, good ? "info" : "warn", message, { type, cause });
    this.#target.dispatchEvent(new StatusEvent(type, message, cause));
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #tell(notices: readonly Notice[]): void {
    for (const notice of notices) {
      if (notice.type === "batch") this.#target.dispatchEvent(new BatchEvent("batch", notice));
      if (notice.type !== "job") this.#target.dispatchEvent(new ChangeEvent("change", notice));
      else {
        this.#target.dispatchEvent(new JobEvent("change", notice));
        this.#target.dispatchEvent(new JobEvent(notice.state, notice));
      }
    }
  }

  #tellStatus(status: StorageStatus): void {
    if (status.type === "outdated") {
      this.status("outdated", "A newer version of this app has upgraded the job database. Reload this page.");
    } else if (status.type === "blocked") {
      this.status(
        "blocked",
        "Another tab of this site holds an old version of the job database open. Close or reload it.",
      );
    } else if (status.type === "unblocked") {
      this.status("unblocked", "The other tab has let go of the job database; everything goes on.");
    }
  }
}
