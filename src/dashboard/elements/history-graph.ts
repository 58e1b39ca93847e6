import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { HistoryBucket } from "../../monitor/monitor-api.ts";
import { BoardElement } from "../board.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { icon } from "../theme/icons.ts";
import { stateColors } from "../theme/tokens.styles.ts";
import { barStyles, ENDINGS, stackedBars } from "./bars.ts";
import { graphStyles } from "./graph.styles.ts";
import { type HistoryRange, RANGES, readHistory } from "./history-ranges.ts";

/** What ended when: bars by minute, hour or day, read out by pointer or arrow keys, or as a table. */
export class HistoryGraph extends BoardElement {
  static override properties: PropertyDeclarations = {
    range: { state: true },
    table: { state: true },
    at: { state: true },
  };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    stateColors,
    barStyles,
    graphStyles,
    css`
      .panel {
        display: flex;
        flex-direction: column;
        block-size: 100%;
      }
      .body {
        flex: 1;
        display: flex;
        flex-direction: column;
      }
      .tools {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      /* As tall as what stands beside it. */
      .plot {
        flex: 1;
        min-block-size: 150px;
        touch-action: pan-y;
        cursor: crosshair;
      }
      .plot svg.bars {
        position: absolute;
        inset-block-start: 16px;
        block-size: calc(100% - 16px);
      }
      .scroll {
        max-block-size: 232px;
        overflow: auto;
      }
      table {
        inline-size: 100%;
        border-collapse: collapse;
        font-size: 13px;
      }
      th,
      td {
        padding: 4px 10px;
        text-align: end;
        border-block-end: 1px solid var(--_line);
        font-weight: 400;
        white-space: nowrap;
      }
      th:first-child {
        text-align: start;
      }
      thead th {
        position: sticky;
        inset-block-start: 0;
        background: var(--_surface);
        color: var(--_ink-soft);
        font-size: 12px;
      }
    `,
  ];
  declare range: HistoryRange;
  declare table: boolean;
  /** The bar that is read out; -1 for none. */
  declare at: number;
  readonly #reading: MonitorController<HistoryBucket[]>;

  constructor() {
    super();
    this.range = "24h";
    this.table = false;
    this.at = -1;
    this.#reading = new MonitorController<HistoryBucket[]>(this, {
      read: (client) => readHistory(client.monitor, this.range, Date.now()),
      wants: (notice) => notice.type === "job" && (ENDINGS as readonly string[]).includes(notice.state),
      key: () => [this.range],
    });
  }

  override render(): TemplateResult {
    const { words } = this.board.locale;
    const { overview } = words;
    const buckets = this.#reading.value ?? [];
    return html`<section class="panel" part="history">
      <header>
        <h3 id="title">${overview.history}</h3>
        <div class="tools">
        <div class="ranges" role="group" aria-label=${overview.range}>
          ${Object.keys(RANGES).map(
            (range) =>
              html`<button type="button" class="bare" aria-pressed=${range === this.range} @click=${() => this.#show(range as HistoryRange)}>
                ${overview.ranges[range as HistoryRange]}
              </button>`,
          )}
        </div>
        <button
          type="button"
          class="bare"
          title=${this.table ? overview.asGraph : overview.asTable}
          aria-label=${this.table ? overview.asGraph : overview.asTable}
          @click=${() => this.#toggleTable()}
        >
          ${icon(this.table ? "overview" : "jobs")}
        </button>
        </div>
      </header>
      <div class="body">${this.table ? this.#table(buckets) : this.#graph(buckets)}</div>
    </section>`;
  }

  #graph(buckets: readonly HistoryBucket[]): TemplateResult {
    const { locale } = this.board;
    const { words, text, number, short } = { ...locale };
    const { resolution } = RANGES[this.range];
    const top = Math.max(0, ...buckets.map((bucket) => bucket.succeeded + bucket.failed + bucket.deleted));
    const here = buckets[this.at];
    const sums = here ? [here] : buckets;
    const parts = ENDINGS.map((state) => ({
      state,
      n: sums.reduce((sum, bucket) => sum + bucket[state], 0),
    }));
    const spoken = here
      ? text(words.overview.readout, {
          time: locale.bucket(here.at, resolution),
          parts: parts.map(({ state, n }) => `${number(n)} ${words.states[state]}`).join(", "),
        })
      : words.overview.ranges[this.range];
    return html`<div class="read">
        <span class="when">${here ? locale.bucket(here.at, resolution) : words.overview.ranges[this.range]}</span>
        ${parts.map(({ state, n }) => html`<span data-state=${state}>${icon(state)}<b class="num">${short(n)}</b> ${words.states[state]}</span>`)}
      </div>
      <div
        class="plot"
        role="slider"
        tabindex="0"
        aria-labelledby="title"
        aria-valuemin="0"
        aria-valuemax=${Math.max(0, buckets.length - 1)}
        aria-valuenow=${Math.max(0, this.at)}
        aria-valuetext=${spoken}
        @pointermove=${this.#onPointer}
        @pointerleave=${() => this.#read(-1)}
        @keydown=${this.#onKeydown}
        @blur=${() => this.#read(-1)}
      >
        ${stackedBars(buckets, top, this.at)}
        ${top === 0 && this.#reading.value ? html`<p class="nothing">${words.overview.nothingYet}</p>` : nothing}
        ${top > 0 ? html`<span class="top num">${short(top)}</span>` : nothing}
      </div>
      <div class="axis" aria-hidden="true">
        ${[0, 0.5, 1].map((part) => {
          const bucket = buckets[Math.round((buckets.length - 1) * part)];
          return html`<span>${bucket ? locale.bucket(bucket.at, resolution) : ""}</span>`;
        })}
      </div>`;
  }

  #table(buckets: readonly HistoryBucket[]): TemplateResult {
    const { locale } = this.board;
    const { columns } = locale.words;
    const names = ["created", "succeeded", "failed", "deleted", "retried"] as const;
    return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="title">
      <table>
        <thead>
          <tr>
            <th scope="col">${columns.time}</th>
            ${names.map((name) => html`<th scope="col">${columns[name]}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${buckets.toReversed().map(
            (bucket) => html`<tr>
              <th scope="row">${locale.bucket(bucket.at, RANGES[this.range].resolution)}</th>
              ${names.map((name) => html`<td class="num">${locale.number(bucket[name])}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #show(range: HistoryRange): void {
    this.at = -1;
    this.range = range;
  }

  #toggleTable(): void {
    this.table = !this.table;
  }

  #read(at: number): void {
    this.at = at;
  }

  #onPointer(event: PointerEvent): void {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    const n = this.#reading.value?.length ?? 0;
    this.#read(Math.min(n - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * n))));
  }

  #onKeydown(event: KeyboardEvent): void {
    const last = (this.#reading.value?.length ?? 0) - 1;
    const from = this.at < 0 ? last + 1 : this.at;
    const to = { ArrowLeft: from - 1, ArrowRight: Math.min(from + 1, last), Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#read(Math.min(Math.max(to, 0), last));
  }
}
