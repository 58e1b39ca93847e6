import { type CSSResult, css, html, nothing, type TemplateResult } from "lit";
import type { JobQuery } from "../../monitor/monitor-api.ts";
import { type IconName, icon } from "../theme/icons.ts";
import { problemPanel } from "./problem-panel.ts";
import type { TableView } from "./table-view.ts";

export const noteStyles: CSSResult = css`
  .fresh {
    position: sticky;
    inset-block-start: 8px;
    z-index: 2;
    block-size: 0;
    text-align: center;
  }
  .fresh button {
    border-radius: 99px;
    box-shadow: var(--_shadow);
    transform: translateY(-4px);
  }
  .quietly {
    padding: 48px 16px;
    text-align: center;
    color: var(--_ink-soft);
    border: 1px dashed var(--_line);
    border-radius: var(--_radius);
  }
  .quietly .icon {
    font-size: 28px;
    stroke-width: 1.1;
    color: var(--_line-strong);
  }
  .quietly h3 {
    margin-block: 8px 4px;
    color: var(--_ink);
  }
  .looked {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 4px 8px;
    min-block-size: 44px;
    color: var(--_ink-soft);
    font-size: 12.5px;
  }
  .looked .icon {
    font-size: 14px;
  }
  .searching .icon {
    animation: look 1.6s ease-in-out infinite;
  }
  @keyframes look {
    50% {
      transform: translateX(4px);
    }
  }
  .rows {
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    overflow: hidden;
  }
  .rows div {
    block-size: 56px;
    border-block-end: 1px solid var(--_line);
    background:
      linear-gradient(var(--_line) 0 0) 16px 16px / 35% 10px no-repeat,
      linear-gradient(var(--_line) 0 0) 16px 34px / 20% 8px no-repeat;
    opacity: 0.6;
  }
`;

/** What stands above or instead of the rows: new ones that wait, an error, nothing, not yet. */
export function listNotes(table: TableView): TemplateResult | typeof nothing {
  const { board, list, query } = table;
  const { words, count, text } = board.locale;
  if (list.error !== undefined && list.jobs.length === 0)
    return problemPanel(list.error, board.locale, () => void list.restart());
  if (list.jobs.length === 0 && (list.searching || list.stopped))
    return emptyNote("search", words.list.nothingYet);
  if (list.jobs.length === 0 && !list.ended) return list.slow ? skeleton(words.list.loading) : nothing;
  if (list.jobs.length === 0) {
    const name = query.retries ? "retries" : query.state;
    return searches(query) || table.asked !== ""
      ? emptyNote(
          "search",
          words.list.nothingMatches,
          text(words.list.nothingMatchesHelp, { text: table.asked }),
        )
      : emptyNote(name ?? "jobs", words.none[name ?? "all"]);
  }
  return list.fresh > 0
    ? html`<div class="fresh">
        <button type="button" class="primary" @click=${() => table.showFresh()}>${icon("up")}${count(words.list.fresh, list.fresh)}</button>
      </div>`
    : nothing;
}

/** How far a search that no index serves has looked; it goes on by itself, and can be stopped. */
export function searchNote({ board, list, query, stored }: TableView): TemplateResult | typeof nothing {
  const { words, text, number } = { ...board.locale };
  const { looked, found, searching, stopped, ended } = list;
  const narrowed = searches(query) || (query.batchId !== undefined && (searching || stopped));
  if (!narrowed || list.pages.length === 0) return nothing;
  const values = { n: number(looked), total: number(Math.max(stored ?? 0, looked)), found: number(found) };
  const told = ended ? words.list.lookedAll : stored === undefined ? words.list.looked : words.list.lookedOf;
  return html`<div class="looked ${searching ? "searching" : ""}" role=${ended || stopped ? "status" : nothing}>
    ${icon("search")}<span class="num">${text(told, values)}</span>
    ${
      stopped && !ended
        ? html`<button type="button" class="bare" @click=${() => void list.goOn()}>${words.list.goOn}</button>`
        : searching
          ? html`<button type="button" class="bare" @click=${() => list.stop()}>${words.list.stop}</button>`
          : nothing
    }
  </div>`;
}

/** It asks for something beside a list, of a batch or of all, and its order. */
const searches = ({ state, retries, order, batchId, ...narrowing }: JobQuery): boolean =>
  Object.keys(narrowing).length > 0;

/** Nothing, said calmly. */
export const emptyNote = (shape: IconName, title: string, help = ""): TemplateResult =>
  html`<div class="quietly" part="nothing">
    ${icon(shape)}
    <h3>${title}</h3>
    ${help ? html`<p>${help}</p>` : nothing}
  </div>`;

/** Grey rows where rows will be, for reads that take long enough to be noticed. */
export const skeleton = (label: string): TemplateResult =>
  html`<div class="rows" role="status" aria-label=${label}>${Array.from({ length: 6 }, () => html`<div></div>`)}</div>`;
