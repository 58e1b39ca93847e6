import { html, nothing, type TemplateResult } from "lit";
import type { ListPage } from "../controllers/list-pages.ts";
import type { Column } from "./job-columns.ts";
import type { TableView } from "./table-view.ts";

/** Titles, and the box that chooses all. */
export function tableHead(table: TableView, columns: readonly Column[], choosable: boolean): TemplateResult {
  const { words } = table.board.locale;
  const { selection, list } = table;
  const every = selection.size >= list.jobs.length;
  return html`<thead role="rowgroup">
    <tr role="row">
      ${
        choosable
          ? html`<th role="columnheader" class="pick">
              <label
                ><input
                  type="checkbox"
                  aria-label=${words.list.selectAll}
                  .checked=${selection.size > 0 && every}
                  .indeterminate=${selection.size > 0 && !every}
                  @change=${(event: Event) => table.chooseAll((event.target as HTMLInputElement).checked)}
                /><span class="label">${words.list.selectAll}</span></label
              >
            </th>`
          : nothing
      }
      <th role="columnheader" scope="col">${words.columns.job}</th>
      ${columns.map(({ title, room }) => html`<th role="columnheader" scope="col" class=${room ?? ""}>${words.columns[title]}</th>`)}
      <th role="columnheader" scope="col"><span class="hidden">${words.columns.actions}</span></th>
    </tr>
  </thead>`;
}

/** Stands for the pages that have been let go on one side of the shown ones. */
export function blankRows(
  pages: readonly ListPage[],
  side: "above" | "below",
): TemplateResult | typeof nothing {
  const first = pages.findIndex(({ blank }) => blank === 0);
  const gone = pages.filter(({ blank }, i) => blank > 0 && i < first === (side === "above"));
  if (gone.length === 0) return nothing;
  const height = gone.reduce((sum, { blank }) => sum + blank, 0);
  return html`<tbody role="rowgroup" aria-hidden="true" class="blank">
    <tr role="row">
      <td role="cell" data-blank=${height} data-side=${side} colspan="9"></td>
    </tr>
  </tbody>`;
}
