import { type CSSResultGroup, css, html, nothing, type TemplateResult } from "lit";
import type { SlowJob } from "../../monitor/monitor-api.ts";
import { BoardElement } from "../board.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { linkToJob, timeOf } from "../elements/parts.ts";

const TOLD = 5;
/** Some hundred records are looked at: not at every commit. */
const PAUSE = 5_000;

/** Which jobs took longest lately. */
export class SlowestPanel extends BoardElement {
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    css`
      :host {
        display: block;
        font-size: 13.5px;
        line-height: 1.45;
      }
      .panel {
        block-size: 100%;
      }
      li {
        position: relative;
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0 12px;
        padding: 8px 0 11px;
        border-block-start: 1px solid var(--_line);
      }
      li:first-child {
        border: 0;
      }
      .took {
        font-weight: 600;
      }
      .when {
        grid-column: 1 / -1;
      }
      progress {
        position: absolute;
        inset-block-end: 4px;
        inset-inline: 0;
        appearance: none;
        inline-size: 100%;
        block-size: 3px;
        border: 0;
        background: none;
      }
      progress::-webkit-progress-bar {
        background: none;
      }
      progress::-webkit-progress-value {
        background: color-mix(in srgb, var(--_processing) 55%, var(--_surface));
        border-radius: 99px;
      }
      progress::-moz-progress-bar {
        background: color-mix(in srgb, var(--_processing) 55%, var(--_surface));
      }
    `,
  ];
  readonly #reading: MonitorController<SlowJob[]>;

  constructor() {
    super();
    this.#reading = new MonitorController<SlowJob[]>(this, {
      read: (client) => client.monitor.slowest(),
      wants: (notice) => notice.type === "job" && notice.state === "succeeded",
      pause: PAUSE,
    });
  }

  override render(): TemplateResult | typeof nothing {
    const { board } = this;
    const { words, duration } = { ...board.locale };
    const jobs = this.#reading.value;
    if (!jobs) return nothing;
    const longest = Math.max(1, jobs[0]?.duration ?? 0);
    return html`<section class="panel" part="slowest">
      <header><h3>${words.overview.slowest}</h3></header>
      <div class="body">
        ${
          jobs.length === 0
            ? html`<p class="soft">${words.none.succeeded}</p>`
            : html`<ol>
                ${jobs.slice(0, TOLD).map(
                  (job) => html`<li>
                    ${linkToJob(board, job.id, html`<bdi>${job.displayName}</bdi>`)}
                    <span class="took num">${duration(job.duration)}</span>
                    <span class="when soft small"><span class="ltr">${job.name}</span> · ${timeOf(board, job.finishedAt)}</span>
                    <progress max=${longest} .value=${job.duration} aria-hidden="true"></progress>
                  </li>`,
                )}
              </ol>`
        }
      </div>
    </section>`;
  }
}
