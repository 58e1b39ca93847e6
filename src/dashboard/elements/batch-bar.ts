import { type CSSResult, css, html, nothing, svg, type TemplateResult } from "lit";
import type { BatchCounts, BatchInfo } from "../../batch/batch-info.ts";
import type { Board } from "../board.ts";
import { icon } from "../theme/icons.ts";

/** In the order of the bar: what has ended comes first, so that it grows from the start. */
export const MEMBER_STATES: readonly (keyof BatchCounts)[] = [
  "succeeded",
  "failed",
  "deleted",
  "processing",
  "enqueued",
  "scheduled",
  "awaiting",
];

/** A state of few among many would not be seen; this part of the whole, it is. */
const LEAST = 0.012;

export const batchBarStyles: CSSResult = css`
  svg.batch {
    display: block;
    inline-size: 100%;
    min-inline-size: 60px;
    block-size: 8px;
    border-radius: 99px;
    background: var(--_line);
  }
  svg.batch:dir(rtl) {
    transform: scaleX(-1);
  }
  svg.batch rect {
    fill: var(--c);
  }
  svg.batch [data-state="enqueued"],
  svg.batch [data-state="scheduled"],
  svg.batch [data-state="awaiting"] {
    opacity: 0.35;
  }
`;

/** A batch's members by state, as parts of a bar; said in words for those who don't see it. */
export function batchBar({ counts, total }: BatchInfo, { locale }: Board): TemplateResult {
  const { words, number, list } = { ...locale };
  const told = MEMBER_STATES.filter((state) => counts[state] > 0);
  const label = list(told.map((state) => `${number(counts[state])} ${words.states[state]}`));
  const widths = told.map((state) => Math.max(counts[state] / total, LEAST));
  const sum = widths.reduce((all, width) => all + width, 0);
  let x = 0;
  return html`<svg class="batch" role="img" aria-label=${label || words.batches.empty} viewBox="0 0 1000 8" preserveAspectRatio="none">
    ${told.map((state, i) => {
      const width = ((widths[i] ?? 0) / sum) * 1_000;
      const rect = svg`<rect data-state=${state} x=${x} y="0" width=${Math.max(0, width - 2)} height="8"><title>${number(counts[state])} ${words.states[state]}</title></rect>`;
      x += width;
      return rect;
    })}
  </svg>`;
}

/** Where a batch is; a batch that runs has a word of its own for it. */
export function batchBadge({ state }: Pick<BatchInfo, "state">, board: Board): TemplateResult {
  return state === "running"
    ? html`<job-badge .board=${board} state="processing" word=${board.locale.words.batches.running}></job-badge>`
    : html`<job-badge .board=${board} state=${state}></job-badge>`;
}

/** Why it doesn't go on, or that it is being given up. */
export function batchMark(
  { stalled, cancelledAt }: BatchInfo,
  { locale }: Board,
): TemplateResult | typeof nothing {
  const { batches } = locale.words;
  if (cancelledAt !== undefined)
    return html`<span class="mark soft">${icon("deleted")}${batches.cancelled}</span>`;
  return stalled
    ? html`<span class="mark stuck" title=${batches.stalledHelp}>${icon("failed")}${batches.stalled}</span>`
    : nothing;
}
