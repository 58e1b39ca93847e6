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
import type { StepInfo } from "../../monitor/monitor-api.ts";
import { BoardElement } from "../board.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { TickerController } from "../controllers/ticker-controller.ts";
import { code, timeOf } from "../elements/parts.ts";
import { icon } from "../theme/icons.ts";
import { stateColors } from "../theme/tokens.styles.ts";
import { type Attempt, attemptsOf } from "./attempts.ts";
import { PanelElement } from "./panel-element.ts";

/** A part shorter than this share of the longest attempt would not be seen. */
const LEAST = 0.012;

/** Each attempt as a bar of its time in line, at work and waiting for the next, with the steps it has done. */
export class AttemptBars extends PanelElement {
  static override properties: PropertyDeclarations = { job: { attribute: false } };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    stateColors,
    css`
      :host {
        display: block;
        font-size: 13px;
        line-height: 1.5;
      }
      .attempt {
        display: grid;
        grid-template-columns: 7ch minmax(0, 1fr) minmax(6ch, auto);
        align-items: center;
        gap: 2px 12px;
        padding-block: 6px;
      }
      .attempt + .attempt {
        border-block-start: 1px solid var(--_line);
      }
      svg.bar {
        display: block;
        inline-size: 100%;
        block-size: 12px;
        border-radius: 4px;
        background: var(--_raised);
      }
      svg.bar:dir(rtl) {
        transform: scaleX(-1);
      }
      rect {
        fill: var(--c);
      }
      .took {
        text-align: end;
      }
      .more {
        grid-column: 2 / -1;
        display: flex;
        flex-wrap: wrap;
        gap: 0 10px;
        font-size: 12.5px;
      }
      .more .icon {
        font-size: 13px;
        vertical-align: -2px;
        color: var(--c);
      }
      .more bdi {
        overflow-wrap: anywhere;
      }
      .steps {
        grid-column: 2 / -1;
        margin-block: 4px 2px;
        border-inline-start: 2px solid var(--_line);
        padding-inline-start: 10px;
      }
      .steps li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 0 8px;
        align-items: start;
        min-block-size: 24px;
      }
      .steps .icon {
        font-size: 14px;
        margin-block-start: 3px;
        color: var(--_succeeded);
      }
      .steps .asleep .icon {
        color: var(--_scheduled);
      }
      /* What it shows reads from left to right; it begins where its step does all the same. */
      .steps job-value {
        grid-column: 2 / -1;
        justify-self: start;
        max-inline-size: 100%;
      }
      .key {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 14px;
        margin-block-end: 6px;
        font-size: 12px;
        color: var(--_ink-soft);
      }
      .key span::before {
        content: "";
        display: inline-block;
        inline-size: 9px;
        block-size: 9px;
        margin-inline-end: 5px;
        border-radius: 3px;
        background: var(--c);
        forced-color-adjust: none;
      }
    `,
  ];
  declare job: Job;
  readonly #steps: MonitorController<StepInfo[]>;

  constructor() {
    super();
    this.#steps = new MonitorController<StepInfo[]>(this, {
      read: (client) => client.monitor.steps(this.job.id),
      wants: (notice) => notice.type === "job" && notice.id === this.job.id && notice.state !== "progress",
      key: () => [this.job.id],
    });
    new TickerController(this, (now) => (this.#goesOn ? now + 1_000 : Number.POSITIVE_INFINITY));
  }

  get #goesOn(): boolean {
    return this.job.state === "processing" || this.job.state === "scheduled";
  }

  override render(): TemplateResult | typeof nothing {
    const now = Date.now();
    const attempts = attemptsOf(this.job, this.#steps.value ?? [], now);
    if (attempts.length === 0) return nothing;
    const { job } = this.board.locale.words;
    const lengths = attempts.map((each) => partsOf(each, now).reduce((sum, { length }) => sum + length, 0));
    const longest = Math.max(1, ...lengths);
    return html`<section class="panel" part="attempts">
      <header><h3>${job.attempts}</h3></header>
      <div class="body">
        <p class="key" aria-hidden="true">
          <span data-state="enqueued">${job.inLine}</span><span data-state="processing">${job.atWork}</span
          ><span data-state="scheduled">${job.forNext}</span>
        </p>
        <ol>
          ${attempts.map((attempt) => this.#attempt(attempt, longest, now)).reverse()}
        </ol>
      </div>
    </section>`;
  }

  #attempt(attempt: Attempt, longest: number, now: number): TemplateResult {
    const { board } = this;
    const { words, text, number, duration, list } = { ...board.locale };
    const { n, startedAt, endedAt, outcome, putOff, reason, serverId, steps } = attempt;
    const parts = partsOf(attempt, now);
    const label = list(parts.map(({ state, length }) => `${words.job[WORDS[state]]} ${duration(length)}`));
    let x = 0;
    const shown = putOff
      ? "scheduled"
      : outcome === "scheduled" || outcome === "enqueued"
        ? "failed"
        : (outcome ?? "processing");
    return html`<li class="attempt" data-state=${shown}>
      <span class="num">${text(words.job.nth, { n: number(n) })}</span>
      <svg class="bar" role="img" aria-label=${label} viewBox="0 0 1000 12" preserveAspectRatio="none">
        ${parts.map(({ state, length }) => {
          const width = Math.max((length / longest) * 1_000, length > 0 ? LEAST * 1_000 : 0);
          const bar = svg`<rect data-state=${state} x=${x} y="0" width=${Math.max(0, width - 1.5)} height="12"><title>${words.job[WORDS[state]]}: ${duration(length)}</title></rect>`;
          x += width;
          return bar;
        })}
      </svg>
      <span class="took num">${duration((endedAt ?? now) - startedAt)}</span>
      <div class="more soft">
        <span>${timeOf(board, startedAt)}</span>
        ${serverId ? code(serverId) : nothing}
        ${reason ? html`<span>${outcome === "succeeded" ? nothing : icon(putOff ? "scheduled" : "failed")} <bdi>${this.board.locale.core(reason)}</bdi></span>` : nothing}
      </div>
      ${
        steps.length > 0
          ? html`<ol class="steps" aria-label=${words.job.steps}>
              ${steps.map((step, i) => this.#step(step, steps[i - 1]?.at ?? startedAt))}
            </ol>`
          : nothing
      }
    </li>`;
  }

  #step({ name, value, until, at }: StepInfo, from: number): TemplateResult {
    const { board } = this;
    const { job } = board.locale.words;
    const took = at === undefined ? undefined : board.locale.duration(Math.max(0, at - from));
    return html`<li class=${until === undefined ? "" : "asleep"}>
      ${icon(until === undefined ? "succeeded" : "scheduled")}
      <span><bdi>${name}</bdi>${until === undefined ? nothing : html` <span class="soft">${job.sleeps} ${timeOf(board, until)}</span>`}</span>
      <span class="soft num">${took ?? nothing}</span>
      ${
        value === undefined
          ? nothing
          : html`<job-value .board=${board} .value=${value} .redact=${this.job.redact} label=${name}></job-value>`
      }
    </li>`;
  }
}

type Part = "enqueued" | "processing" | "scheduled";
const WORDS = { enqueued: "inLine", processing: "atWork", scheduled: "forNext" } as const;

function partsOf(
  { readyAt, startedAt, endedAt, waitedUntil }: Attempt,
  now: number,
): { state: Part; length: number }[] {
  const ended = endedAt ?? now;
  const parts: { state: Part; length: number }[] = [
    { state: "enqueued", length: Math.max(0, startedAt - readyAt) },
    { state: "processing", length: Math.max(0, ended - startedAt) },
  ];
  if (waitedUntil !== undefined) parts.push({ state: "scheduled", length: Math.max(0, waitedUntil - ended) });
  return parts;
}
