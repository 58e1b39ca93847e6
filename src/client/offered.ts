import type { OpenCore } from "./core.ts";
import type { Features } from "./features.ts";

let offer: (() => Features) | undefined;
let core: OpenCore | undefined;

/** Said by whoever brings every feature along: clients of this context then take what is here and fetch nothing. */
export const offerFeatures = (features: () => Features): void => {
  offer = features;
};

export const offeredFeatures = (): Features | undefined => offer?.();

/** Said where `import()` is forbidden, as in a service worker: there this is what makes `createClient` whole. */
export const offerCore = (open: OpenCore): void => {
  core = open;
};

export const offeredCore = (): OpenCore | undefined => core;
