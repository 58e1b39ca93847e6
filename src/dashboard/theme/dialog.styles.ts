import { type CSSResult, css } from "lit";

/** Fields under their labels. */
export const formStyles: CSSResult = css`
  :host {
    display: block;
  }
  label {
    display: block;
    margin-block: 10px 3px;
    font-size: 12.5px;
    color: var(--_ink-soft);
  }
  input,
  select,
  textarea {
    inline-size: 100%;
    font-size: 13.5px;
  }
  textarea {
    padding: 8px 10px;
    border: 1px solid var(--_line-strong);
    border-radius: calc(var(--_radius) - 2px);
    background: var(--_surface);
    color: var(--_ink);
  }
  [aria-invalid="true"] {
    border-color: var(--_failed);
  }
  .ltr {
    unicode-bidi: plaintext;
  }
  .small {
    margin-block: 4px 0;
    line-height: 1.5;
  }
  p.wrong {
    min-block-size: 20px;
    font-size: 12.5px;
    color: var(--_failed);
    overflow-wrap: anywhere;
  }
`;

export const dialogStyles: CSSResult = css`
  dialog {
    inline-size: min(440px, calc(100vw - 32px));
    max-block-size: calc(100vh - 32px);
    padding: 0;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) + 4px);
    background: var(--_surface);
    color: var(--_ink);
    box-shadow: var(--_shadow);
    font-size: 14px;
    line-height: 1.5;
  }
  dialog::backdrop {
    background: #0a0d1466;
  }
  dialog[open] {
    animation: appear 120ms ease-out;
  }
  @keyframes appear {
    from {
      opacity: 0;
      transform: translateY(6px);
    }
  }
  .body {
    padding: 20px;
  }
  h2 {
    font-size: 17px;
    margin-block-end: 6px;
    overflow-wrap: anywhere;
  }
  p {
    color: var(--_ink-soft);
  }
  footer {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    margin-block-start: 18px;
  }
`;
