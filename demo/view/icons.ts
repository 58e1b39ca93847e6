import { html, type SVGTemplateResult, svg, type TemplateResult } from "lit";

// Drawn for this page: 24 units, one stroke, the colour of the text around them.

export type IconName =
  | "leaf"
  | "camera"
  | "place"
  | "check"
  | "cross"
  | "retry"
  | "bin"
  | "bell"
  | "online"
  | "offline"
  | "panel"
  | "warning"
  | "broken"
  | "clock";

const SHAPES: Record<IconName, SVGTemplateResult> = {
  leaf: svg`<path d="M5 19c0-9 5-14 15-14 0 10-5 15-14 15"/><path d="M4 21c2-5 5-8 10-10"/>`,
  camera: svg`<path d="M4 8h3l1.6-2.5h6.8L17 8h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1Z"/><circle cx="12" cy="13.2" r="3.4"/>`,
  place: svg`<path d="M12 21s7-6.2 7-11.4A7 7 0 0 0 5 9.6c0 5.2 7 11.4 7 11.4Z"/><circle cx="12" cy="9.7" r="2.4"/>`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
  cross: svg`<path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/>`,
  retry: svg`<path d="M19.5 12a7.5 7.5 0 1 1-2.3-5.4"/><path d="M19.5 3.5v4h-4"/>`,
  bin: svg`<path d="M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7"/>`,
  bell: svg`<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15Z"/><path d="M10 20.5h4"/>`,
  online: svg`<path d="M3.5 9.5a12 12 0 0 1 17 0M6.5 12.8a7.8 7.8 0 0 1 11 0M9.5 16a3.6 3.6 0 0 1 5 0"/><circle cx="12" cy="19" r=".8"/>`,
  offline: svg`<path d="M3.5 9.5a12 12 0 0 1 4.5-3M20.5 9.5a12 12 0 0 0-9-3.5M6.5 12.8a7.8 7.8 0 0 1 3.5-2M9.5 16a3.6 3.6 0 0 1 5 0M4 4l16 16"/><circle cx="12" cy="19" r=".8"/>`,
  panel: svg`<rect x="3.5" y="5" width="17" height="14" rx="1.5"/><path d="M13.5 5v14M16 9h2M16 12h2"/>`,
  warning: svg`<path d="M12 4.5 21 19.5H3Z"/><path d="M12 10v4.5M12 17v.2"/>`,
  broken: svg`<path d="M4 5h16v8l-4 3-4-3-4 3-4-3ZM4 16.5V19h16v-2.5"/>`,
  clock: svg`<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/>`,
};

/** Decoration: the words beside it say the same, so screen readers pass over it. */
export const icon = (name: IconName): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
