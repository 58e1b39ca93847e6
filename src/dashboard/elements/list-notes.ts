import { type CSSResult, css, html, nothing, type TemplateResult } from "lit";
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
  if (list.jobs.length === 0 && !list.ended) return list.slow ? skeleton(words.list.loading) : nothing;
  if (list.jobs.length === 0) {
    const found = query.search ?? query.queue ?? query.name ?? query.tag ?? query.recurringId;
    return found === undefined
      ? emptyNote(query.state ?? "jobs", words.none[query.state ?? "all"])
      : emptyNote("search", words.list.nothingMatches, text(words.list.nothingMatchesHelp, { text: found }));
  }
  return list.fresh > 0
    ? html`<div class="fresh">
        <button type="button" class="primary" @click=${() => table.showFresh()}>${icon("up")}${count(words.list.fresh, list.fresh)}</button>
      </div>`
    : nothing;
}

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
