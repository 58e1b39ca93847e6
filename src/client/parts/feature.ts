import { PartNotLoadedError } from "../../errors/part-not-loaded.ts";
import { asGiven } from "../calls/as-given.ts";

/** A part of the library that need not be there when a client is made. */
export interface Feature<Part> {
  /** What is there already; `undefined`: it must be waited for. */
  readonly now: Part | undefined;
  /** @throws PartNotLoadedError the next call tries again */
  load(): Promise<Part>;
}

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

/** What calls wait for. */
export interface Coming<Api> {
  /** What is there already. */
  readonly now: Api | undefined;
  /** Begins a call when it is there: one after the other, in the order in which they were made. */
  soon<Answer>(begin: (api: Api) => Answer | Promise<Answer>): Promise<Answer>;
}

/** Calls that wait for what answers them, as long as it isn't there. Each keeps what it was given. */
export function waitingCalls<Api extends object, Name extends keyof Api & string>(
  from: Coming<Api>,
  names: Readonly<Record<Name, true>>,
): Pick<Api, Name> {
  type Calls = Record<string, (...args: unknown[]) => unknown>;
  const call =
    (name: string) =>
    async (...args: unknown[]): Promise<unknown> => {
      if (from.now) return (from.now as Calls)[name]!(...args);
      const given = args.map(asGiven);
      return from.soon((api) => (api as Calls)[name]!(...given));
    };
  return Object.fromEntries(Object.keys(names).map((name) => [name, call(name)])) as Pick<Api, Name>;
}
