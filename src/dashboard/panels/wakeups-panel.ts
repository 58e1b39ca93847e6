import { type CSSResultGroup, css, html, nothing, type TemplateResult } from "lit";
import type { Wakeup } from "../../monitor/monitor-api.ts";
import { BoardElement } from "../board.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { code, timeOf } from "../elements/parts.ts";
import { icon } from "../theme/icons.ts";
import { PanelElement } from "./panel-element.ts";

/** Which ways of waking there are here, and when each last came. */
export class WakeupsPanel extends PanelElement {
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    css`
      :host {
        display: block;
        font-size: 13.5px;
        line-height: 1.45;
      }
      header p {
        flex-basis: 100%;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 0 10px;
        padding-block: 8px;
        border-block-start: 1px solid var(--_line);
      }
      .icon {
        margin-block-start: 2px;
        color: var(--_ink-soft);
      }
      [data-here="yes"] .icon {
        color: var(--_succeeded);
      }
      .times {
        text-align: end;
      }
      .detail {
        grid-column: 2 / -1;
        text-align: -webkit-match-parent;
        text-align: match-parent;
      }
    `,
  ];
  readonly #reading: MonitorController<Wakeup[]>;

  constructor() {
    super();
    this.#reading = new MonitorController<Wakeup[]>(this, {
      read: (client) => client.monitor.wakeups(),
      wants: (notice) => notice.type === "server" || (notice.type === "job" && notice.state === "processing"),
    });
  }

  override render(): TemplateResult | typeof nothing {
    const { board } = this;
    const { workers } = board.locale.words;
    const wakeups = this.#reading.value;
    if (!wakeups || wakeups.length === 0) return nothing;
    return html`<section class="panel" part="wakeups">
      <header>
        <h3>${workers.wakeups}</h3>
        <p class="soft small">${workers.wakeupsHelp}</p>
      </header>
      <ul class="body">
        ${wakeups.map((wakeup) => this.#wakeup(wakeup))}
      </ul>
    </section>`;
  }

  #wakeup({ source, detail, available, lastAt, count, jobs }: Wakeup): TemplateResult {
    const { board } = this;
    const { words, number, count: plural } = { ...board.locale };
    const { workers } = words;
    const known = available === undefined ? "" : available ? workers.available : workers.unavailable;
    return html`<li data-here=${available ? "yes" : "no"}>
      ${icon(available === undefined ? "help" : available ? "succeeded" : "deleted")}
      <span>${code(source)} <span class="soft small">${known}</span></span>
      <span class="times soft num">
        ${
          lastAt === undefined
            ? workers.never
            : html`${timeOf(board, lastAt)} · ${number(count)}× · ${plural(workers.began, jobs)}`
        }
      </span>
      <bdi class="detail soft small">${workers.sources?.[source] ?? detail}</bdi>
    </li>`;
  }
}
