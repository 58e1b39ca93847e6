import { type CSSResultGroup, css, html, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Statistics } from "../../monitor/monitor-api.ts";
import { BoardElement } from "../board.ts";
import { LISTS, type ListName } from "../routes.ts";
import { icon } from "../theme/icons.ts";
import { stateColors } from "../theme/tokens.styles.ts";
import { linkTo, listWord } from "./parts.ts";

/** All states with how many jobs are in each; in one line that scrolls where there is little room. */
export class StateTabs extends BoardElement {
  static override properties: PropertyDeclarations = {
    state: { attribute: false },
    search: { attribute: false },
    statistics: { attribute: false },
  };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    stateColors,
    css`
      :host {
        display: block;
        min-inline-size: 0;
        font-size: 13.5px;
        container-type: inline-size;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 2px;
        padding: 3px;
        margin: -3px;
      }
      @container (max-width: 640px) {
        ul {
          flex-wrap: nowrap;
          overflow-x: auto;
          scrollbar-width: none;
        }
      }
      li > * {
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 5px 10px;
        border-radius: calc(var(--_radius) - 2px);
        color: var(--_ink-soft);
        white-space: nowrap;
        text-decoration: none;
      }
      li > *:hover {
        background: var(--_hover);
        color: var(--_ink);
        text-decoration: none;
      }
      li[data-here] > * {
        background: var(--_hover);
        color: var(--_ink);
        box-shadow: inset 0 0 0 1px var(--_line);
      }
      .icon {
        color: var(--c);
      }
      .none .icon {
        opacity: 0.55;
      }
      .count {
        font-size: 12px;
        min-inline-size: 1ch;
        color: var(--_ink-soft);
      }
      [data-state="retries"] .icon {
        color: var(--_scheduled);
      }
      [data-state="failed"]:not(.none) .count {
        color: var(--_failed);
        font-weight: 600;
      }
    `,
  ];
  declare state: ListName | undefined;
  declare search: string | undefined;
  declare statistics: Statistics | undefined;

  override render(): TemplateResult {
    return html`<nav aria-label=${this.board.locale.words.columns.state}>
      <ul>
        ${this.#tab(undefined)} ${LISTS.map((state) => this.#tab(state))}
      </ul>
    </nav>`;
  }

  override updated(): void {
    const here = this.renderRoot.querySelector<HTMLElement>("[data-here]");
    const list = here?.parentElement;
    // Not scrollIntoView: that would also scroll the page around.
    if (here && list && list.scrollWidth > list.clientWidth)
      list.scrollLeft = here.offsetLeft - (list.clientWidth - here.offsetWidth) / 2;
    here?.firstElementChild?.setAttribute("aria-current", "page");
    for (const other of this.renderRoot.querySelectorAll("li:not([data-here]) > [aria-current]"))
      other.removeAttribute("aria-current");
  }

  #tab(state: ListName | undefined): TemplateResult {
    const { board, search } = this;
    const { words, short } = board.locale;
    const n = state ? this.statistics?.[state] : undefined;
    const content = html`${state ? icon(state) : ""}<span>${listWord(state, words)}</span>
      ${n === undefined ? "" : html`<span class="count num">${short(n)}</span>`}`;
    return html`<li class=${n === 0 ? "none" : ""} data-state=${state ?? "all"} ?data-here=${state === this.state}>
      ${linkTo(board, { view: "jobs", ...(state ? { state } : {}), ...(search ? { search } : {}) }, content)}
    </li>`;
  }
}
