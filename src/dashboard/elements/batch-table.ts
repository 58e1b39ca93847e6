import { type CSSResultGroup, css, html, nothing, type TemplateResult } from "lit";
import type { BatchInfo } from "../../batch/batch-info.ts";
import type { Board } from "../board.ts";
import { tableStyles } from "../theme/table.styles.ts";
import { stateColors } from "../theme/tokens.styles.ts";
import { batchBadge, batchBar, batchBarStyles, batchMark } from "./batch-bar.ts";
import { each } from "./each.ts";
import { actionButton } from "./job-row.ts";
import { code, linkTo, timeOf } from "./parts.ts";

export const batchTableStyles: CSSResultGroup = [
  stateColors,
  tableStyles,
  batchBarStyles,
  css`
    .row td {
      vertical-align: middle;
    }
    .meta {
      padding-inline-start: 0;
    }
    /* Large enough for a finger. */
    .meta :is(a, button) {
      display: inline-flex;
      align-items: center;
      min-block-size: 24px;
    }
    .bar {
      inline-size: 34%;
    }
    .how {
      display: flex;
      flex-wrap: wrap;
      gap: 0 10px;
      margin-block-start: 4px;
      font-size: 12px;
    }
    .how .failed {
      color: var(--_failed);
      font-weight: 550;
    }
    .mark {
      display: inline-flex;
      align-items: center;
      gap: 4px;
    }
    .mark .icon {
      font-size: 13px;
    }
    .stuck {
      color: var(--_failed);
      font-weight: 550;
    }
  `,
];

/**
 * Batches in rows, each a way to its page.
 *
 * @param label what the table is called
 * @param around the batch whose page this is: those in it needn't say so
 */
export function batchTable(
  board: Board,
  batches: readonly BatchInfo[],
  label: string,
  around?: string,
): TemplateResult {
  const { columns } = board.locale.words;
  const titles = ["state", "progress", "created"] as const;
  return html`<div class="frame">
    <table role="table" aria-label=${label}>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">${columns.batch}</th>
          ${titles.map((title) => html`<th role="columnheader" scope="col">${columns[title]}</th>`)}
          <th role="columnheader" scope="col"><span class="hidden">${columns.actions}</span></th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${each(
          batches,
          ({ id }) => id,
          (batch) => batchRow(board, batch, around),
        )}
      </tbody>
    </table>
  </div>`;
}

function batchRow(board: Board, stored: BatchInfo, around: string | undefined): TemplateResult {
  const { actions, locale } = board;
  const { columns, batches, states } = locale.words;
  const batch = actions?.shown("batch", stored) ?? stored;
  const { id, name = id, parentId, counts } = batch;
  const cell = (title: keyof typeof columns, content: unknown, room = ""): TemplateResult =>
    html`<td role="cell" class="cell ${room}"><span class="label">${columns[title]}</span><div class="value num">${content}</div></td>`;
  return html`<tr role="row" class="row" data-id=${id}>
    <td role="cell" class="job">
      <div class="title">${linkTo(board, { view: "batch", batchId: id }, html`<bdi>${name}</bdi>`, "name")}</div>
      <div class="meta">
        ${name === id ? nothing : code(id, id)}${batchMark(batch, board)}
        ${parentId === undefined || parentId === around ? nothing : html`<span>${linkTo(board, { view: "batch", batchId: parentId }, batches.nested, "quiet")}</span>`}
      </div>
    </td>
    ${cell("state", batchBadge(batch, board))}
    ${cell(
      "progress",
      html`${batchBar(batch, board)}
        <div class="how">
          <span>${howFar(batch, board)}</span>
          ${counts.failed > 0 ? html`<span class="failed">${locale.number(counts.failed)} ${states.failed}</span>` : nothing}
        </div>`,
      "bar",
    )}
    ${cell("created", timeOf(board, batch.createdAt))}
    <td role="cell" class="acts">
      ${(actions?.offered("batch", stored) ?? []).map((action) => actionButton(board, action, name, () => actions?.run(action, [stored])))}
    </td>
  </tr>`;
}

/** `12 of 20`. */
export const howFar = ({ ended, total }: BatchInfo, { locale }: Board): string =>
  locale.text(locale.words.batches.ended, { n: locale.number(ended), total: locale.number(total) });
