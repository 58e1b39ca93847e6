import { type CSSResultGroup, css, html, type TemplateResult } from "lit";
import type { HistoryBucket } from "../../monitor/monitor-api.ts";
import { BoardElement } from "../board.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { TickerController } from "../controllers/ticker-controller.ts";
import { icon } from "../theme/icons.ts";
import { stateColors } from "../theme/tokens.styles.ts";
import { barStyles, ENDINGS, type Ended, stackedBars } from "./bars.ts";
import { graphStyles } from "./graph.styles.ts";

const SECONDS = 60;
const MINUTE = 60_000;

/**
 * Jobs ended in each second of the last minute. The seconds come from how the store's minute counters grow, so that a
 * commit of a thousand jobs counts a thousand, whatever its notice says.
 */
export class LiveGraph extends BoardElement {
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    stateColors,
    barStyles,
    graphStyles,
    css`
      .panel {
        block-size: 100%;
      }
      .plot {
        block-size: 116px;
      }
      .dot {
        inline-size: 8px;
        block-size: 8px;
        border-radius: 50%;
        background: var(--_succeeded);
        margin-inline-end: 6px;
        display: inline-block;
      }
    `,
  ];
  /** Ended in each second, by the second since the epoch. */
  readonly #seconds = new Map<number, Ended>();
  #before: ReadonlyMap<number, HistoryBucket> | undefined;

  constructor() {
    super();
    new MonitorController(this, { read: async (client) => this.#take(await readMinutes(client.monitor)) });
    // Only while something is left to move; an idle store costs nothing.
    new TickerController(this, (now) =>
      this.#seconds.size > 0 ? (Math.floor(now / 1_000) + 1) * 1_000 : Number.POSITIVE_INFINITY,
    );
  }

  override render(): TemplateResult {
    const { words, text, short, number, count } = { ...this.board.locale };
    const { overview } = words;
    const second = Math.floor(Date.now() / 1_000);
    for (const at of this.#seconds.keys()) if (at <= second - SECONDS) this.#seconds.delete(at);
    const columns = Array.from(
      { length: SECONDS },
      (_, i) => this.#seconds.get(second - SECONDS + 1 + i) ?? { succeeded: 0, failed: 0, deleted: 0 },
    );
    const sums = ENDINGS.map((state) => ({
      state,
      n: columns.reduce((sum, column) => sum + column[state], 0),
    }));
    const total = sums.reduce((sum, { n }) => sum + n, 0);
    const top = Math.max(4, ...columns.map((column) => column.succeeded + column.failed + column.deleted));
    const rate = total / SECONDS;
    const spoken = sums.map(({ state, n }) => `${number(n)} ${words.states[state]}`).join(", ");
    return html`<section class="panel" part="live">
      <header>
        <h3><span class="dot"></span>${overview.live}</h3>
        <span class="soft num">${text(overview.perSecond, { n: number(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate)) })}</span>
      </header>
      <div class="body">
        <div class="read">
          <span class="when">${count({ other: overview.liveHelp }, 0)}</span>
          ${sums.map(({ state, n }) => html`<span data-state=${state}>${icon(state)}<b class="num">${short(n)}</b> ${words.states[state]}</span>`)}
        </div>
        <div class="plot" role="img" aria-label="${overview.liveHelp}: ${spoken}">
          ${stackedBars(columns, top)}
          ${total === 0 ? html`<p class="nothing">${overview.nothingYet}</p>` : ""}
        </div>
        <div class="axis" aria-hidden="true">
          <span>${this.board.locale.relative(-MINUTE)}</span><span>${this.board.locale.relative(0)}</span>
        </div>
      </div>
    </section>`;
  }

  #take(buckets: readonly HistoryBucket[]): void {
    const second = Math.floor(Date.now() / 1_000);
    const before = this.#before;
    this.#before = new Map(buckets.map((bucket) => [bucket.at, bucket]));
    // What ended before the first reading has no second to be shown in.
    if (!before) return;
    const grown: Ended = { succeeded: 0, failed: 0, deleted: 0 };
    for (const bucket of buckets)
      for (const state of ENDINGS)
        grown[state] += Math.max(0, bucket[state] - (before.get(bucket.at)?.[state] ?? 0));
    if (ENDINGS.every((state) => grown[state] === 0)) return;
    const now = this.#seconds.get(second) ?? { succeeded: 0, failed: 0, deleted: 0 };
    for (const state of ENDINGS) now[state] += grown[state];
    this.#seconds.set(second, now);
  }
}

const readMinutes = (monitor: {
  history: (query: { from: number; resolution: "minute" }) => Promise<HistoryBucket[]>;
}) => monitor.history({ from: Date.now() - 2 * MINUTE, resolution: "minute" });
