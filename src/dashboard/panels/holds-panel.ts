import { type CSSResultGroup, css, html, nothing, type TemplateResult } from "lit";
import type { HoldInfo } from "../../monitor/limit-info.ts";
import { NEW_HOLD } from "../actions/hold-actions.ts";
import { BoardElement } from "../board.ts";
import { FocusController } from "../controllers/focus-controller.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { code, timeOf } from "../elements/parts.ts";
import { icon } from "../theme/icons.ts";
import { PanelElement } from "./panel-element.ts";

/** The holds that stand, and a way to place one and to release it. */
export class HoldsPanel extends PanelElement {
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    css`
      :host {
        display: block;
        font-size: 13.5px;
      }
      header h3 {
        flex: 1;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        padding-block: 6px;
      }
      li + li {
        border-block-start: 1px solid var(--_line);
      }
      .why {
        flex: 1;
        min-inline-size: 120px;
        overflow-wrap: anywhere;
      }
    `,
  ];
  readonly #reading: MonitorController<HoldInfo[]>;

  constructor() {
    super();
    new FocusController(this);
    this.#reading = new MonitorController<HoldInfo[]>(this, {
      read: ({ monitor }) => monitor.holds(),
      wants: (notice) => notice.type === "queue" || (notice.type === "job" && notice.state !== "progress"),
      pause: 1_000,
    });
  }

  override render(): TemplateResult | typeof nothing {
    const { board } = this;
    const { actions, locale } = board;
    const { holds } = locale.words.queues;
    const { value } = this.#reading;
    const [place] = actions?.offered("hold", NEW_HOLD) ?? [];
    if (!value || (value.length === 0 && !place)) return nothing;
    return html`<section class="panel" part="holds">
      <header>
        <h3>${holds.title}</h3>
        ${
          place
            ? html`<button type="button" @click=${() => actions?.run(place, [NEW_HOLD])}>
                ${icon(place.icon)}${locale.words.actions[place.name].label}
              </button>`
            : nothing
        }
      </header>
      <div class="body">
        <p class="soft small">${value.length === 0 ? `${holds.none} ${holds.help}` : holds.help}</p>
        <ul>
          ${value.map((hold) => this.#hold(hold))}
        </ul>
      </div>
    </section>`;
  }

  #hold(hold: HoldInfo): TemplateResult {
    const { board } = this;
    const { actions, locale } = board;
    return html`<li>
      ${icon("lock")}<strong>${code(hold.name)}</strong>
      <span class="why soft"><bdi>${locale.core(hold.reason ?? "")}</bdi></span>
      <span class="num">${locale.count(locale.words.queues.holds.waiting, hold.waiting)}</span>
      <span class="soft">${timeOf(board, hold.at)}</span>
      ${(actions?.offered("hold", hold) ?? []).map((action) => {
        const { label } = locale.words.actions[action.name];
        return html`<button type="button" aria-label="${label}: ${hold.name}" @click=${() => actions?.run(action, [hold])}>
          ${icon(action.icon)}${label}
        </button>`;
      })}
    </li>`;
  }
}
