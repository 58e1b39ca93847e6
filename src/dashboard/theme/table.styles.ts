import { type CSSResult, css } from "lit";
import { cards } from "./cards.styles.ts";

/** A table where there is room, two-line cards where there isn't. */
export const tableStyles: CSSResult = css`
  :host {
    display: block;
    container-type: inline-size;
    font-size: 13.5px;
  }
  .frame {
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    overflow: clip;
    background: var(--_surface);
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    text-align: start;
  }
  th {
    padding: 8px 10px;
    text-align: start;
    font-size: 12px;
    font-weight: 550;
    color: var(--_ink-soft);
    background: var(--_raised);
    border-block-end: 1px solid var(--_line);
    white-space: nowrap;
  }
  td {
    padding: 9px 10px;
    vertical-align: top;
  }
  .row:not(.left):hover {
    background: var(--_hover);
  }
  .row + .row,
  .opened + .row,
  tbody + tbody > .row:first-child {
    border-block-start: 1px solid var(--_line);
  }
  .row[data-chosen] {
    background: color-mix(in srgb, var(--_accent) 8%, var(--_surface));
  }
  .left .value,
  .left .meta,
  .left .title > :not(.now) {
    opacity: 0.62;
  }
  .now {
    color: var(--c);
    font-size: 12px;
    font-weight: 550;
  }
  .live .row {
    animation: arrive 500ms ease-out;
  }
  @keyframes arrive {
    from {
      background: color-mix(in srgb, var(--_accent) 14%, var(--_surface));
    }
  }
  .pick {
    inline-size: 36px;
    padding-inline-end: 0;
  }
  .pick input {
    margin-block-start: 2px;
  }
  .job {
    min-inline-size: 180px;
  }
  .title {
    display: flex;
    align-items: start;
    gap: 2px 8px;
    line-height: 1.4;
  }
  .mark {
    display: inline-flex;
    margin-block-start: 1px;
    color: var(--c);
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
    margin-block-start: 2px;
    padding-inline-start: 24px;
    font-size: 12px;
    color: var(--_ink-soft);
  }
  .meta code {
    max-inline-size: 22ch;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  button.chip {
    min-block-size: 20px;
    padding: 0 6px;
    font-weight: 400;
    white-space: normal;
  }
  .chip .icon {
    font-size: 12px;
  }
  .label {
    display: none;
  }
  .cell {
    white-space: nowrap;
    line-height: 1.45;
    color: var(--_ink-soft);
  }
  .cell.wide {
    inline-size: 38%;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .cell.wide .value {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }
  .error strong {
    font-weight: 550;
    color: var(--_failed);
  }
  td.acts {
    inline-size: 1%;
    white-space: nowrap;
    text-align: end;
    padding-block: 5px;
  }
  td.acts .turned {
    transform: rotate(90deg);
  }
  .opened td {
    padding: 0 10px 12px;
  }
  .blank td {
    padding: 0;
  }

  /* A finger is no pointer. */
  @media (pointer: coarse) {
    .pick input {
      inline-size: 24px;
      block-size: 24px;
    }
    button.chip {
      min-block-size: 26px;
    }
    .name {
      min-block-size: 24px;
    }
  }

  @container (max-width: 860px) {
    .short {
      display: none;
    }
  }
  ${cards}
`;
