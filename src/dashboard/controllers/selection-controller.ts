import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Which rows are chosen, by id; a range when it is asked for with the shift key. */
export class SelectionController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #ids = new Set<string>();
  /** Where a range begins. */
  #anchor: string | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  get size(): number {
    return this.#ids.size;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** @param order the ids on the screen, for a range from the last one chosen to this one */
  toggle(id: string, order: readonly string[], range: boolean): void {
    const [from, to] = [order.indexOf(this.#anchor ?? ""), order.indexOf(id)];
    if (range && from >= 0 && to >= 0) {
      const on = this.#ids.has(this.#anchor ?? "");
      for (const each of order.slice(Math.min(from, to), Math.max(from, to) + 1)) this.#set(each, on);
    } else {
      this.#set(id, !this.#ids.has(id));
      this.#anchor = id;
    }
    this.#host.requestUpdate();
  }

  all(ids: readonly string[], on: boolean): void {
    for (const id of ids) this.#set(id, on);
    this.#host.requestUpdate();
  }

  clear(): void {
    if (this.#ids.size === 0) return;
    this.#ids.clear();
    this.#anchor = undefined;
    this.#host.requestUpdate();
  }

  #set(id: string, on: boolean): void {
    if (on) this.#ids.add(id);
    else this.#ids.delete(id);
  }
}
