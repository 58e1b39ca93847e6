import { expectOption } from "../errors/expect-option.ts";
import { type Duration, milliseconds } from "../time/duration.ts";
import { firstName } from "./first-name.ts";
import type { StoredConcurrency, StoredLimit } from "./limit.ts";
import { isLimitKey, LIMIT_KEY } from "./names.ts";
import type { Rate } from "./rate-window.ts";

/** At most so many jobs with one key at a time, over all contexts of the origin. */
export interface ConcurrencyOptions<Args = unknown> {
  /**
   * Jobs of any name that say the same key share one limit: a text, or one made of the arguments, at most 200
   * characters. Default: the job's name, or the first it had (`aliases`).
   */
  key?: string | ((args: Args) => string);
  /** 1 to 10,000. With 1 the jobs of a key run one after another, in the order they were enqueued. */
  limit: number;
  /**
   * A job that waits for its next attempt, or sleeps, keeps its place: with `limit: 1` nothing overtakes it until it has
   * ended. Default `false`: the others go on meanwhile.
   */
  strict?: boolean;
}

/** At most so many starts of jobs with one key in a span of time. */
export interface RateLimitOptions<Args = unknown> {
  /** As in {@link ConcurrencyOptions}, with the same default; the two have keys of their own. */
  key?: string | ((args: Args) => string);
  /** 1 to 10,000. Every attempt counts as a start. */
  limit: number;
  /** The length of the window. */
  per: Duration;
  /**
   * `'sliding'` (default): never more in any span of that length. `'fixed'`: in each span of the clock, as services
   * count their quotas: a minute, an hour, a UTC day.
   */
  mode?: "sliding" | "fixed";
}

/** As much of a definition, or of a call's options, as says how its jobs are limited. */
export interface LimitingOptions {
  concurrency?: AnyKey<ConcurrencyOptions> | undefined;
  rateLimit?: AnyKey<RateLimitOptions> | undefined;
}

/** A key function takes what its definition takes, which plays no part here. */
type AnyKey<Options> = Omit<Options, "key"> & { key?: unknown };

/**
 * The limits that a job is stored with, the one of few keys first: jobs of many users wait for one service in one line,
 * and each user's in a line behind that.
 *
 * @throws InvalidJobError a key function answers no key
 */
export function storedLimits(
  definition: LimitingOptions & Parameters<typeof firstName>[0],
  options: LimitingOptions,
  args: unknown,
): StoredLimit[] {
  const found: { limit: StoredLimit; many: boolean }[] = [];
  const { rateLimit = definition.rateLimit, concurrency = definition.concurrency } = options;
  const idOf = (kind: "c" | "r", option: string, given: { key?: unknown }): string => {
    const key =
      typeof given.key === "function"
        ? (given.key as (args: unknown) => unknown)(args)
        : (given.key ?? firstName(definition));
    expectOption(
      isLimitKey(key),
      `'${definition.name}'`,
      option,
      key,
      `${LIMIT_KEY}, from the key function too`,
    );
    return `${kind}:${key as string}`;
  };
  const add = (limit: StoredLimit, given: object | undefined, key: unknown): void => {
    found.push({
      limit: given ? { ...limit, own: true } : limit,
      many: typeof key === "function",
    });
  };
  if (rateLimit) {
    const id = idOf("r", "rateLimit.key", rateLimit);
    add({ id, ...storedRate(rateLimit) }, options.rateLimit, rateLimit.key);
  }
  if (concurrency) {
    const id = idOf("c", "concurrency.key", concurrency);
    add({ id, ...storedConcurrency(concurrency) }, options.concurrency, concurrency.key);
  }
  return found.sort((a, b) => Number(a.many) - Number(b.many)).map(({ limit }) => limit);
}

const storedConcurrency = ({ limit, strict }: AnyKey<ConcurrencyOptions>): StoredConcurrency => ({
  limit,
  ...(strict ? { strict } : {}),
});

export const storedRate = ({ limit, per, mode = "sliding" }: Omit<RateLimitOptions, "key">): Rate => ({
  limit,
  per: milliseconds(per),
  mode,
});

/** What definitions say now of their limits; of a job that is older than its definition, this counts. */
export type LimitsByName = Readonly<Record<string, { concurrency?: StoredConcurrency; rate?: Rate }>>;

/** The limits of those definitions that have any; by the names under which jobs of theirs are stored. */
export function limitsByName(definitions: Iterable<readonly [string, LimitingOptions]>): LimitsByName {
  const entries = [...definitions].flatMap(([name, { concurrency, rateLimit }]) =>
    concurrency || rateLimit
      ? [
          [
            name,
            {
              ...(concurrency ? { concurrency: storedConcurrency(concurrency) } : {}),
              ...(rateLimit ? { rate: storedRate(rateLimit) } : {}),
            },
          ] as const,
        ]
      : [],
  );
  return Object.fromEntries(entries);
}
