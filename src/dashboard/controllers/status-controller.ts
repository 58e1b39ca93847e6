import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { JobClient } from "../../client/api/client-api.ts";
import type { StatusEvent } from "../../client/events/client-events.ts";
import type { Board } from "../board.ts";

/** What is the matter with the runtime itself. */
export type Status = "offline" | "blocked" | "outdated" | "noWorker";

/** Keeps what a client and the browser say of themselves, until it is over. */
export class StatusController implements ReactiveController {
  readonly current: Set<Status> = new Set();
  readonly #host: ReactiveControllerHost & { board?: Board | undefined };
  #client: JobClient | undefined;
  #stop: AbortController | undefined;

  constructor(host: ReactiveControllerHost & { board?: Board | undefined }) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener("online", this.#onNetwork);
    window.addEventListener("offline", this.#onNetwork);
    this.#onNetwork();
  }

  hostDisconnected(): void {
    window.removeEventListener("online", this.#onNetwork);
    window.removeEventListener("offline", this.#onNetwork);
    this.#stop?.abort();
    this.#client = undefined;
  }

  hostUpdate(): void {
    const client = this.#host.board?.client;
    if (client === this.#client) return;
    this.#stop?.abort();
    this.#client = client;
    if (!client) return;
    for (const status of ["blocked", "outdated", "noWorker"] as const) this.current.delete(status);
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const on = (
      type: "blocked" | "outdated" | "worker-unavailable" | "worker-ready",
      tell: () => void,
    ): void =>
      client.addEventListener(
        type,
        (_: StatusEvent) => {
          tell();
          this.#host.requestUpdate();
        },
        { signal },
      );
    on("blocked", () => this.current.add("blocked"));
    on("outdated", () => this.current.add("outdated"));
    on("worker-unavailable", () => this.current.add("noWorker"));
    on("worker-ready", () => this.current.delete("noWorker"));
    client.ready.then(
      () => {
        if (this.current.delete("blocked")) this.#host.requestUpdate();
      },
      // The reads fail with the same error and show it.
      () => {},
    );
  }

  readonly #onNetwork = (): void => {
    if (navigator.onLine) this.current.delete("offline");
    else this.current.add("offline");
    this.#host.requestUpdate();
  };
}
