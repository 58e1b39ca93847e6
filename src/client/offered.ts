import type { Features } from "./features.ts";

let offer: (() => Features) | undefined;

/**
 * Said by whoever brings every feature along: clients of this context then take what is here and fetch nothing. In a service
 * worker, where `import()` is forbidden, that is what makes `createClient` whole.
 */
export const offerFeatures = (features: () => Features): void => {
  offer = features;
};

export const offeredFeatures = (): Features | undefined => offer?.();
