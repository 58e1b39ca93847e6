import { type CSSResult, css } from "lit";

export const graphStyles: CSSResult = css`
  :host {
    display: block;
    font-size: 13px;
    min-inline-size: 0;
  }
  .plot {
    position: relative;
    direction: ltr;
    border-radius: 4px;
    padding-block-start: 16px;
  }
  .read {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
    min-block-size: 22px;
    margin-block-end: 10px;
    color: var(--_ink-soft);
    font-size: 12.5px;
  }
  .read span {
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
  .read b {
    color: var(--_ink);
    font-weight: 600;
  }
  .read .icon {
    font-size: 13px;
    color: var(--c);
  }
  .when {
    min-inline-size: 92px;
    color: var(--_ink);
  }
  .axis {
    display: flex;
    justify-content: space-between;
    margin-block-start: 6px;
    font-size: 12px;
    color: var(--_ink-soft);
    direction: ltr;
    font-variant-numeric: tabular-nums;
  }
  .axis span {
    unicode-bidi: plaintext;
  }
  .top {
    position: absolute;
    inset-block-start: -2px;
    right: 0;
    padding-inline: 4px;
    font-size: 12px;
    color: var(--_ink-soft);
    background: var(--_surface);
    border-radius: 3px;
    pointer-events: none;
  }
  .nothing {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    color: var(--_ink-soft);
  }
  .ranges {
    display: flex;
    flex-wrap: wrap;
    gap: 2px;
  }
  header button.bare {
    min-block-size: 26px;
    font-size: 12.5px;
  }
  button[aria-pressed="true"] {
    background: var(--_hover);
    color: var(--_ink);
    box-shadow: inset 0 0 0 1px var(--_line);
  }
`;
