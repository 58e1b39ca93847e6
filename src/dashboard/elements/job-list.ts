import {
  type CSSResultGroup,
  css,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import type { JobClient } from "../../client/api/client-api.ts";
import type { JobPage } from "../../monitor/monitor-api.ts";
import type { Board } from "../board.ts";
import { BoardController } from "../controllers/board-controller.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { type ListName, queryOf, stateOf } from "../routes.ts";
import { controls } from "../theme/controls.styles.ts";
import { icon } from "../theme/icons.ts";
import { STATE_ICONS } from "../theme/state-appearance.ts";
import { stateColors, tokens } from "../theme/tokens.styles.ts";
import { each } from "./each.ts";
import { linkToJob, since, timeOf } from "./parts.ts";
import { progressBar, progressStyles } from "./progress-bar.ts";

/**
 * The newest jobs of a state, a line each, live. Usable alone.
 *
 * @property client - the client to ask; without one, a client of its own on `database`
 * @property state - which state, or `retries`; all without one
 * @property queue - only jobs of this queue
 * @property limit - how many at most, 5 unless told
 * @fires job-selected - a job was chosen
 * @csspart item - each line
 */
export class JobList extends LitElement {
  static override properties: PropertyDeclarations = {
    client: { attribute: false },
    database: {},
    namespace: {},
    state: {},
    queue: {},
    limit: { type: Number },
    board: { attribute: false },
  };
  static override styles: CSSResultGroup = [
    tokens,
    controls,
    stateColors,
    progressStyles,
    css`
      :host {
        display: block;
        font-size: 13.5px;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: start;
        gap: 2px 8px;
        padding: 8px 0;
        border-block-start: 1px solid var(--_line);
      }
      li:first-child {
        border: 0;
      }
      .mark {
        display: inline-flex;
        color: var(--c);
        margin-block-start: 1px;
      }
      .more {
        grid-column: 2 / -1;
        font-size: 12.5px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .more strong {
        font-weight: 550;
        color: var(--_failed);
      }
      .none {
        padding-block: 8px;
      }
    `,
  ];
  declare client: JobClient | undefined;
  declare database: string | undefined;
  /** As in `createClient({ namespace })`. */
  declare namespace: string | undefined;
  declare state: ListName | undefined;
  declare queue: string | undefined;
  declare limit: number;
  declare board: Board | undefined;
  readonly #reading: MonitorController<JobPage>;

  constructor() {
    super();
    this.limit = 5;
    new BoardController(this);
    this.#reading = new MonitorController<JobPage>(this, {
      read: (client) => {
        const { state, queue, limit } = this;
        return client.monitor.jobs({ limit, ...queryOf(state), ...(queue ? { queue } : {}) });
      },
      wants: (notice) =>
        notice.type === "job" &&
        (!this.state ||
          notice.state === stateOf(this.state) ||
          notice.previous === stateOf(this.state) ||
          (this.#reading.value?.some(({ id }) => id === notice.id) ?? false)),
      key: () => [this.state, this.queue, this.limit],
    });
  }

  override render(): TemplateResult | typeof nothing {
    const { board } = this;
    const jobs = this.#reading.value;
    if (!board || !jobs) return nothing;
    const { words } = board.locale;
    if (jobs.length === 0) return html`<p class="none soft">${words.none[this.state ?? "all"]}</p>`;
    return html`<ul>
      ${each(
        jobs,
        ({ id }) => id,
        (job) => html`<li part="item" data-state=${job.state}>
          <span class="mark" title=${words.states[job.state]}>${icon(STATE_ICONS[job.state])}<span class="hidden">${words.states[job.state]}</span></span>
          ${linkToJob(board, job.id, html`<bdi>${job.displayName}</bdi>`)}
          <span class="soft small num">${timeOf(board, (this.state === "retries" ? job.scheduledFor : undefined) ?? since(job), job.state === "processing")}</span>
          ${
            job.state === "processing"
              ? html`<div class="more">${progressBar(job, board.locale)}</div>`
              : (job.state === "failed" || this.state === "retries") && job.error
                ? html`<div class="more soft" dir="auto"><strong>${job.error.name}</strong> <bdi>${job.error.message}</bdi></div>`
                : nothing
          }
        </li>`,
      )}
    </ul>`;
  }
}
