import type { AnyJobHandler } from "../../src/index.ts";
import { dailySummaryHandler } from "./daily-summary.ts";
import { doomedHandler, flakyHandler } from "./experiments.ts";
import { loadHandlers } from "./load.ts";
import { remindHandler } from "./remind.ts";
import { shrinkPhotoHandler } from "./shrink-photo.ts";
import { confirmNoteHandler, uploadNoteHandler, uploadPhotoHandler } from "./uploads.ts";

/** Everything the demo can run. The service worker takes it; so does a page where there is no service worker. */
export const handlers: readonly AnyJobHandler[] = [
  shrinkPhotoHandler,
  uploadNoteHandler,
  uploadPhotoHandler,
  confirmNoteHandler,
  remindHandler,
  dailySummaryHandler,
  flakyHandler,
  doomedHandler,
  ...loadHandlers,
];
