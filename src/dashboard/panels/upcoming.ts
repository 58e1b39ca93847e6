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

/** A schedule's next times in the zone the dashboard shows and, where that is another, in its own. */
export function upcoming(
  board: Board,
  { timeZone, paused }: RecurringJob,
  times: readonly number[] | undefined,
): TemplateResult {
  const { locale } = scheduleBoard(board, timeZone);
  const { recurring } = locale.words;
  const own = timeZone === locale.timeZone ? undefined : zoned(locale, timeZone);
  return html`<ol>
    ${times?.map((at) => html`<li>${icon("scheduled")}<span class="num">${locale.date(at)}</span>${own ? html`<span class="own soft num">${own.date(at)} <span class="ltr">${timeZone}</span></span>` : nothing}</li>`)}
    ${times?.length === 0 ? html`<li class="soft">${paused ? recurring.paused : recurring.ended}</li>` : nothing}
  </ol>`;
}
