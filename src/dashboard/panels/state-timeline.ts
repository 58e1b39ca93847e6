import {
  type CSSResultGroup,
  css,
  html,
  nothing,
  type PropertyDeclarations,
  svg,
  type TemplateResult,
} from "lit";
import type { Job } from "../../job/job.ts";
import { type HistoryEntry, isFinal } from "../../job/state.ts";
import { BoardElement } from "../board.ts";
import { TickerController } from "../controllers/ticker-controller.ts";
import { code, timeOf } from "../elements/parts.ts";
import { icon } from "../theme/icons.ts";
import { STATE_ICONS } from "../theme/state-appearance.ts";
import { stateColors } from "../theme/tokens.styles.ts";

/** A state shorter than this part of the whole would not be seen. */
const LEAST = 0.012;

/** Where a job has been: a bar of the time spent in each state, and the states, newest first. */
export class StateTimeline extends BoardElement {
  static override properties: PropertyDeclarations = { job: { attribute: false } };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    stateColors,
    css`
      :host {
        display: block;
        font-size: 13.5px;
        line-height: 1.5;
      }
      svg.bar {
        display: block;
        inline-size: 100%;
        block-size: 14px;
        margin-block-end: 16px;
        border-radius: 4px;
      }
      svg.bar:dir(rtl) {
        transform: scaleX(-1);
      }
      rect {
        fill: var(--c);
        opacity: 0.85;
      }
      li {
        position: relative;
        display: grid;
        grid-template-columns: 24px minmax(0, 1fr);
        gap: 10px;
        padding-block-end: 18px;
      }
      li:last-child {
        padding-block-end: 0;
      }
      li:not(:last-child)::before {
        content: "";
        position: absolute;
        inset-block: 26px 2px;
        inset-inline-start: 11px;
        border-inline-start: 2px solid var(--_line);
      }
      .mark {
        display: grid;
        place-items: center;
        inline-size: 24px;
        block-size: 24px;
        border-radius: 50%;
        background: color-mix(in srgb, var(--c) 13%, var(--_surface));
        color: var(--c);
      }
      .mark .icon {
        font-size: 14px;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 10px;
      }
      .line strong {
        color: var(--c);
        font-weight: 600;
      }
      .reason {
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare job: Job;

  constructor() {
    super();
    // The last state goes on: its length is counted by the second.
    new TickerController(this, (now) => (this.#goesOn ? now + 1_000 : Number.POSITIVE_INFINITY));
  }

  get #goesOn(): boolean {
    return !isFinal(this.job.state);
  }

  override render(): TemplateResult {
    const { history } = this.job;
    const now = this.#goesOn ? Date.now() : (history.at(-1)?.at ?? 0);
    const lengths = history.map(({ at }, i) => Math.max(0, (history[i + 1]?.at ?? now) - at));
    return html`${this.#bar(lengths)}
      <ol>
        ${history.map((entry, i) => this.#entry(entry, lengths[i] ?? 0, i === history.length - 1)).reverse()}
      </ol>`;
  }

  #bar(lengths: readonly number[]): TemplateResult | typeof nothing {
    const { history } = this.job;
    const total = lengths.reduce((sum, length) => sum + length, 0);
    if (total <= 0 || history.length < 2) return nothing;
    const { words, text, duration, list } = { ...this.board.locale };
    const widths = lengths.map((length) => Math.max(length / total, length > 0 ? LEAST : 0));
    const sum = widths.reduce((all, width) => all + width, 0);
    let x = 0;
    const spent = lengths.flatMap((length, i) => {
      const entry = history[i];
      return entry && length > 0 ? [`${words.states[entry.state]} ${duration(length)}`] : [];
    });
    const label = text(words.job.barLabel, { parts: list(spent.slice(0, 12)) });
    return html`<svg class="bar" role="img" aria-label=${label} viewBox="0 0 1000 14" preserveAspectRatio="none">
      ${history.map(({ state }, i) => {
        const width = ((widths[i] ?? 0) / sum) * 1_000;
        if (width === 0) return nothing;
        const rect = svg`<rect data-state=${state} x=${x} y="0" width=${Math.max(0, width - 1.5)} height="14"><title>${words.states[state]}: ${duration(lengths[i] ?? 0)}</title></rect>`;
        x += width;
        return rect;
      })}
    </svg>`;
  }

  #entry({ state, at, reason, data }: HistoryEntry, length: number, last: boolean): TemplateResult {
    const { board, job } = this;
    const { words, text, duration, number } = { ...board.locale };
    const { attempt, serverId, dueAt } = data ?? {};
    const spent = last ? (this.#goesOn ? words.job.goesOn : undefined) : words.job.spent;
    return html`<li data-state=${state}>
      <span class="mark">${icon(STATE_ICONS[state])}</span>
      <div>
        <div class="line">
          <strong>${words.states[state]}</strong>
          <span class="soft">${timeOf(board, at)}</span>
          ${spent && length > 0 ? html`<span class="soft num small">${text(spent, { duration: duration(length < 10_000 ? length : Math.floor(length / 1_000) * 1_000) })}</span>` : nothing}
        </div>
        ${reason ? html`<p class="reason"><bdi>${board.locale.core(reason)}</bdi></p>` : nothing}
        <div class="line soft small">
          ${typeof attempt === "number" ? html`<span>${text(words.list.attempt, { n: number(attempt), max: number(job.maxAttempts) })}</span>` : nothing}
          ${typeof serverId === "string" ? html`<span>${code(serverId)}</span>` : nothing}
          ${typeof dueAt === "number" && state === "scheduled" ? html`<span>${words.columns.due} ${timeOf(board, dueAt)}</span>` : nothing}
        </div>
      </div>
    </li>`;
  }
}
