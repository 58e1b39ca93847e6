import { type CSSResult, css } from "lit";

export const dashboardStyles: CSSResult = css`
  :host {
    display: block;
    color-scheme: light dark;
    min-inline-size: 0;
  }
  :host([theme="light"]) {
    color-scheme: light;
  }
  :host([theme="dark"]) {
    color-scheme: dark;
  }
  /* Paper is white, and what is behind the letters is left out. */
  @media print {
    :host,
    :host([theme]) {
      color-scheme: light;
    }
  }
  .base {
    container: frame / inline-size;
    min-block-size: 100%;
    background: var(--_surface);
    color: var(--_ink);
    /* Rules for every element of a page reach the host, and would be inherited. */
    font: 14px/1.5 var(--_font);
    letter-spacing: normal;
    word-spacing: normal;
    text-align: start;
    text-indent: 0;
    text-shadow: none;
    text-transform: none;
    white-space: normal;
    cursor: auto;
    -webkit-text-size-adjust: 100%;
  }
  .top {
    display: flex;
    align-items: center;
    gap: 6px 18px;
    padding: 10px 18px;
    border-block-end: 1px solid var(--_line);
  }
  .title {
    display: inline-flex;
    align-items: center;
    gap: 9px;
    font-weight: 650;
    font-size: 15px;
    letter-spacing: -0.01em;
    white-space: nowrap;
  }
  .logo {
    inline-size: 22px;
    block-size: 22px;
  }
  .logo rect {
    fill: var(--_accent);
  }
  .logo path {
    fill: none;
    stroke: var(--_on-accent);
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  job-nav-bar {
    flex: 1;
    min-inline-size: 0;
  }
  .end {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .lock {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    font-size: 12px;
    color: var(--_ink-soft);
  }
  .lock .icon {
    font-size: 13px;
  }
  .note {
    display: flex;
    align-items: center;
    gap: 9px;
    padding: 7px 18px;
    border-block-end: 1px solid var(--_line);
    background: var(--_raised);
    font-size: 13px;
  }
  .note .icon {
    color: var(--_scheduled);
  }
  .page {
    padding: 16px 18px 28px;
    outline: none;
  }
  .page > .problem + * {
    margin-block-start: 14px;
  }
  @container frame (max-width: 760px) {
    .top {
      flex-wrap: wrap;
      padding: 8px 12px;
    }
    job-nav-bar {
      order: 3;
      flex-basis: 100%;
      margin-inline: -4px;
    }
    .end {
      margin-inline-start: auto;
    }
    .page {
      padding: 12px 12px 24px;
    }
    .note {
      padding-inline: 12px;
    }
  }
`;
