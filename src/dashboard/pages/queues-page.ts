import { type CSSResultGroup, css, html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { QueueInfo } from "../../monitor/queue-info.ts";
import { BoardElement } from "../board.ts";
import { HotkeyController } from "../controllers/hotkey-controller.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { emptyNote, noteStyles, skeleton } from "../elements/list-notes.ts";
import { linkTo, timeOf } from "../elements/parts.ts";
import { problemPanel } from "../elements/problem-panel.ts";
import { actionKeys, moveKeys } from "../elements/row-keys.ts";
import { icon } from "../theme/icons.ts";
import { tableStyles } from "../theme/table.styles.ts";

/** Is a lane stuck. */
export class QueuesPage extends BoardElement {
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    noteStyles,
    tableStyles,
    css`
      .paused {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        padding: 0 8px;
        border-radius: 99px;
        font-size: 12px;
        font-weight: 550;
        line-height: 20px;
        color: var(--_scheduled);
        background: color-mix(in srgb, var(--_scheduled) 11%, var(--_surface));
      }
      .paused .icon {
        font-size: 12px;
      }
      .row td {
        vertical-align: middle;
      }
    `,
  ];
  readonly #reading: MonitorController<QueueInfo[]>;

  constructor() {
    super();
    this.#reading = new MonitorController<QueueInfo[]>(this, {
      read: (client) => client.monitor.queues(),
      wants: (notice) => notice.type === "queue" || (notice.type === "job" && notice.state !== "progress"),
    });
    new HotkeyController(this, () => ({
      ...moveKeys(this),
      ...actionKeys(this, "queue", (id) => this.#reading.value?.find(({ name }) => name === id)),
    }));
  }

  override render(): TemplateResult | typeof nothing {
    const { board } = this;
    const { words } = board.locale;
    const { value, error, slow } = this.#reading;
    if (error !== undefined && !value)
      return problemPanel(error, board.locale, () => void this.#reading.refresh());
    if (!value) return slow ? skeleton(words.list.loading) : nothing;
    if (value.length === 0) return emptyNote("queues", words.queues.none, words.queues.noneHelp);
    const titles = ["length", "processing", "oldest", "pace"] as const;
    return html`<h2 class="hidden">${words.views.queues}</h2>
      <div class="frame">
        <table role="table" aria-label=${words.views.queues}>
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">${words.columns.queue}</th>
              ${titles.map((title) => html`<th role="columnheader" scope="col">${words.columns[title]}</th>`)}
              <th role="columnheader" scope="col"><span class="hidden">${words.columns.actions}</span></th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            ${repeat(
              value,
              ({ name }) => name,
              (queue) => this.#row(queue),
            )}
          </tbody>
        </table>
      </div>`;
  }

  #row(stored: QueueInfo): TemplateResult {
    const { board } = this;
    const { actions, locale } = board;
    const { words, number } = { ...locale };
    const queue = actions?.shown("queue", stored) ?? stored;
    const cell = (title: keyof typeof words.columns, content: unknown): TemplateResult =>
      html`<td role="cell" class="cell"><span class="label">${words.columns[title]}</span><div class="value num">${content}</div></td>`;
    return html`<tr role="row" class="row" data-id=${queue.name}>
      <td role="cell" class="job">
        <div class="title">
          ${linkTo(board, { view: "jobs", state: "enqueued", search: `queue:${queue.name}` }, html`<span class="ltr">${queue.name}</span>`, "name")}
          ${queue.paused ? html`<span class="paused">${icon("pause")}${words.queues.paused}</span>` : nothing}
        </div>
      </td>
      ${cell("length", number(queue.length))} ${cell("processing", number(queue.processing))}
      ${cell("oldest", queue.oldestAt === undefined ? "–" : timeOf(board, queue.oldestAt))}
      ${cell("pace", queue.perMinute === 0 ? "–" : locale.count(words.queues.perMinute, queue.perMinute))}
      <td role="cell" class="acts">
        ${(actions?.offered("queue", stored) ?? []).map((action) => {
          const { label } = words.actions[action.name];
          return html`<button type="button" aria-label="${label}: ${queue.name}" @click=${() => actions?.run(action, [stored])}>
            ${icon(action.icon)}${label}
          </button>`;
        })}
      </td>
    </tr>`;
  }
}
