import { browserCapabilities } from "./capabilities.ts";
import { pageDevice } from "./page-device.ts";
import { readSiteStorage } from "./site-storage.ts";
import type { Senses, Surroundings } from "./surroundings.ts";
import { workerDevice } from "./worker-device.ts";

/** What this context can find out of the device and the browser. */
export const browserSenses = ({ kind, clock, openChannel, random }: Surroundings): Senses => ({
  device:
    kind === "window" || kind === "node"
      ? pageDevice({ clock, openChannel, name: () => random().toString(36).slice(2) })
      : workerDevice({ kind, clock, openChannel }),
  siteStorage: readSiteStorage,
  capabilities: browserCapabilities,
});
