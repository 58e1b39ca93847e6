import { type CSSResultGroup, css, html, nothing, type TemplateResult } from "lit";
import type { JobClient } from "../../client/api/client-api.ts";
import type { QueueInfo } from "../../monitor/queue-info.ts";
import { everyQueue } from "../actions/queue-actions.ts";
import { BoardElement } from "../board.ts";
import { FocusController } from "../controllers/focus-controller.ts";
import { HotkeyController } from "../controllers/hotkey-controller.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { each } from "../elements/each.ts";
import { actionButton } from "../elements/job-row.ts";
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
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 16px;
      }
      .row td {
        vertical-align: middle;
      }
      .all {
        display: flex;
        justify-content: end;
        margin-block-end: 10px;
      }
      @container (max-width: 640px) {
        .row td.acts {
          margin-block-start: 4px;
        }
      }
      .full {
        color: var(--_scheduled);
        font-weight: 550;
      }
    `,
  ];
  readonly #reading: MonitorController<QueueInfo[]>;
  readonly #seen = new WeakMap<JobClient, Map<string, QueueInfo>>();

  constructor() {
    super();
    this.#reading = new MonitorController<QueueInfo[]>(this, {
      read: async (client) => this.#withSeen(client, await client.monitor.queues()),
      wants: (notice) => notice.type === "queue" || (notice.type === "job" && notice.state !== "progress"),
    });
    new FocusController(this);
    new HotkeyController(this, () => ({
      ...moveKeys(this),
      ...actionKeys(this, "queue", (id) => this.#reading.value?.find(({ name }) => name === id)),
    }));
  }

  /** One that is empty for a moment keeps its row: queues that come and go many times a second would have the page jump. */
  #withSeen(client: JobClient, queues: readonly QueueInfo[]): QueueInfo[] {
    const seen = this.#seen.get(client) ?? new Map<string, QueueInfo>();
    this.#seen.set(client, seen);
    const here = new Set(queues.map(({ name }) => name));
    // A pause or a limit of its own would have kept it in the list.
    const all = queues.some(({ allPaused }) => allPaused)
      ? { paused: true, allPaused: true as const }
      : { paused: false };
    for (const [name, { perMinute }] of seen)
      if (!here.has(name)) seen.set(name, { name, length: 0, processing: 0, perMinute, ...all });
    for (const queue of queues) seen.set(queue.name, queue);
    return [...seen.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  override render(): TemplateResult | typeof nothing {
    const { board } = this;
    const { words } = board.locale;
    const { value, error, slow } = this.#reading;
    if (error !== undefined && !value)
      return problemPanel(error, board.locale, () => void this.#reading.refresh());
    if (!value) return slow ? skeleton(words.list.loading) : nothing;
    return html`<h2 class="hidden">${words.views.queues}</h2>
      ${value.length === 0 ? emptyNote("queues", words.queues.none, words.queues.noneHelp) : this.#table(value)}
      <job-holds-panel .board=${board}></job-holds-panel>
      <job-limits-panel .board=${board}></job-limits-panel>`;
  }

  #table(queues: readonly QueueInfo[]): TemplateResult {
    const { words } = this.board.locale;
    const titles = ["length", "processing", "oldest", "pace", "limits"] as const;
    return html`<div>
      ${this.#forAll(queues)}
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
            ${each(
              queues,
              ({ name }) => name,
              (queue) => this.#row(queue),
            )}
          </tbody>
        </table>
      </div>
    </div>`;
  }

  /** Pausing all queues is another thing than pausing each: it holds for those to come as well. */
  #forAll(queues: readonly QueueInfo[]): TemplateResult | typeof nothing {
    const { actions, locale } = this.board;
    const every = everyQueue(queues.some(({ allPaused }) => allPaused));
    const offered = actions?.offered("queue", every) ?? [];
    return offered.length === 0
      ? nothing
      : html`<div class="all">
          ${offered.map((action) => html`<button type="button" @click=${() => actions?.run(action, [every])}>${icon(action.icon)}${locale.words.actions[action.name].label}</button>`)}
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
      ${cell("limits", this.#limits(queue))}
      <td role="cell" class="acts">
        ${(actions?.offered("queue", stored) ?? []).map((action) => {
          if (action.onPage)
            return actionButton(board, action, queue.name, () => actions?.run(action, [stored]));
          const { label } = words.actions[action.name];
          return html`<button type="button" aria-label="${label}: ${queue.name}" @click=${() => actions?.run(action, [stored])}>
            ${icon(action.icon)}${label}
          </button>`;
        })}
      </td>
    </tr>`;
  }

  /** What it is limited to as a whole, and how much of that is used. */
  #limits({ limits, processing }: QueueInfo): unknown {
    const { words, text, number, duration } = { ...this.board.locale };
    if (!limits) return html`<span class="soft">${words.queues.limits.none}</span>`;
    const { concurrency, rateLimit } = limits;
    const part = (template: string, used: number, limit: number, per = 0): TemplateResult =>
      html`<div class=${used >= limit ? "full" : ""}>
        ${text(template, { used: number(used), limit: number(limit), per: duration(per) })}
      </div>`;
    const { atATime, starts } = words.queues.limits;
    return html`${concurrency === undefined ? nothing : part(atATime, processing, concurrency)}${
      rateLimit ? part(starts, rateLimit.used, rateLimit.limit, rateLimit.per) : nothing
    }`;
  }
}
