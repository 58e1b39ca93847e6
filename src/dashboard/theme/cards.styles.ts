import { type CSSResult, css } from "lit";

/** A table's rows where there is no room for columns: a card each. */
export const cards: CSSResult = css`
  @container (max-width: 640px) {
    table,
    tbody {
      display: block;
    }
    thead {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    /* What the columns are called is said in each card; who chooses needs the box for all. */
    thead:has(.pick) {
      position: static;
      display: block;
      inline-size: auto;
      block-size: auto;
      clip-path: none;
    }
    thead th:not(.pick) {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      padding: 0;
      overflow: hidden;
      clip-path: inset(50%);
    }
    thead:has(.pick) tr,
    thead .pick {
      display: block;
      inline-size: auto;
    }
    th.pick label {
      display: flex;
      align-items: center;
      gap: 8px;
    }
    .row {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      padding: 8px 10px;
      column-gap: 8px;
    }
    .opened,
    .opened td {
      display: block;
    }
    .row td {
      padding: 0;
      inline-size: auto;
      min-inline-size: 0;
    }
    .pick {
      grid-row: 1;
    }
    .job {
      grid-row: 1;
      grid-column: 2 / 4;
    }
    .row:not(:has(.pick)) .job {
      grid-column: 1 / 4;
    }
    /* Beside the last line, which is a time and short. */
    .row td.acts {
      grid-column: 2 / 4;
      justify-self: end;
      inline-size: auto;
      margin-block-start: -25px;
    }
    .row td.acts button.bare {
      padding: 0 5px;
    }
    /* More than two don't fit beside a time any more. */
    .row td.acts:has(> :nth-child(3)) {
      margin-block-start: 0;
    }
    .row .cell.wide {
      inline-size: auto;
    }
    .row .cell {
      grid-column: 2 / 4;
      display: flex;
      gap: 8px;
      margin-block-start: 4px;
      padding-inline-start: 24px;
      font-size: 12.5px;
      white-space: normal;
      /* An exact time is longer than a narrow card has room for. */
      --_time-wrap: normal;
    }
    .row:not(:has(.pick)) .cell {
      grid-column: 1 / 4;
    }
    .row .cell.none {
      display: none;
    }
    .row .short {
      display: none;
    }
    .label {
      display: block;
      flex: none;
      min-inline-size: 76px;
    }
    .value {
      flex: 1;
      min-inline-size: 0;
    }
  }
`;
