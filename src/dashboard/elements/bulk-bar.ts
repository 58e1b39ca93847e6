import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Job } from "../../job/job.ts";
import type { Action } from "../actions/action.ts";
import { BoardElement } from "../board.ts";
import { icon } from "../theme/icons.ts";
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

  override render(): TemplateResult | typeof nothing {
    const { board, table } = this;
    const { actions, locale } = board;
    if (!actions || this.size === 0) return nothing;
    const { list, count, text, number } = { ...locale, list: locale.words.list };
    const chosen = table.list.jobs.filter(({ id }) => table.selection.has(id));
    const offered = new Map<string, Action<"job">>();
    for (const job of chosen)
      for (const action of actions.offered("job", job)) if (!action.onPage) offered.set(action.name, action);
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
      ${[...offered.values()].map(
        (action) => html`<button
          type="button"
          class=${action.danger ? "danger" : ""}
          @click=${() => this.#run(action, chosen)}
        >
          ${icon(action.icon)}${locale.words.actions[action.name].label}
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

  async #run(action: Action<"job">, chosen: readonly Job[]): Promise<void> {
    const { table, board } = this;
    if (table.everything) await board.actions?.run(action, table.list.matching(), table.matchCount ?? 0);
    else
      await board.actions?.run(
        action,
        chosen.filter((job) => action.applies(job)),
      );
    table.chooseNone();
  }
}
