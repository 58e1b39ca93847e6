import { svg, type TemplateResult } from "lit";

/** Drawn for a 16 by 16 grid and a stroke of 1.5. */
const PATHS = {
  overview: "M2.5 2.5H7v5H2.5zM9 2.5h4.5v3H9zM9 8h4.5v5.5H9zM2.5 10H7v3.5H2.5z",
  jobs: "M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01",
  recurring: "M13.5 8a5.5 5.5 0 0 1-9.6 3.7M2.5 8a5.5 5.5 0 0 1 9.6-3.7M12.4 1.8v2.7H9.7M3.6 14.2v-2.7h2.7",
  queues: "M8 2l6 3-6 3-6-3zM2.5 8 8 10.8 13.5 8M2.5 11 8 13.8 13.5 11",
  servers: "M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01",
  enqueued: "M2.5 9.2l2-6.2h7l2 6.2V13h-11zM2.5 9.2h3l1 1.8h3l1-1.8h3",
  scheduled: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.7V8l2.3 1.5",
  awaiting: "M4.5 2.5h7M4.5 13.5h7M5 2.5v2.2L8 8l3-3.3V2.5M5 13.5v-2.2L8 8l3 3.3v2.2",
  processing: "M10 2.4A6 6 0 1 1 3.8 3.7M6.7 5.7v4.6L10.4 8z",
  succeeded: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.4 8.2l1.8 1.8 3.4-3.8",
  failed: "M8 2.2l6.4 11.1H1.6zM8 6.4v3M8 11.3h.01",
  deleted: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM3.8 3.8l8.4 8.4",
  retries: "M3 8a5 5 0 1 0 1.6-3.7M3 2.3v3h3M8 5.5V8l1.8 1.2",
  batches: "M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 11.2h4.5M11.2 9v4.5",
  requeue: "M3 8a5 5 0 1 0 1.6-3.7M3 2.3v3h3",
  run: "M5 3v10l8-5z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  edit: "M3 13l.7-3L11 2.7l2.3 2.3L6 12.3zM9.5 4.2l2.3 2.3",
  code: "M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5",
  trash: "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9M7 7.2v3.6M9 7.2v3.6",
  calendar: "M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2.5v2.3M10.5 2.5v2.3",
  bolt: "M9 1.8 3.5 9H8l-1 5.2L12.5 7H8z",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  check: "M3 8.5l3 3 7-7",
  close: "M4 4l8 8M12 4l-8 8",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.4 10.4l3.1 3.1",
  settings: "M2.5 5h5M11 5h2.5M2.5 11H5M8.5 11h5M9.2 3.3v3.4M6.8 9.3v3.4",
  back: "M9.5 3.5 5 8l4.5 4.5",
  chevron: "M6 3.5 10.5 8 6 12.5",
  down: "M8 2.5v11M3.5 9 8 13.5 12.5 9",
  up: "M8 13.5v-11M3.5 7 8 2.5 12.5 7",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5v3.3M8 5.2h.01",
  help: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.3 6.3a1.8 1.8 0 1 1 2.5 1.6c-.6.3-.8.7-.8 1.2M8 11.2h.01",
  offline:
    "M2.5 2.5l11 11M4.6 9.4A5 5 0 0 1 7 8M9.6 8.3c.7.2 1.3.6 1.8 1.1M2.4 7A8 8 0 0 1 5 5.3M8 4.6c2.1 0 4.1.9 5.6 2.4M8 12h.01",
  lock: "M4 7.5h8v6H4zM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2",
  window: "M2 3h12v10H2zM2 6h12",
  chip: "M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14",
  gauge: "M2.4 11.5a6 6 0 1 1 11.2 0M8 9.5l2.6-3.4M8 9.5h.01",
  tag: "M2.5 2.5h5l6 6-5 5-6-6zM5.3 5.3h.01",
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration only: whoever shows it says the same in words. */
export const icon = (name: IconName, turns = ""): TemplateResult =>
  svg`<svg class="icon ${turns}" viewBox="0 0 16 16" aria-hidden="true"><path d=${PATHS[name]}></path></svg>` as unknown as TemplateResult;
