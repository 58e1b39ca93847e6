import { type CSSResultGroup, css, html, nothing, type TemplateResult } from "lit";
import type { FallenServerInfo } from "../../monitor/monitor-api.ts";
import { BoardElement } from "../board.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { code, linkToJob, timeOf } from "../elements/parts.ts";
import { icon } from "../theme/icons.ts";
import { SERVER_ICONS } from "../theme/state-appearance.ts";
import { PanelElement } from "./panel-element.ts";
import { type Known, nameIn, readKnown } from "./related.ts";

/** Jobs that are told by their titles; the others by their ids. */
const NAMED = 20;

/** Contexts that died while they ran jobs, and what was taken back from them. Nothing where none has. */
export class FallenPanel extends PanelElement {
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
      li > .icon {
        margin-block-start: 2px;
        color: var(--_scheduled);
      }
      .jobs {
        grid-column: 2 / -1;
        display: flex;
        flex-wrap: wrap;
        gap: 2px 12px;
      }
    `,
  ];
  readonly #reading: MonitorController<{ fallen: FallenServerInfo[]; known: Known }>;

  constructor() {
    super();
    this.#reading = new MonitorController(this, {
      read: async (client) => {
        const fallen = await client.monitor.fallen();
        return { fallen, known: await readKnown(client, fallen.flatMap(({ jobs }) => jobs).slice(0, NAMED)) };
      },
      wants: (notice) => notice.type === "server",
    });
  }

  override render(): TemplateResult | typeof nothing {
    const { board } = this;
    const { words, count } = { ...board.locale };
    const { fallen = [], known } = this.#reading.value ?? {};
    if (fallen.length === 0) return nothing;
    return html`<section class="panel" part="fallen">
      <header>
        <h3>${words.fallen.title}</h3>
        <p class="soft small">${words.fallen.help}</p>
      </header>
      <ul class="body">
        ${fallen.map(
          ({ id, kind, at, count: n, jobs }) => html`<li>
            ${icon(kind === "unknown" ? "servers" : SERVER_ICONS[kind])}
            <span>${kind === "unknown" ? nothing : words.servers[kind]} ${code(id)}</span>
            <span class="soft num">${timeOf(board, at)}</span>
            <div class="jobs small">
              <span class="soft">${count(words.fallen.took, n)}</span>
              ${jobs.map((job) => linkToJob(board, job, nameIn(known, job), "quiet"))}
              ${n > jobs.length ? html`<span class="soft num">+${board.locale.number(n - jobs.length)}</span>` : nothing}
            </div>
          </li>`,
        )}
      </ul>
    </section>`;
  }
}
