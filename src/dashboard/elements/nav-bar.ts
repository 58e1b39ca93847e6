import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Statistics } from "../../monitor/monitor-api.ts";
import { BoardElement } from "../board.ts";
import { VIEWS, type View } from "../routes.ts";
import { icon } from "../theme/icons.ts";
import { linkTo } from "./parts.ts";

/** The views, with the counts that matter. */
export class NavBar extends BoardElement {
  static override properties: PropertyDeclarations = {
    view: { attribute: false },
    statistics: { attribute: false },
  };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    css`
      :host {
        display: block;
        font-size: 13.5px;
      }
      ul {
        display: flex;
        gap: 2px;
      }
      li > * {
        display: flex;
        align-items: center;
        gap: 7px;
        padding: 6px 11px;
        border-radius: calc(var(--_radius) - 2px);
        color: var(--_ink-soft);
        white-space: nowrap;
      }
      li > *:hover {
        background: var(--_hover);
        color: var(--_ink);
        text-decoration: none;
      }
      [data-here] > * {
        color: var(--_accent);
        background: color-mix(in srgb, var(--_accent) 9%, var(--_surface));
      }
      [data-here] > *:hover {
        color: var(--_accent);
        background: color-mix(in srgb, var(--_accent) 13%, var(--_surface));
      }
      .alarm {
        padding: 0 6px;
        border-radius: 99px;
        background: var(--_failed);
        color: var(--_surface);
        font-size: 11.5px;
        font-weight: 600;
        line-height: 17px;
      }
      @container frame (max-width: 760px) {
        ul {
          display: grid;
          grid-template-columns: repeat(6, minmax(0, 1fr));
        }
        li > * {
          position: relative;
          flex-direction: column;
          inline-size: 100%;
          gap: 2px;
          padding: 6px 2px;
          font-size: 11.5px;
        }
        .word {
          max-inline-size: 100%;
          overflow: hidden;
          text-overflow: ellipsis;
        }
        .alarm {
          position: absolute;
          inset-block-start: 0;
          inset-inline-start: 54%;
        }
      }
      /* Six words don't fit side by side any more. */
      @container frame (max-width: 430px) {
        ul {
          grid-template-columns: repeat(3, minmax(0, 1fr));
        }
        li > * {
          flex-direction: row;
          justify-content: center;
          gap: 5px;
          padding: 5px 2px;
        }
        .alarm {
          position: static;
        }
      }
    `,
  ];
  declare view: View;
  declare statistics: Statistics | undefined;

  override render(): TemplateResult {
    const { board, statistics } = this;
    const { words, short } = board.locale;
    const here = { job: "jobs", batch: "batches" }[this.view as string] ?? this.view;
    const failed = statistics?.failed ?? 0;
    return html`<nav aria-label=${words.navigation}>
      <ul>
        ${VIEWS.map(
          (view) => html`<li ?data-here=${view === here}>
            ${linkTo(
              board,
              { view },
              html`${icon(view)}<span class="word">${words.views[view]}</span>${
                view === "jobs" && failed > 0
                  ? html`<span class="alarm num" title=${words.states.failed}>${short(failed)}<span class="hidden"> ${words.states.failed}</span></span>`
                  : nothing
              }`,
            )}
          </li>`,
        )}
      </ul>
    </nav>`;
  }

  override updated(): void {
    for (const item of this.renderRoot.querySelectorAll("li")) {
      if (item.hasAttribute("data-here")) item.firstElementChild?.setAttribute("aria-current", "page");
      else item.firstElementChild?.removeAttribute("aria-current");
    }
  }
}
