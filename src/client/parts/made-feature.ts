import { PartNotLoadedError } from "../../errors/part-not-loaded.ts";
import type { Coming, Feature } from "./feature.ts";

/** One that is built in. */
export const here = <Part>(part: Part): Feature<Part> => ({ now: part, load: async () => part });

/** What one client makes of a feature: made once, and at hand at once where the feature is built in. */
export function madeOf<Part, Made>(feature: Feature<Part>, make: (part: Part) => Made): Feature<Made> {
  let made: Made | undefined;
  const of = (part: Part): Made => {
    made ??= make(part);
    return made;
  };
  return {
    get now() {
      return feature.now && of(feature.now);
    },
    load: async () => of(feature.now ?? (await feature.load())),
  };
}

/** A feature as what calls wait for. */
export const coming = <Api>(feature: Feature<Api>): Coming<Api> => ({
  get now() {
    return feature.now;
  },
  soon: async (begin) => begin(await feature.load()),
});

/**
 * A feature where nothing can be waited for.
 *
 * @throws PartNotLoadedError it isn't here yet; it is on its way then
 */
export function atHand<Part>(feature: Feature<Part>, call: string, hint: string): Part {
  const { now } = feature;
  if (now !== undefined) return now;
  feature.load().catch(() => {});
  throw new PartNotLoadedError(
    `${call}: the part of slowmatch that does it is still being loaded; nothing was done. ${hint}`,
    {
      details: { part: call },
    },
  );
}
