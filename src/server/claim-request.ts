import { type LimitsByName, limitsByName } from "../job/limit-options.ts";
import { LOOKED_AT } from "../job/needs.ts";
import { conditionOf } from "../job/needs-met.ts";
import { turnsOf, type Weights } from "../job/turns.ts";
import type { Advance, AdvanceInput } from "../operations/claim/advance.ts";
import { type Clock, timerOf } from "../platform/clock.ts";
import { DEVICE_CONDITIONS } from "../platform/device.ts";
import type { Platform } from "../platform/platform.ts";
import type { AnyJobHandler } from "./handler.ts";

/** Who doesn't say within this time who is signed in, milliseconds, must not hold everything else up. */
const OWNER_PATIENCE = 5_000;

/**
 * No event tells of free storage: it is looked at this often, milliseconds, while a job waits for it. A guess: soon enough for
 * whoever has just made room, and a worker that is woken for it once a minute costs nothing to speak of.
 */
const ROOM_INTERVAL = 60_000;

/** What a server takes, and where it is. */
export interface ClaimSource {
  platform: Platform;
  handlers: ReadonlyMap<string, AnyJobHandler>;
  /** Versions of the handlers, where they aren't 0. */
  versions: Readonly<Record<string, number>>;
  queues: readonly string[];
  /** Of those queues, where they have some instead of a precedence. */
  weights?: Weights;
  /** The signed-in user, asked before each claim; empty: nobody. */
  owner: () => string | undefined | Promise<string | undefined>;
}

type Request = Omit<NonNullable<AdvanceInput["claim"]>, "limit" | "free" | "held" | "reserved">;

/** Asks for jobs under the circumstances of the moment. */
export class ClaimRequest {
  readonly #source: ClaimSource;
  readonly #limits: LimitsByName;
  /** Letters of what jobs waited for at the last claim: only that is looked at. */
  #needs = "";
  #turn = 0;

  constructor(source: ClaimSource) {
    this.#source = source;
    const { weights, platform } = source;
    // By chance, because a worker that is ended after each job would otherwise begin with the same queue every time.
    if (weights) this.#turn = Math.floor(platform.random() * turnsOf(weights).length);
    this.#limits = limitsByName([...source.handlers].map(([name, { definition }]) => [name, definition]));
  }

  /** The circumstances under which jobs are asked for now; how many, only the moment of asking can tell. */
  async circumstances(wokenBy: string): Promise<Request> {
    const { platform, handlers, versions, queues, weights, owner } = this.#source;
    const user = await owner();
    const wanted = LOOKED_AT.filter((need) => this.#needs.includes(need)).map(conditionOf);
    const conditions = DEVICE_CONDITIONS.filter((condition) => wanted.includes(condition));
    return {
      queues,
      weighing: weights && { weights, turn: this.#turn },
      handles: [...handlers.keys()],
      versions,
      limits: this.#limits,
      kind: platform.kind,
      owner: user,
      online: platform.connectivity.online(),
      unmetered: platform.connectivity.unmetered(),
      ...(conditions.length === 0 ? {} : await platform.device.look(conditions)),
      wokenBy,
    };
  }

  /** When to look again, though nothing is due and nobody will tell; Infinity: not by itself. */
  lookAgain({ roomy }: Pick<Request, "roomy">, now: number): number {
    return roomy === false ? now + ROOM_INTERVAL : Number.POSITIVE_INFINITY;
  }

  /** What the claim says is waited for, and whose turn it is. Answers whether something has not been looked at. */
  learn({ needs = "", turn = this.#turn }: Pick<Advance, "needs" | "turn">): boolean {
    this.#turn = turn;
    const unknown = [...needs].some((need) => !this.#needs.includes(need));
    this.#needs = needs;
    return unknown;
  }
}

/**
 * Who is signed in, as the app says. Where it says nobody, or can't say, nobody's jobs are run and no user's: what is
 * one user's must never be done for another.
 */
export function ownerOf(
  owner: string | (() => string | undefined | Promise<string | undefined>) | undefined,
  clock: Clock,
  onError: (error: unknown) => void,
): ClaimSource["owner"] {
  if (typeof owner !== "function") return () => owner;
  return async () => {
    const { over, stop } = timerOf(clock, OWNER_PATIENCE);
    const late = over.then(() => {
      throw new Error(`The owner function has not answered for ${OWNER_PATIENCE / 1_000} s.`);
    });
    try {
      return (await Promise.race([owner(), late])) ?? "";
    } catch (error) {
      onError(error);
      return "";
    } finally {
      stop();
    }
  };
}
