import { type CSSResult, css } from "lit";

/** Buttons, links, panels, code: what every part of the dashboard is made of. */
export const controls: CSSResult = css`
  .icon {
    inline-size: 1em;
    block-size: 1em;
    font-size: 16px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .flip:dir(rtl) {
    transform: scaleX(-1);
  }

  button,
  input,
  select {
    font: inherit;
    color: inherit;
  }
  :where(button:not(.link)) {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-block-size: 30px;
    padding: 0 11px;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) - 2px);
    background: var(--_surface);
    font-weight: 500;
    white-space: nowrap;
    cursor: pointer;
    transition:
      background-color var(--_quick),
      border-color var(--_quick);
  }
  :where(button:not(.link)):hover {
    background: var(--_hover);
    border-color: var(--_line-strong);
  }
  button[disabled] {
    opacity: 0.5;
    cursor: default;
  }
  button.primary {
    background: var(--_accent);
    border-color: transparent;
    color: var(--_on-accent);
  }
  button.danger {
    color: var(--_failed);
  }
  button.primary.danger {
    background: var(--_failed);
    color: var(--_surface);
  }
  button.primary:hover {
    filter: brightness(1.08);
  }
  button.bare {
    border-color: transparent;
    background: none;
    padding: 0 7px;
    color: var(--_ink-soft);
  }
  button.bare:hover {
    background: var(--_hover);
    color: var(--_ink);
  }
  button.bare.danger:hover {
    color: var(--_failed);
  }
  :where(a, button.link) {
    display: inline;
    min-block-size: 0;
    padding: 0;
    border: 0;
    background: none;
    color: var(--_ink);
    font-weight: 500;
    text-align: start;
    text-decoration: none;
    white-space: normal;
    overflow-wrap: anywhere;
    border-radius: 3px;
    cursor: pointer;
  }
  :where(a, button.link):hover {
    color: var(--_accent);
    text-decoration: underline;
    text-underline-offset: 3px;
    background: none;
  }
  a.quiet,
  button.link.quiet {
    color: var(--_accent);
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  input[type="checkbox"] {
    inline-size: 16px;
    block-size: 16px;
    margin: 0;
    accent-color: var(--_accent);
    cursor: pointer;
  }
  :where(input:not([type="checkbox"]), select) {
    min-block-size: 32px;
    padding: 0 10px;
    border: 1px solid var(--_line-strong);
    border-radius: calc(var(--_radius) - 2px);
    background: var(--_surface);
  }

  h2,
  h3,
  h4,
  p,
  pre,
  ol,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  ol,
  ul {
    list-style: none;
  }
  h2 {
    font-size: 20px;
    font-weight: 650;
    letter-spacing: -0.01em;
    line-height: 1.3;
  }
  h3 {
    font-size: 14px;
    font-weight: 600;
    line-height: 1.4;
  }
  code,
  pre,
  .mono {
    font-family: var(--_mono);
    font-size: 0.92em;
  }
  .ltr {
    direction: ltr;
    unicode-bidi: isolate;
  }
  .soft {
    color: var(--_ink-soft);
  }
  .small {
    font-size: 12px;
  }
  .num {
    font-variant-numeric: tabular-nums;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 0 6px;
    border-radius: 4px;
    background: var(--_raised);
    border: 1px solid var(--_line);
    font-size: 12px;
    line-height: 18px;
    color: var(--_ink-soft);
    max-inline-size: 100%;
    overflow-wrap: anywhere;
  }
  .panel {
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    min-inline-size: 0;
  }
  .panel > header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    padding: 10px 14px;
    min-block-size: 44px;
  }
  .panel > header > h3 {
    margin-inline-end: auto;
  }
  .panel > .body {
    padding: 0 14px 14px;
  }
  .problem {
    display: flex;
    gap: 12px;
    padding: 18px;
    line-height: 1.5;
    border-color: color-mix(in srgb, var(--_failed) 45%, var(--_line));
  }
  .problem .badge {
    color: var(--_failed);
    margin-block-start: 2px;
  }
  .problem p {
    margin-block: 4px;
    overflow-wrap: anywhere;
  }
  .problem button {
    margin-block-start: 10px;
  }
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (forced-colors: active) {
    [aria-current],
    [aria-pressed="true"],
    tr[data-chosen] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    progress,
    .slots i {
      forced-color-adjust: none;
    }
  }
`;
