import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Router } from "../board.ts";
import { JobSelectedEvent, NavigateEvent } from "../events.ts";
import { fromHash, type Route, toHash } from "../routes.ts";

type Host = ReactiveControllerHost & HTMLElement & { route: Route; routing: string };

/** Leads through the dashboard, and keeps the address in step where the page lets it. */
export class RouteController implements ReactiveController, Router {
  list: Route = { view: "jobs" };
  batches: Route = { view: "batches" };
  opened: string | undefined;
  left: Router["left"];
  readonly #host: Host;
  #routing: string | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener("hashchange", this.#onHash);
    this.#routing = undefined;
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    window.removeEventListener("hashchange", this.#onHash);
  }

  hostUpdate(): void {
    if (this.#host.routing !== this.#routing) {
      this.#routing = this.#host.routing;
      this.#onHash();
    }
    const { route } = this.#host;
    if (route.view === "jobs" || route.view === "batch") this.list = route;
    if (route.view === "batches") this.batches = route;
    this.opened = route.view === "job" ? (this.opened ?? route.jobId) : undefined;
  }

  href(route: Route): string | undefined {
    return this.#host.routing === "hash" ? toHash(route) : undefined;
  }

  go(route: Route, instead = false): void {
    const host = this.#host;
    if (!host.dispatchEvent(new NavigateEvent(route))) return;
    if (route.jobId) host.dispatchEvent(new JobSelectedEvent(route.jobId));
    // Typing a search goes through many places; only the last is one to come back to.
    const replace =
      instead ||
      (route.view === host.route.view && route.state === host.route.state && route.view === "jobs");
    host.route = route;
    if (host.routing !== "hash" || location.hash === toHash(route)) return;
    if (replace) history.replaceState(history.state, "", toHash(route));
    else location.hash = toHash(route);
  }

  /** Back, forward, an edited address, or one that was there before us. */
  readonly #onHash = (): void => {
    const route = this.#host.routing === "hash" ? fromHash(location.hash) : undefined;
    if (route && toHash(route) !== toHash(this.#host.route)) this.#host.route = route;
  };
}
