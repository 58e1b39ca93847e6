import type { ReactiveController, ReactiveControllerHost } from "lit";

interface Watcher {
  /** When what it shows changes next, in epoch milliseconds. */
  due: number;
  tick(): void;
}

const watchers = new Set<Watcher>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** One timer for every relative time on the page: it sleeps until the next text changes, and while nobody looks. */
function schedule(): void {
  clearTimeout(timer);
  timer = undefined;
  if (document.hidden || watchers.size === 0) return;
  let next = Number.POSITIVE_INFINITY;
  for (const watcher of watchers) next = Math.min(next, watcher.due);
  if (next === Number.POSITIVE_INFINITY) return;
  // A day is longer than any page needs to sleep, and far below the limit of a timer.
  timer = setTimeout(tick, Math.min(Math.max(next - Date.now(), 0), 86_400_000));
}

function tick(): void {
  const now = Date.now();
  for (const watcher of watchers) {
    if (watcher.due > now) continue;
    watcher.due = Number.POSITIVE_INFINITY;
    watcher.tick();
  }
  schedule();
}

/** Renders its host whenever a time it shows would read differently. */
export class TickerController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #watcher: Watcher;
  readonly #next: (now: number) => number;

  /** @param next when the shown text changes next; `Infinity` for never */
  constructor(host: ReactiveControllerHost, next: (now: number) => number) {
    this.#host = host;
    this.#next = next;
    this.#watcher = { due: Number.POSITIVE_INFINITY, tick: () => this.#host.requestUpdate() };
    host.addController(this);
  }

  hostConnected(): void {
    if (watchers.size === 0) document.addEventListener("visibilitychange", tick);
    watchers.add(this.#watcher);
    this.hostUpdated();
  }

  hostDisconnected(): void {
    watchers.delete(this.#watcher);
    if (watchers.size === 0) document.removeEventListener("visibilitychange", tick);
    schedule();
  }

  hostUpdated(): void {
    const due = this.#next(Date.now());
    if (due === this.#watcher.due) return;
    this.#watcher.due = due;
    schedule();
  }
}

/** When the relative text of `at` changes next: at the next whole second, minute, hour or day from it. */
export function nextChange(at: number, now: number): number {
  const age = Math.abs(now - at);
  const unit = age < 60_000 ? 1_000 : age < 3_600_000 ? 60_000 : age < 86_400_000 ? 3_600_000 : 86_400_000;
  const rest = (((now - at) % unit) + unit) % unit;
  return now + unit - rest + 1;
}
