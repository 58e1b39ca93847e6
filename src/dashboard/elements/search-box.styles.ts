import { type CSSResult, css } from "lit";

export const searchBoxStyles: CSSResult = css`
  :host {
    display: block;
    font-size: 13.5px;
  }
  .box {
    position: relative;
  }
  .box > .icon {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-start: 10px;
    color: var(--_ink-soft);
    pointer-events: none;
  }
  input {
    inline-size: 100%;
    padding-inline: 34px 32px;
  }
  input:placeholder-shown {
    text-overflow: ellipsis;
  }
  input::placeholder {
    color: var(--_ink-soft);
    opacity: 1;
  }
  input::-webkit-search-cancel-button {
    display: none;
  }
  .box > button {
    position: absolute;
    inset-block-start: 1px;
    inset-inline-end: 1px;
  }
  .offers {
    position: absolute;
    z-index: 5;
    inset-block-start: calc(100% + 4px);
    inset-inline: 0;
    max-inline-size: 460px;
    padding: 4px;
    border: 1px solid var(--_line-strong);
    border-radius: calc(var(--_radius) + 2px);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
  .offers li {
    display: flex;
    align-items: baseline;
    gap: 10px;
    padding: 5px 8px;
    border-radius: calc(var(--_radius) - 3px);
    cursor: pointer;
  }
  .offers li:hover,
  .offers [aria-selected="true"] {
    background: var(--_hover);
  }
  .offers [aria-selected="true"] {
    box-shadow: inset 2px 0 var(--_accent);
  }
  .offers [aria-selected="true"]:dir(rtl) {
    box-shadow: inset -2px 0 var(--_accent);
  }
  .offers code {
    flex: none;
    min-inline-size: 84px;
  }
  .offers .soft {
    min-inline-size: 0;
    font-size: 12.5px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-block-start: 8px;
  }
  .chips button {
    min-block-size: 24px;
    padding: 0 4px 0 8px;
    padding-inline: 8px 4px;
    font-weight: 400;
    font-size: 12.5px;
    white-space: normal;
    overflow-wrap: anywhere;
    text-align: start;
  }
  .chips .icon {
    font-size: 12px;
  }
  .chips .wrong {
    border-color: var(--_failed);
    color: var(--_failed);
  }
`;
