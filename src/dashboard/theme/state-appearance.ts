import type { JobState } from "../../job/state.ts";
import type { ServerKind } from "../../monitor/monitor-api.ts";
import type { IconName } from "./icons.ts";

/** A state is told by a shape, a word and a colour, never by the colour alone. */
export const STATE_ICONS: Readonly<Record<JobState, IconName>> = {
  enqueued: "enqueued",
  scheduled: "scheduled",
  awaiting: "awaiting",
  processing: "processing",
  succeeded: "succeeded",
  failed: "failed",
  deleted: "deleted",
};

export const SERVER_ICONS: Readonly<Record<ServerKind, IconName>> = {
  "service-worker": "bolt",
  window: "window",
  "dedicated-worker": "chip",
  "shared-worker": "chip",
  node: "servers",
};
