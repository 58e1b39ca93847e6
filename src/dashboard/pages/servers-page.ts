import { type CSSResultGroup, css, html, nothing, type TemplateResult } from "lit";
import type { ServerInfo } from "../../monitor/monitor-api.ts";
import { BoardElement } from "../board.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { each } from "../elements/each.ts";
import { emptyNote, noteStyles, skeleton } from "../elements/list-notes.ts";
import { code, linkToJob, timeOf } from "../elements/parts.ts";
import { problemPanel } from "../elements/problem-panel.ts";
import { icon } from "../theme/icons.ts";
import { SERVER_ICONS } from "../theme/state-appearance.ts";

/** Running jobs that are called by their names; any beyond by their ids. */
const NAMED = 200;

/** Who runs the jobs. */
export class ServersPage extends BoardElement {
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    noteStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 14px;
        font-size: 13.5px;
        line-height: 1.45;
      }
      ul.cards {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(320px, 100%), 1fr));
        gap: 14px;
      }
      .panel {
        block-size: 100%;
      }
      .mark {
        display: grid;
        place-items: center;
        inline-size: 32px;
        block-size: 32px;
        border-radius: var(--_radius);
        background: var(--_hover);
        color: var(--_accent);
      }
      .title {
        flex: 1;
        min-inline-size: 0;
      }
      .title code {
        display: block;
        text-align: -webkit-match-parent;
        text-align: match-parent;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .slots {
        display: inline-flex;
        flex-wrap: wrap;
        gap: 3px;
        vertical-align: middle;
        margin-inline-end: 6px;
      }
      .slots i {
        inline-size: 10px;
        block-size: 10px;
        border-radius: 3px;
        border: 1px solid var(--_line-strong);
      }
      .slots .busy {
        background: var(--_processing);
        border-color: transparent;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(80px, auto) minmax(0, 1fr);
        gap: 6px 14px;
      }
      dt {
        color: var(--_ink-soft);
        font-size: 12.5px;
      }
      dd {
        overflow-wrap: anywhere;
      }
      dd div {
        min-block-size: 24px;
      }
      dd code,
      .weighed {
        display: inline-block;
      }
    `,
  ];
  readonly #reading: MonitorController<{ servers: ServerInfo[]; titles: ReadonlyMap<string, string> }>;

  constructor() {
    super();
    this.#reading = new MonitorController(this, {
      read: async ({ monitor }) => {
        const [servers, running] = await Promise.all([
          monitor.servers(),
          monitor.jobs({ state: "processing", limit: NAMED }),
        ]);
        return { servers, titles: new Map(running.map(({ id, displayName }) => [id, displayName])) };
      },
      wants: (notice) => notice.type === "server" || (notice.type === "job" && notice.state !== "progress"),
    });
  }

  override render(): TemplateResult | typeof nothing {
    const { board } = this;
    const { words } = board.locale;
    const { value, error, slow } = this.#reading;
    if (error !== undefined && !value)
      return problemPanel(error, board.locale, () => void this.#reading.refresh());
    if (!value) return slow ? skeleton(words.list.loading) : nothing;
    return html`<h2 class="hidden">${words.views.servers}</h2>
      ${
        value.servers.length === 0
          ? emptyNote("servers", words.workers.none, words.workers.noneHelp)
          : html`<ul class="cards">
              ${each(
                value.servers,
                ({ id }) => id,
                (server) => html`<li>${this.#card(server, value.titles)}</li>`,
              )}
            </ul>`
      }
      <job-fallen-panel .board=${board}></job-fallen-panel>
      <job-wakeups-panel .board=${board}></job-wakeups-panel>`;
  }

  #card(server: ServerInfo, titles: ReadonlyMap<string, string>): TemplateResult {
    const { board } = this;
    const { words, number, count } = board.locale;
    const { columns, workers } = words;
    const ahead = new Set(server.ahead);
    const begun = server.running.filter((id) => !ahead.has(id));
    const free = Math.max(0, server.workers - begun.length);
    const facts: [string, unknown][] = [
      [columns.started, timeOf(board, server.startedAt)],
      [
        columns.workers,
        html`<span class="slots" aria-hidden="true">
            ${begun.map(() => html`<i class="busy"></i>`)}${Array.from({ length: Math.min(free, 24) }, () => html`<i></i>`)}</span
          >${number(begun.length)} / ${number(server.workers)}`,
      ],
      [
        columns.running,
        server.running.length === 0
          ? html`<span class="soft">${workers.idle}</span>`
          : html`${begun.map((id) => {
              const title = titles.get(id);
              const name = title === undefined ? code(id) : html`<bdi title=${id}>${title}</bdi>`;
              return html`<div>${linkToJob(board, id, name, "quiet")}</div>`;
            })}${ahead.size > 0 ? html`<div class="soft">${count(workers.ahead, ahead.size)}</div>` : nothing}`,
      ],
      [
        columns.queues,
        server.queues.length === 0
          ? workers.every
          : server.queues.map((queue) => {
              const weight = server.weights?.[queue];
              return weight === undefined
                ? html`${code(queue)} `
                : html`<span class="ltr weighed">${code(queue)}<span class="soft" title=${workers.weight}>×${number(weight)}</span></span> `;
            }),
      ],
      [
        workers.handles,
        server.handles.length === 0
          ? nothing
          : server.handles.map((name) => {
              const version = server.versions?.[name];
              return html`${code(version === undefined ? name : `${name} v${version}`)} `;
            }),
      ],
      [
        columns.lastWake,
        server.lastWake
          ? html`${code(server.lastWake.source)} <span class="soft">${timeOf(board, server.lastWake.at)}</span>`
          : nothing,
      ],
    ];
    return html`<section class="panel" part="server">
      <header>
        <span class="mark">${icon(SERVER_ICONS[server.kind])}</span>
        <div class="title">
          <h3>${words.servers[server.kind]}</h3>
          <span class="soft small">${code(server.id, server.id)}</span>
        </div>
      </header>
      <div class="body">
        <dl>
          ${facts.filter(([, content]) => content !== nothing).map(([title, content]) => html`<dt>${title}</dt><dd class="num">${content}</dd>`)}
        </dl>
      </div>
    </section>`;
  }
}
