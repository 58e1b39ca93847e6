import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import type { Job } from "../../job/job.ts";
import type { JobQuery } from "../../monitor/monitor-api.ts";
import { BoardElement } from "../board.ts";
import { FocusController } from "../controllers/focus-controller.ts";
import { HotkeyController } from "../controllers/hotkey-controller.ts";
import { JobListController } from "../controllers/job-list-controller.ts";
import type { ListPage } from "../controllers/list-pages.ts";
import { ReturnController } from "../controllers/return-controller.ts";
import { SelectionController } from "../controllers/selection-controller.ts";
import { type ListName, stateOf } from "../routes.ts";
import { tableStyles } from "../theme/table.styles.ts";
import { stateColors } from "../theme/tokens.styles.ts";
import { each } from "./each.ts";
import { COLUMNS } from "./job-columns.ts";
import { isOpenable, jobRow } from "./job-row.ts";
import { jobTableKeys } from "./job-table-keys.ts";
import { blankRows, tableHead } from "./job-table-parts.ts";
import { listNotes, noteStyles, searchNote } from "./list-notes.ts";
import { nextStepStyles } from "./next-step.ts";
import { listWord } from "./parts.ts";
import { progressStyles } from "./progress-bar.ts";
import type { TableView } from "./table-view.ts";

/** Pages are fetched this far before they come into sight. */
const AHEAD = "900px";

/** Jobs of one state, or all: a list of any length, live, chosen and acted on by pointer and keyboard. */
export class JobTable extends BoardElement implements TableView {
  static override properties: PropertyDeclarations = {
    query: { attribute: false },
    total: { attribute: false },
    stored: { attribute: false },
    asked: { attribute: false },
  };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    stateColors,
    progressStyles,
    noteStyles,
    tableStyles,
    nextStepStyles,
  ];
  declare query: JobQuery;
  /** How many match, where a counter knows it. */
  declare total: number | undefined;
  /** How many are stored in this list, whatever is searched for in it; where a counter knows it. */
  declare stored: number | undefined;
  /** The search as the person wrote it. */
  declare asked: string;
  readonly list: JobListController = new JobListController(
    this,
    () => this.query,
    (page) => this.#heightOf(page),
  );
  readonly selection: SelectionController = new SelectionController(this);
  /** All that match are chosen, also those not on the screen. */
  everything = false;
  readonly #opened = new Set<string>();
  #shownQuery = "";
  #ahead: IntersectionObserver | undefined;
  #top: IntersectionObserver | undefined;
  #atTop = true;
  #live = false;

  constructor() {
    super();
    new HotkeyController(this, () => jobTableKeys(this));
    new FocusController(this);
    new ReturnController(this);
  }

  get order(): string[] {
    return this.list.jobs.map(({ id }) => id);
  }

  get listName(): ListName | undefined {
    return this.query.retries ? "retries" : this.query.state;
  }

  get matchCount(): number | undefined {
    return this.total ?? (this.list.ended ? this.list.found : undefined);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ahead = new IntersectionObserver((entries) => this.#onAhead(entries), {
      rootMargin: `${AHEAD} 0px`,
    });
    this.#top = new IntersectionObserver((entries) => this.#onTop(entries));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ahead?.disconnect();
    this.#top?.disconnect();
  }

  toggle(id: string, range = false): void {
    this.everything = false;
    this.selection.toggle(id, this.order, range);
    this.#hold();
  }

  chooseAll(on: boolean): void {
    this.everything = false;
    this.selection.all(this.order, on);
    this.#hold();
  }

  chooseNone(): void {
    this.everything = false;
    this.selection.clear();
    this.#hold();
  }

  toggleOpen(job: Job): void {
    if (!isOpenable(job)) return;
    if (!this.#opened.delete(job.id)) this.#opened.add(job.id);
    this.#hold();
    this.requestUpdate();
  }

  /** To the top, with what has waited. */
  showFresh(): void {
    this.#opened.clear();
    this.chooseNone();
    void this.list.restart();
    // Not the table: one that fills the screen is in view already.
    this.renderRoot.querySelector(".top")?.scrollIntoView({ block: "nearest" });
  }

  override willUpdate(): void {
    const query = JSON.stringify(this.query);
    if (query !== this.#shownQuery) {
      this.everything = false;
      this.selection.clear();
      this.#opened.clear();
      this.#live = false;
    }
    this.#shownQuery = query;
  }

  override render(): TemplateResult {
    const { board, list } = this;
    const { words, text } = board.locale;
    const columns = COLUMNS[this.listName ?? "all"];
    const choosable = board.actions !== undefined;
    const shown = list.pages.length > 0 && list.jobs.length > 0;
    const label = text(words.list.label, { state: listWord(this.listName, words) });
    return html`<div class="top"></div>
      ${listNotes(this)}
      ${
        shown
          ? html`<div class="frame ${this.#live ? "live" : ""}" part="table">
              <table role="table" aria-label=${label} aria-rowcount=${this.matchCount ?? -1}>
                ${tableHead(this, columns, choosable)}
                ${blankRows(list.pages, "above")} ${list.pages.map((page, i) => (page.blank > 0 ? nothing : this.#page(page, i, choosable)))}
                ${blankRows(list.pages, "below")}
              </table>
            </div>`
          : nothing
      }
      ${searchNote(this)}
      <div class="bottom" data-side="below"></div>`;
  }

  override updated(): void {
    for (const blank of this.renderRoot.querySelectorAll<HTMLElement>("[data-blank]"))
      blank.style.blockSize = `${blank.dataset["blank"]}px`;
    this.#live = this.list.jobs.length > 0;
    // Observing anew makes an edge that is still in sight speak again, which is how a tall screen gets filled.
    this.#ahead?.disconnect();
    for (const edge of this.renderRoot.querySelectorAll(".bottom, [data-blank]")) this.#ahead?.observe(edge);
    const top = this.renderRoot.querySelector(".top");
    if (top) this.#top?.observe(top);
    this.dispatchEvent(new Event("rows-change"));
  }

  #page(page: ListPage, index: number, choosable: boolean): TemplateResult {
    const columns = COLUMNS[this.listName ?? "all"];
    const address = this.board.router.href({ view: "jobs" });
    return html`<tbody role="rowgroup" data-page=${index}>
      ${each(
        page.jobs,
        ({ id }) => id,
        (job) => {
          const chosen = this.everything || this.selection.has(job.id);
          const moved = this.list.moved.get(job.id);
          const open = this.#opened.has(job.id);
          // While rows are held, most that is told changes none of them.
          return guard([job, this.board, address, columns, choosable, chosen, moved, open], () =>
            jobRow(job, {
              board: this.board,
              state: stateOf(this.listName),
              columns,
              choosable,
              chosen,
              moved,
              open,
              onChoose: (event) => this.toggle(job.id, event.shiftKey),
              onOpen: () => this.toggleOpen(job),
              onFilter: (filter) => this.dispatchEvent(new CustomEvent("filter", { detail: filter })),
            }),
          );
        },
      )}
    </tbody>`;
  }

  /** Rows keep their place while someone has scrolled, chosen or opened some. */
  #hold(): void {
    const held = !this.#atTop || this.selection.size > 0 || this.#opened.size > 0;
    const release = this.list.held && !held;
    this.list.held = held;
    if (!release) return;
    // Times that have come meanwhile are looked for.
    this.requestUpdate();
    if (this.list.fresh === 0 && this.list.moved.size === 0) return;
    this.list.fresh = 0;
    void this.list.refresh();
  }

  #onAhead(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries)
      if (isIntersecting)
        void ((target as HTMLElement).dataset["side"] === "above" ? this.list.back() : this.list.more());
  }

  #onTop(entries: readonly IntersectionObserverEntry[]): void {
    this.#atTop = entries.at(-1)?.isIntersecting ?? true;
    // Straight to the top, past everything that has been let go.
    if (this.#atTop && (this.list.pages[0]?.blank ?? 0) > 0) void this.list.restart();
    this.#hold();
  }

  #heightOf(page: ListPage): number {
    const body = this.renderRoot.querySelector(`[data-page="${this.list.pages.indexOf(page)}"]`);
    return body?.getBoundingClientRect().height ?? 0;
  }
}
