import { type CSSResult, css } from "lit";

/** Tabs in a line that wraps, or scrolls where there is little room. */
export const tabStyles: CSSResult = css`
  .tabs {
    min-inline-size: 0;
    font-size: 13.5px;
  }
  .tabs ul {
    display: flex;
    flex-wrap: wrap;
    gap: 2px;
    padding: 3px;
    margin: -3px;
  }
  .tabs li > * {
    display: flex;
    align-items: center;
    gap: 6px;
    min-block-size: 0;
    padding: 5px 10px;
    border: 0;
    border-radius: calc(var(--_radius) - 2px);
    background: none;
    color: var(--_ink-soft);
    font-weight: 500;
    white-space: nowrap;
    text-decoration: none;
  }
  .tabs li > *:hover {
    background: var(--_hover);
    color: var(--_ink);
    text-decoration: none;
  }
  .tabs li[data-here] > * {
    background: var(--_hover);
    color: var(--_ink);
    box-shadow: inset 0 0 0 1px var(--_line);
  }
  .tabs .icon {
    color: var(--c);
  }
  .tabs .count {
    font-size: 12px;
    color: var(--_ink-soft);
  }
`;
