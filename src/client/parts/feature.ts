import { PartNotLoadedError } from "../../errors/part-not-loaded.ts";
import { asGiven, copyOf } from "../calls/as-given.ts";

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
    // A reload, since some browsers remember that a script failed.
    loading = undefined;
    throw new PartNotLoadedError(
      `A part of slowmatch ('${name}') could not be loaded; nothing was done. Repeat the call online, or reload the page. For offline, precache all scripts of the build.`,
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

/** The words of a text. */
type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Text;

/** Of calls that are given a job's arguments, which parameter it is. */
const ARGS_AT: Readonly<Record<string, number>> = {
  enqueue: 1,
  schedule: 1,
  continueWith: 2,
  addOrUpdate: 2,
};

/**
 * Calls that wait for what answers them, as long as it isn't there. Each keeps what it was given.
 *
 * @param names with a blank between them: every page has them in its first script
 */
export function waitingCalls<Api extends object, Names extends string>(
  from: Coming<Api>,
  names: Names,
): Pick<Api, Words<Names> & keyof Api> {
  type Calls = Record<string, (...args: unknown[]) => unknown>;
  const call =
    (name: string) =>
    async (...args: unknown[]): Promise<unknown> => {
      if (from.now) return (from.now as Calls)[name]!(...args);
      const given = args.map((arg, i) => (i === ARGS_AT[name] ? copyOf(arg) : asGiven(arg)));
      return from.soon((api) => (api as Calls)[name]!(...given));
    };
  return Object.fromEntries(names.split(" ").map((name) => [name, call(name)])) as never;
}
