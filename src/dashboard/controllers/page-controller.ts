import type { ReactiveController, ReactiveControllerHost } from "lit";
import { loadDialogs } from "../dialogs.ts";
import { PAGES } from "../pages/index.ts";
import type { Route, View } from "../routes.ts";

type Host = ReactiveControllerHost & { route: Route; counts: { value: unknown } };

/** Fetches the page a route needs, and the others once the first one has something to show. */
export class PageController implements ReactiveController {
  /** Why the page that is wanted could not be fetched. */
  error: unknown;
  readonly #host: Host;
  readonly #loads = new Map<View, Promise<void>>();
  #wanted: View | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    const { view } = this.#host.route;
    if (view === this.#wanted) return;
    this.#wanted = view;
    this.error = undefined;
    this.#load(view).catch((error: unknown) => this.#failed(view, error));
  }

  /** Later pages then open at once, and also when the network has gone. */
  hostUpdated(): void {
    if (this.#host.counts.value === undefined || this.#loads.size >= Object.keys(PAGES).length) return;
    loadDialogs().catch(() => {});
    for (const view of Object.keys(PAGES) as View[]) this.#load(view).catch(() => this.#loads.delete(view));
  }

  retry(): void {
    this.#wanted = undefined;
    this.#host.requestUpdate();
  }

  #load(view: View): Promise<void> {
    const load = this.#loads.get(view) ?? PAGES[view].load();
    this.#loads.set(view, load);
    return load;
  }

  #failed(view: View, error: unknown): void {
    this.#loads.delete(view);
    if (view !== this.#wanted) return;
    this.error = error;
    this.#host.requestUpdate();
  }
}
