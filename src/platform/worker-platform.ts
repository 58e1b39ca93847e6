import { browserCapabilities } from "./capabilities.ts";
import type { Platform } from "./platform.ts";
import { readSiteStorage } from "./site-storage.ts";
import { everywhere } from "./surroundings.ts";
import { workerDevice } from "./worker-device.ts";

const never = (): (() => void) => () => {};

/**
 * The real surroundings of a service worker, without what only a page has: it is never put aside and shown again, can remember
 * nothing beside its database, and nobody could be asked.
 */
export function workerPlatform(): Platform {
  const around = everywhere();
  const kind = "service-worker";
  return {
    ...around,
    kind,
    device: workerDevice({ ...around, kind }),
    siteStorage: readSiteStorage,
    capabilities: browserCapabilities,
    lifecycle: { onSuspend: never, onResume: never, onVisible: never },
    memory: { recall: () => undefined, remember() {}, forget() {} },
    askToPersist: async () => undefined,
  };
}
