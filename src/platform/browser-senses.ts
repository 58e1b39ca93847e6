import { browserDevice } from "./browser-device.ts";
import { browserCapabilities } from "./capabilities.ts";
import { readSiteStorage } from "./site-storage.ts";
import type { Senses, Surroundings } from "./surroundings.ts";

/** What this context can find out of the device and the browser. */
export const browserSenses = ({ kind, clock, openChannel, random }: Surroundings): Senses => ({
  device: browserDevice({ kind, clock, openChannel, name: () => random().toString(36).slice(2) }),
  siteStorage: readSiteStorage,
  capabilities: browserCapabilities,
});
