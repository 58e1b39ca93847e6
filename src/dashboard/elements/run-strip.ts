import { html, nothing, svg, type TemplateResult } from "lit";
import type { JobState } from "../../job/state.ts";
import type { RecurringJob } from "../../recurring/snapshot.ts";
import type { Locale } from "../locale/locale.ts";
import { isState } from "../routes.ts";

/** As many as a definition remembers. */
const RUNS = 20;
/** A run this late is drawn at full height; a guess at what a person would call late. */
const LATE = 15 * 60_000;

/** A definition's last runs, oldest first: colour and shape say how each ended, height how late it was. */
export function runStrip({ runs }: RecurringJob, locale: Locale): TemplateResult | typeof nothing {
  const { words, text, number, date, duration, list } = { ...locale };
  if (runs.length === 0) return html`<span class="soft">${words.recurring.noRuns}</span>`;
  const counts = new Map<string, number>();
  for (const { outcome } of runs) {
    const word = wordOf(outcome, locale);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const parts = list([...counts].map(([word, n]) => `${number(n)} ${word}`));
  const label = text(words.recurring.runs, { n: number(runs.length), parts });
  return html`<svg class="strip" role="img" aria-label=${label} viewBox="0 0 ${RUNS * 6} 22">
    ${runs.slice(-RUNS).map(({ plannedAt, outcome, lateness = 0 }, i) => {
      const height = 8 + Math.min(lateness / LATE, 1) * 14;
      const title = [date(plannedAt), wordOf(outcome, locale)];
      if (lateness > 1_000) title.push(text(words.recurring.lateBy, { duration: duration(lateness) }));
      const [x, y] = [i * 6, 22 - height];
      return svg`<g data-state=${stateOf(outcome)}>
        <title>${title.join(", ")}</title>
        <rect x=${x} y=${y} width="4.5" height=${height} rx="1"></rect>
        ${outcome === "failed" ? svg`<path class="cross" d="M${x} ${y + 2}h4.5M${x} ${y + 5}h4.5"></path>` : nothing}
      </g>`;
    })}
  </svg>`;
}

const stateOf = (outcome: string | undefined): JobState =>
  isState(outcome) ? outcome : outcome ? "deleted" : "enqueued";

/** What became of a run. */
export function wordOf(outcome: string | undefined, { words }: Locale): string {
  if (isState(outcome)) return words.states[outcome];
  return outcome === "skipped" ? words.recurring.skipped : (outcome ?? words.states.enqueued);
}
