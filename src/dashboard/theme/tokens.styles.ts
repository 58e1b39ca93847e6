import { type CSSResult, css } from "lit";

/**
 * Looks. The `--job-*` properties are public and may be set on any element around; the `--_*` ones are their resolved
 * values. Every state's text colour keeps 4.5:1 on its own tint, in both themes.
 */
export const tokens: CSSResult = css`
  :host {
    --_accent: var(--job-accent, light-dark(#3350cf, #93a7ff));
    --_on-accent: var(--job-on-accent, light-dark(#ffffff, #0c1230));
    --_surface: var(--job-surface, light-dark(#ffffff, #101319));
    --_raised: var(--job-surface-raised, light-dark(#f6f7f9, #171b23));
    --_hover: var(--job-surface-hover, light-dark(#f0f2f6, #1c212b));
    --_line: var(--job-line, light-dark(#e3e6ec, #282e3a));
    --_line-strong: var(--job-line-strong, light-dark(#868d9b, #6d7686));
    --_ink: var(--job-ink, light-dark(#161a23, #e9ebf1));
    --_ink-soft: var(--job-ink-soft, light-dark(#586172, #a0a9b8));
    --_enqueued: var(--job-enqueued, light-dark(#41506b, #b7c3d9));
    --_scheduled: var(--job-scheduled, light-dark(#835400, #e8b94c));
    --_awaiting: var(--job-awaiting, light-dark(#6b3fb3, #c5a6ff));
    --_processing: var(--job-processing, light-dark(#0b5cad, #74b8ff));
    --_succeeded: var(--job-succeeded, light-dark(#05674c, #52d3a8));
    --_failed: var(--job-failed, light-dark(#b1241c, #ff8f80));
    --_deleted: var(--job-deleted, light-dark(#5b6270, #a2aab8));
    --_radius: var(--job-radius, 8px);
    --_font: var(--job-font, ui-sans-serif, system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif);
    --_mono: var(--job-font-mono, ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "Liberation Mono", monospace);
    --_shadow: light-dark(0 8px 28px #1b233a2e, 0 8px 28px #000a);
    --_quick: 120ms;
    box-sizing: border-box;
    color: var(--_ink);
    font-family: var(--_font);
    /* What a page says of its text is not meant for this; its colour and letters have properties of their own. */
    font-style: normal;
    letter-spacing: normal;
    word-spacing: normal;
    text-indent: 0;
    text-shadow: none;
    text-transform: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`;

/** Gives whatever carries a state its colour, as `--c`. */
export const stateColors: CSSResult = css`
  [data-state="enqueued"] {
    --c: var(--_enqueued);
  }
  [data-state="scheduled"] {
    --c: var(--_scheduled);
  }
  [data-state="awaiting"] {
    --c: var(--_awaiting);
  }
  [data-state="processing"] {
    --c: var(--_processing);
  }
  [data-state="succeeded"] {
    --c: var(--_succeeded);
  }
  [data-state="failed"] {
    --c: var(--_failed);
  }
  [data-state="deleted"] {
    --c: var(--_deleted);
  }
`;
