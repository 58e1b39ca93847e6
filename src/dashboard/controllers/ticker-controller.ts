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

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const unitOf = (age: number): number =>
  age < MINUTE ? SECOND : age < HOUR ? MINUTE : age < DAY ? HOUR : DAY;

/** Until `distance`, which grows, is a multiple of `unit` again, and `offset` more; at least a millisecond. */
const untilStep = (distance: number, unit: number, offset = 0): number =>
  unit - ((((distance - offset) % unit) + unit) % unit) + 1;

/** When the relative text of `at` changes next: at whole seconds from it, then half way between two minutes, hours or days. */
export function nextChange(at: number, now: number): number {
  const age = Math.abs(now - at);
  const unit = unitOf(age);
  const offset = unit === SECOND ? 0 : unit / 2;
  if (at <= now) return now + untilStep(now - at, unit, offset);
  // What is to come reads differently just behind such a moment, where it may be now, and not at it.
  const step = untilStep(now - at - 1, unit, offset) - 1;
  // The last unit ends where smaller ones begin.
  return now + Math.min(step, age - (unit === SECOND ? 0 : unit) + 1);
}

/** When the time that has gone by since `at` reads differently: its smaller part has the next unit below. */
export function nextElapsed(at: number, now: number): number {
  const age = Math.abs(now - at);
  return now + untilStep(now - at, age < HOUR ? SECOND : age < DAY ? MINUTE : HOUR);
}
