import type { ReactiveController, ReactiveControllerHost } from "lit";

/** The second key of `g o` may take this long; longer, and it is a key of its own. */
const SEQUENCE = 1_000;

export type Hotkeys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/**
 * Single keys and two-key sequences (`"g o"`), heard while the focus is anywhere in the dashboard around the host, but
 * not where a person types, and never together with Ctrl, Alt or Meta. A dashboard that has the page's address is what
 * the page is for, and hears them as well while nothing at all has the focus.
 */
export class HotkeyController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #keys: () => Hotkeys;
  #target: (HTMLElement & { routing?: string }) | undefined;
  #first = "";
  #at = 0;

  constructor(host: ReactiveControllerHost & HTMLElement, keys: () => Hotkeys) {
    this.#host = host;
    this.#keys = keys;
    host.addController(this);
  }

  hostConnected(): void {
    this.#target = dashboardOf(this.#host) ?? this.#host;
    this.#target.addEventListener("keydown", this.#onKeydown);
    document.addEventListener("keydown", this.#onPageKeydown);
  }

  hostDisconnected(): void {
    this.#target?.removeEventListener("keydown", this.#onKeydown);
    document.removeEventListener("keydown", this.#onPageKeydown);
  }

  readonly #onPageKeydown = (event: KeyboardEvent): void => {
    const alone = event.target === document.body && this.#target?.routing === "hash";
    if (alone && this.#target?.checkVisibility()) this.#onKeydown(event);
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    const keys = this.#keys();
    const pair = `${this.#first} ${event.key}`;
    const inTime = performance.now() - this.#at < SEQUENCE;
    const run = (this.#first && inTime ? keys[pair] : undefined) ?? keys[event.key];
    this.#first = event.key;
    this.#at = performance.now();
    if (!run) return;
    this.#first = "";
    event.preventDefault();
    run(event);
  };
}

function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("dialog")) return true;
  // Enter and space belong to the control in focus.
  if (
    (event.key === "Enter" || event.key === " ") &&
    target.matches("a, button, input, select, summary, [tabindex]")
  )
    return true;
  return target.matches("select, textarea, input:not([type='checkbox'])") || target.isContentEditable;
}

function dashboardOf(element: HTMLElement): HTMLElement | undefined {
  if (element.localName === "job-dashboard") return element;
  const root = element.getRootNode();
  return root instanceof ShadowRoot && root.host instanceof HTMLElement ? dashboardOf(root.host) : undefined;
}
