import { PartNotLoadedError } from "../errors/part-not-loaded.ts";

/** A part of the library that need not be there when a client is made. */
export interface Feature<Part> {
  /** What is there already; `undefined`: it must be waited for. */
  readonly now: Part | undefined;
  /** @throws PartNotLoadedError the next call tries again */
  load(): Promise<Part>;
}

/** One that is built in. */
export const here = <Part>(part: Part): Feature<Part> => ({ now: part, load: async () => part });

/** One that is fetched when it is first asked for. */
export function fetched<Part>(name: string, fetch: () => Promise<Part>): Feature<Part> {
  let loading: Promise<Part> | undefined;
  let now: Part | undefined;
  const failed = (cause: unknown): never => {
    loading = undefined;
    throw new PartNotLoadedError(
      `A part of slowmatch ('${name}') could not be loaded; nothing was done. Repeat the call when the network is back, or reload the page: some browsers remember that a script failed. To have it offline, let the service worker precache all scripts of the build.`,
      { cause, details: { part: name } },
    );
  };
  return {
    get now() {
      return now;
    },
    load() {
      loading ??= fetch().then((part) => {
        now = part;
        return part;
      }, failed);
      return loading;
    },
  };
}

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

/** Calls that wait for what answers them, as long as it isn't there. */
export function waitingCalls<Api extends object, Name extends keyof Api & string>(
  feature: Feature<Api>,
  names: Readonly<Record<Name, true>>,
): Pick<Api, Name> {
  type Calls = Record<string, (...args: unknown[]) => unknown>;
  const call =
    (name: string) =>
    async (...args: unknown[]): Promise<unknown> =>
      ((feature.now ?? (await feature.load())) as Calls)[name]!(...args);
  return Object.fromEntries(Object.keys(names).map((name) => [name, call(name)])) as Pick<Api, Name>;
}

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
