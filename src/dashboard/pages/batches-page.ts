import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { BatchState } from "../../job/state.ts";
import type { BatchPage } from "../../monitor/monitor-api.ts";
import { BoardElement } from "../board.ts";
import { FocusController } from "../controllers/focus-controller.ts";
import { HotkeyController } from "../controllers/hotkey-controller.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { batchTable, batchTableStyles } from "../elements/batch-table.ts";
import { emptyNote, noteStyles, skeleton } from "../elements/list-notes.ts";
import { linkTo } from "../elements/parts.ts";
import { problemPanel } from "../elements/problem-panel.ts";
import { actionKeys, moveKeys } from "../elements/row-keys.ts";
import { BATCH_STATES } from "../routes.ts";
import { icon } from "../theme/icons.ts";
import { tabStyles } from "../theme/tabs.styles.ts";

/** Rows of a page: what one reading takes, and about what a person looks through. */
const PAGE = 50;

/** Batches, newest first, a page at a time: how far each is. */
export class BatchesPage extends BoardElement {
  static override properties: PropertyDeclarations = {
    state: { attribute: false },
    /** Where the pages begin that have been turned, the one shown last. */
    turned: { state: true },
  };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    noteStyles,
    batchTableStyles,
    tabStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
      }
      .pages {
        display: flex;
        justify-content: center;
        gap: 8px;
      }
    `,
  ];
  declare state: BatchState | undefined;
  declare turned: readonly string[];
  readonly #reading: MonitorController<BatchPage>;

  constructor() {
    super();
    this.turned = [];
    this.#reading = new MonitorController<BatchPage>(this, {
      read: ({ monitor }) => monitor.batches(this.#query()),
      // A job that begins changes a batch's counts without a word of the batch.
      wants: (notice) => notice.type === "batch" || (notice.type === "job" && notice.state !== "progress"),
      key: () => [this.state, this.turned.at(-1)],
    });
    new FocusController(this);
    new HotkeyController(this, () => ({
      ...moveKeys(this),
      ...actionKeys(this, "batch", (id) => this.#reading.value?.find((each) => each.id === id)),
    }));
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("state")) this.turned = [];
  }

  override render(): TemplateResult {
    const { batches, views } = this.board.locale.words;
    return html`<h2 class="hidden">${views.batches}: ${this.#word(this.state)}</h2>
      <nav class="tabs" aria-label=${batches.states}>
        <ul>
          ${[undefined, ...BATCH_STATES].map((state) => this.#tab(state))}
        </ul>
      </nav>
      <div>${this.#list()}</div>`;
  }

  #list(): unknown {
    const { board } = this;
    const { batches, list, views } = board.locale.words;
    const { value, error, slow } = this.#reading;
    if (error !== undefined && !value)
      return problemPanel(error, board.locale, () => void this.#reading.refresh());
    if (!value) return slow ? skeleton(list.loading) : nothing;
    if (value.length === 0 && this.turned.length === 0)
      return this.state === undefined
        ? emptyNote("batches", batches.none, batches.noneHelp)
        : emptyNote("batches", batches.noneSo);
    const { next } = value;
    return html`${batchTable(board, value, views.batches)}
      ${
        this.turned.length === 0 && next === undefined
          ? nothing
          : html`<div class="pages">
              <button type="button" ?disabled=${this.turned.length === 0} @click=${() => this.#turn(this.turned.slice(0, -1))}>
                ${icon("back", "flip")}${batches.newer}
              </button>
              <button type="button" ?disabled=${next === undefined} @click=${() => next && this.#turn([...this.turned, next])}>
                ${batches.older}${icon("chevron", "flip")}
              </button>
            </div>`
      }`;
  }

  #tab(state: BatchState | undefined): TemplateResult {
    const here = state === this.state;
    return html`<li ?data-here=${here} data-state=${state === "running" ? "processing" : (state ?? "all")}>
      ${linkTo(
        this.board,
        { view: "batches", ...(state ? { state } : {}) },
        html`${state ? icon(state === "running" ? "processing" : state) : nothing}<span>${this.#word(state)}</span>`,
      )}
    </li>`;
  }

  override updated(): void {
    for (const item of this.renderRoot.querySelectorAll(".tabs li"))
      item.firstElementChild?.setAttribute("aria-current", item.hasAttribute("data-here") ? "page" : "false");
  }

  #word(state: BatchState | undefined): string {
    const { words } = this.board.locale;
    return state === undefined
      ? words.allStates
      : state === "running"
        ? words.batches.running
        : words.states[state];
  }

  #query(): { limit: number; state?: BatchState; after?: string } {
    const { state } = this;
    const after = this.turned.at(-1);
    return { limit: PAGE, ...(state ? { state } : {}), ...(after === undefined ? {} : { after }) };
  }

  #turn(turned: readonly string[]): void {
    this.turned = turned;
    this.scrollIntoView({ block: "nearest" });
  }
}
