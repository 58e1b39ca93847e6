import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { LimitInfo, LimitPage } from "../../monitor/limit-info.ts";
import { BoardElement } from "../board.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { code, timeOf } from "../elements/parts.ts";
import { tableStyles } from "../theme/table.styles.ts";
import { PanelElement } from "./panel-element.ts";

/** Rows of the first look; asked for more, as many more. */
const ROWS = 50;

/** The keys by which jobs are limited now: how much of each is used, and how many stand in line. */
export class LimitsPanel extends PanelElement {
  static override properties: PropertyDeclarations = { rows: { state: true } };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    tableStyles,
    css`
      h3 {
        margin-block-end: 2px;
      }
      .frame {
        margin-block-start: 8px;
      }
      .full {
        color: var(--_scheduled);
        font-weight: 550;
      }
      footer {
        margin-block-start: 8px;
        text-align: center;
      }
    `,
  ];
  declare rows: number;
  readonly #reading: MonitorController<LimitPage>;

  constructor() {
    super();
    this.rows = ROWS;
    this.#reading = new MonitorController<LimitPage>(this, {
      read: ({ monitor }) => monitor.limits({ limit: this.rows }),
      wants: (notice) => notice.type === "queue" || (notice.type === "job" && notice.state !== "progress"),
      pause: 1_000,
      key: () => [this.rows],
    });
  }

  override render(): TemplateResult | typeof nothing {
    const { board } = this;
    const { words } = board.locale;
    const { limits } = words.queues;
    const { value } = this.#reading;
    if (!value || value.length === 0) return nothing;
    const titles = [limits.key, words.columns.limits, limits.inUse, limits.inLine];
    return html`<section part="limits">
      <h3>${limits.title}</h3>
      <p class="soft small">${limits.help}</p>
      <div class="frame">
        <table role="table" aria-label=${limits.title}>
          <thead role="rowgroup">
            <tr role="row">${titles.map((title) => html`<th role="columnheader" scope="col">${title}</th>`)}</tr>
          </thead>
          <tbody role="rowgroup">
            ${value.map((each) => this.#row(each))}
          </tbody>
        </table>
      </div>
      ${
        value.next === undefined
          ? nothing
          : html`<footer><button type="button" @click=${() => (this.rows = Math.min(1_000, this.rows + ROWS))}>${limits.more}</button></footer>`
      }
    </section>`;
  }

  #row({ kind, key, limit, per = 0, used, waiting, opensAt }: LimitInfo): TemplateResult {
    const { board } = this;
    const { words, number, text, duration } = { ...board.locale };
    const { limits } = words.queues;
    const cell = (title: string, content: unknown): TemplateResult =>
      html`<td role="cell" class="cell"><span class="label">${title}</span><div class="value num">${content}</div></td>`;
    const unit = kind === "rate" ? text(limits.rate, { per: duration(per) }) : limits.concurrency;
    return html`<tr role="row" class="row">
      <td role="cell" class="job"><div class="title">${code(key, key)}</div></td>
      ${cell(words.columns.limits, `${number(limit)} ${unit}`)}
      ${cell(
        limits.inUse,
        html`<span class=${used >= limit ? "full" : ""}>${number(used)}</span>
          ${opensAt === undefined ? nothing : html`<span class="soft">${limits.opens} ${timeOf(board, opensAt)}</span>`}`,
      )}
      ${cell(limits.inLine, waiting === 0 ? "–" : number(waiting))}
    </tr>`;
  }
}
