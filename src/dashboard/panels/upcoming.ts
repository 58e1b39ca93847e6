import { type CSSResult, css, html, nothing, type TemplateResult } from "lit";
import type { RecurringJob } from "../../recurring/snapshot.ts";
import type { Board } from "../board.ts";
import { scheduleBoard, zoned } from "../locale/zoned.ts";
import { icon } from "../theme/icons.ts";

export const upcomingStyles: CSSResult = css`
  li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 8px;
    min-block-size: 26px;
  }
  li .icon {
    font-size: 14px;
    color: var(--c, var(--_ink-soft));
  }
`;

/** A schedule's next times in the zone the dashboard shows and, where its clocks say something else, in its own. */
export function upcoming(
  board: Board,
  { timeZone, paused }: RecurringJob,
  times: readonly number[] | undefined,
): TemplateResult {
  const { locale } = scheduleBoard(board, timeZone);
  const { recurring } = locale.words;
  const own = timeZone === locale.timeZone ? undefined : zoned(locale, timeZone);
  const inOwn = (at: number): TemplateResult | typeof nothing => {
    const text = own?.date(at);
    if (text === undefined || text === locale.date(at)) return nothing;
    return html`<span class="own soft num">${text} <span class="ltr">${timeZone}</span></span>`;
  };
  return html`<ol>
    ${times?.map((at) => html`<li>${icon("scheduled")}<span class="num">${locale.date(at)}</span>${inOwn(at)}</li>`)}
    ${times?.length === 0 ? html`<li class="soft">${paused ? recurring.paused : recurring.ended}</li>` : nothing}
  </ol>`;
}
