import { type Clock, timerOf } from "../src/platform/clock.ts";

/**
 * One event's share of the worker's life while a page is open, milliseconds: events are kept short, and renewed by the
 * page's alarm every ten seconds while jobs run.
 */
const SHARE = 25_000;
/**
 * How long one event may last with no page open, milliseconds; jobs that still run are given back then. Measured:
 * Chromium kills the whole worker when one event takes 300 s, Firefox when it takes 60 s; WebKit ends it 10 s after the
 * last page is closed. See docs/wake-ups.md.
 */
const LONGEST = { chromium: 240_000, firefox: 50_000, webkit: 8_000 } as const;
/** A `sync` or `periodicsync` event that hangs is ended by Chromium after 180 to 190 s. */
const LONGEST_SYNC = 170_000;
/** No new job is begun so shortly before the end, milliseconds, or half of the event where that is less. */
const LAST_CALL = 30_000;

/** So long before an event must end handlers are told, milliseconds, or a quarter of the event where that is less. */
const WARNING = 5_000;

export type Engine = keyof typeof LONGEST;

/** What an event has: its share while a page is open, and its end in any case. */
export interface Span {
  shareOver: Promise<void>;
  /** Shortly before `mustEnd`. */
  nearEnd: Promise<void>;
  mustEnd: Promise<void>;
  stop(): void;
}

/** Knows how long the browser will let the worker go on. */
export class Lifetime {
  readonly #clock: Clock;
  readonly #longest: number;
  #shareEnds = 0;
  #ends = 0;
  /** No page is open: there may be no further event. */
  alone = false;

  constructor(clock: Clock, engine: Engine) {
    this.#clock = clock;
    this.#longest = LONGEST[engine];
  }

  now(): number {
    return this.#clock.now();
  }

  /** An event has begun: there is time again. */
  begin(source: string): Span {
    const longest = source.endsWith("sync") ? Math.min(LONGEST_SYNC, this.#longest) : this.#longest;
    const now = this.#clock.now();
    this.#shareEnds = now + SHARE;
    this.#ends = Math.max(this.#ends, now + longest);
    const share = timerOf(this.#clock, SHARE);
    const near = timerOf(this.#clock, longest - Math.min(WARNING, longest / 4));
    const end = timerOf(this.#clock, longest);
    return {
      shareOver: share.over,
      nearEnd: near.over,
      mustEnd: end.over,
      stop: () => {
        share.stop();
        near.stop();
        end.stop();
      },
    };
  }

  /** New jobs may be begun until then. */
  get claimUntil(): number {
    return this.alone ? this.#ends - Math.min(LAST_CALL, this.#longest / 2) : this.#shareEnds;
  }

  /** By then the browser may have ended everything; `undefined` while a page keeps the worker going. */
  get deadline(): number | undefined {
    return this.alone ? this.#ends : undefined;
  }
}

/** Which browser's limits hold here, by what it says of itself; the shortest where it can't be told. */
export function engine(): Engine {
  const { userAgent = "", userAgentData } = navigator as {
    userAgent?: string;
    userAgentData?: { brands?: { brand: string }[] };
  };
  if (userAgentData?.brands?.some(({ brand }) => brand === "Chromium") || /Chrom(e|ium)\//.test(userAgent)) {
    return "chromium";
  }
  return /Gecko\/|Firefox\//.test(userAgent) && !/AppleWebKit\//.test(userAgent) ? "firefox" : "webkit";
}
