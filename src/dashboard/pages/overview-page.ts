import { type CSSResultGroup, css, html, type PropertyDeclarations, type TemplateResult } from "lit";
import type { HistoryBucket, Statistics } from "../../monitor/monitor-api.ts";
import type { RecurringJob } from "../../recurring/snapshot.ts";
import { BoardElement } from "../board.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { readHistory } from "../elements/history-ranges.ts";
import { linkTo } from "../elements/parts.ts";

/** Is all well, and if not, where to look. */
export class OverviewPage extends BoardElement {
  static override properties: PropertyDeclarations = { statistics: { attribute: false } };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    css`
      :host {
        display: grid;
        gap: 14px;
        container-type: inline-size;
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(12, minmax(0, 1fr));
        gap: 14px;
      }
      .grid > * {
        grid-column: span 6;
      }
      .grid > .wide {
        grid-column: span 8;
      }
      .grid > .narrow {
        grid-column: span 4;
      }
      @container (max-width: 860px) {
        .grid > * {
          grid-column: 1 / -1 !important;
        }
      }
      .body {
        padding-block-start: 0;
      }
      header a,
      header button.link {
        font-size: 12.5px;
      }
    `,
  ];
  declare statistics: Statistics | undefined;
  readonly #hour: MonitorController<HistoryBucket[]>;
  readonly #recurring: MonitorController<RecurringJob[]>;

  constructor() {
    super();
    this.#hour = new MonitorController<HistoryBucket[]>(this, {
      read: (client) => readHistory(client.monitor, "1h", Date.now()),
    });
    this.#recurring = new MonitorController<RecurringJob[]>(this, {
      read: (client) => client.monitor.recurring(),
      wants: (notice) => notice.type === "recurring",
    });
  }

  override render(): TemplateResult {
    const { board, statistics } = this;
    const { overview, views } = board.locale.words;
    const running = overview.runningNow;
    return html`<h2 class="hidden">${views.overview}</h2>
      <job-counters .board=${board} .statistics=${statistics} .hour=${this.#hour.value ?? []} .recurring=${this.#recurring.value}></job-counters>
      <div class="grid">
        <job-history-graph class="wide" .board=${board}></job-history-graph>
        <job-attention-panel class="narrow" .board=${board} .statistics=${statistics}></job-attention-panel>
        <job-live-graph class="narrow" .board=${board}></job-live-graph>
        <job-failures-panel class="narrow" .board=${board}></job-failures-panel>
        <job-health-panel class="narrow" .board=${board} .statistics=${statistics}></job-health-panel>
        <section class="panel">
          <header>
            <h3>${running}</h3>
            ${linkTo(board, { view: "jobs", state: "processing" }, overview.seeAll, "quiet", `${overview.seeAll}: ${running}`)}
          </header>
          <div class="body"><job-list .board=${board} .state=${"processing"} .limit=${5}></job-list></div>
        </section>
        <job-slowest-panel .board=${board}></job-slowest-panel>
      </div>
      <slot name="overview"></slot>`;
  }
}
