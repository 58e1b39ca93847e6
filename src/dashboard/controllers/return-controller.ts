import type { ReactiveController } from "lit";
import type { TableView } from "../elements/table-view.ts";
import { pagesAround } from "./list-pages.ts";

/** Rows after the one that was opened, in whose place it comes back when that one has left the list meanwhile. */
const NEIGHBOURS = 20;
/** Brings a person who comes back from a job's page to where they were in the list: it was made anew meanwhile. */
export class ReturnController implements ReactiveController {
  readonly #table: TableView;
  #wanted: readonly string[] = [];

  constructor(table: TableView) {
    this.#table = table;
    table.addController(this);
  }

  hostUpdate(): void {
    const { board, query } = this.#table;
    const { left } = board.router;
    if (!left) return;
    board.router.left = undefined;
    if (left.query === JSON.stringify(query)) this.#wanted = left.ids;
  }

  hostUpdated(): void {
    const { list } = this.#table;
    if (this.#wanted.length === 0 || list.pages.length === 0) return;
    const rows = new Map(this.#rows().map((row) => [row.dataset["id"], row]));
    const row = rows.get(this.#wanted.find((id) => rows.has(id)));
    this.#wanted = [];
    // The blanks above it have their height only once the table is done.
    if (row) void this.#table.updateComplete.then(() => this.#show(row));
    else if (list.pages[0]?.blank) void list.restart();
  }

  hostDisconnected(): void {
    const { board, list, query } = this.#table;
    const { opened = "" } = board.router;
    const ids = list.jobs.map(({ id }) => id);
    const at = ids.indexOf(opened);
    if (at < 0) return;
    board.router.left = {
      query: JSON.stringify(query),
      ids: ids.slice(at, at + 1 + NEIGHBOURS),
      pages: pagesAround(list.pages, opened),
    };
  }

  #show(row: HTMLElement): void {
    const { top, bottom } = row.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) row.scrollIntoView({ block: "center" });
    if (hasFocus(this.#table)) row.querySelector<HTMLElement>(".name")?.focus({ preventScroll: true });
  }

  #rows(): HTMLElement[] {
    return [...this.#table.renderRoot.querySelectorAll<HTMLElement>("tr.row")];
  }
}

/** Whether the focus is anywhere in the dashboard around an element. */
function hasFocus(element: Element): boolean {
  const root = element.getRootNode();
  return root instanceof ShadowRoot && (root.activeElement !== null || hasFocus(root.host));
}
