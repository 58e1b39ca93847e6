import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { BoardElement } from "../board.ts";
import { FocusController } from "../controllers/focus-controller.ts";
import { icon } from "../theme/icons.ts";
import { offeredToChosen, runOnChosen } from "./chosen.ts";
import type { TableView } from "./table-view.ts";

/** What may be done to the chosen jobs, or to all that match. */
export class BulkBar extends BoardElement {
  static override properties: PropertyDeclarations = {
    table: { attribute: false },
    size: { attribute: false },
  };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    css`
      :host {
        position: sticky;
        inset-block-end: 12px;
        z-index: 3;
        display: block;
        font-size: 13.5px;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px;
        inline-size: fit-content;
        max-inline-size: 100%;
        margin: 12px auto 0;
        padding: 6px 8px 6px 14px;
        padding-inline: 14px 8px;
        border: 1px solid var(--_line-strong);
        border-radius: calc(var(--_radius) + 4px);
        background: var(--_surface);
        box-shadow: var(--_shadow);
        animation: rise 140ms ease-out;
      }
      strong {
        font-weight: 600;
        margin-inline-end: 6px;
      }
      @keyframes rise {
        from {
          opacity: 0;
          transform: translateY(8px);
        }
      }
    `,
  ];
  declare table: TableView;
  /** How many are chosen; passed so that the bar renders when it changes. */
  declare size: number;

  constructor() {
    super();
    new FocusController(this);
  }

  override updated(): void {
    this.board.actions?.toasts.stayClear(this.offsetHeight);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.board.actions?.toasts.stayClear(0);
  }

  override render(): TemplateResult | typeof nothing {
    const { board, table } = this;
    const { actions, locale } = board;
    if (!actions || this.size === 0) return nothing;
    const { list, count, text, number } = { ...locale, list: locale.words.list };
    const { matchCount: matches } = table;
    const more =
      !table.everything &&
      this.size >= table.list.jobs.length &&
      (matches === undefined || matches > this.size);
    const known = matches === undefined ? undefined : { n: number(matches) };
    return html`<div class="bar" part="bulk" role="group" aria-label=${count(list.selected, this.size)}>
      <strong class="num" role="status"
        >${table.everything ? (known ? text(list.allSelected, known) : list.everythingSelected) : count(list.selected, this.size)}</strong
      >
      ${more ? html`<button type="button" class="bare" @click=${this.#chooseEverything}>${known ? text(list.selectMatching, known) : list.selectEverything}</button>` : nothing}
      ${[...offeredToChosen(table)].map(
        ([action, n]) => html`<button
          type="button"
          class=${action.danger ? "danger" : ""}
          @click=${() => void runOnChosen(table, action)}
        >
          ${icon(action.icon)}${locale.words.actions[action.name].label}${
            // Where it is for some of them only, of those the others stay as they are.
            n < this.size && !table.everything ? html` <span class="num soft">${number(n)}</span>` : nothing
          }
        </button>`,
      )}
      <button type="button" class="bare" aria-label=${list.unselect} title=${list.unselect} @click=${() => table.chooseNone()}>
        ${icon("close")}
      </button>
    </div>`;
  }

  readonly #chooseEverything = (): void => {
    this.table.everything = true;
    this.table.requestUpdate();
    this.requestUpdate();
  };
}
