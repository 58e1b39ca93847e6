import type { ReactiveController, ReactiveControllerHost } from "lit";

/** What has the focus within a root, however deep it is. */
function innermost(root: ShadowRoot): HTMLElement | undefined {
  let active = root.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return (active ?? undefined) as HTMLElement | undefined;
}

/**
 * Keeps the focus through an update of its host, so that keys are heard and a screen reader stays where it is: what has
 * been moved gets it back, a row that has left hands it to the one in its place, anything else to the page around it.
 */
export class FocusController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #focused: HTMLElement | undefined;
  #row = -1;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    const root = this.#host.shadowRoot;
    this.#focused = root ? innermost(root) : undefined;
    const row = root?.activeElement?.closest<HTMLElement>("tr.row");
    this.#row = row ? this.#rows().indexOf(row) : -1;
  }

  hostUpdated(): void {
    const focused = this.#focused;
    this.#focused = undefined;
    if (!focused || this.#host.shadowRoot?.activeElement) return;
    if (focused.isConnected) focused.focus({ preventScroll: true });
    if (this.#host.shadowRoot?.activeElement) return;
    const rows = this.#row < 0 ? [] : this.#rows();
    const next =
      rows[Math.min(this.#row, rows.length - 1)]?.querySelector<HTMLElement>(".name") ??
      pageAround(this.#host);
    next?.focus({ preventScroll: true });
  }

  #rows(): HTMLElement[] {
    return [...(this.#host.shadowRoot?.querySelectorAll<HTMLElement>("tr.row") ?? [])];
  }
}

/** The view of the dashboard that an element belongs to, however deep in it. */
function pageAround(element: Element): HTMLElement | undefined {
  const root = element.getRootNode();
  if (!(root instanceof ShadowRoot)) return undefined;
  return root.querySelector<HTMLElement>(".page") ?? pageAround(root.host);
}
