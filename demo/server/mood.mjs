// @ts-check
// How the server feels: people and tests make it slow, failing, busy or gone, to see what the jobs do.
import { setTimeout as wait } from "node:timers/promises";
import { BadRequest, refuse } from "./exchange.mjs";

/** @import { IncomingMessage, ServerResponse } from "node:http" */

/** @typedef {"ok" | "slow" | "error" | "busy" | "down"} Mode */

/**
 * @typedef {object} MoodSetting
 * @property {Mode} mode
 * @property {number} [delay] milliseconds before each answer, for `slow`
 * @property {number} [retryAfter] seconds named in Retry-After, for `busy`
 * @property {number} [times] requests it lasts, then `ok` again; without it until told otherwise
 */

/**
 * @typedef {object} Mood
 * @property {Mode} mode
 * @property {number} delay
 * @property {number} retryAfter
 * @property {number | null} times requests it still lasts; null: until told otherwise
 */

/** @type {readonly Mode[]} */
const MODES = ["ok", "slow", "error", "busy", "down"];
/** Long enough to be seen, short enough to be waited for. */
const DELAY = 2_000;
const RETRY_AFTER = 5;
/** Below the timeout of the demo's uploads times a few, so that a slow server can also be a timed out one. */
const DELAY_LIMIT = 120_000;
const RETRY_AFTER_LIMIT = 3_600;
const TIMES_LIMIT = 1_000;

/** @param {string} name @param {unknown} value @param {number} fallback @param {number} limit */
function whole(name, value, fallback, limit) {
  if (value === undefined) return fallback;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= limit) return value;
  throw new BadRequest(400, `${name} must be a whole number from 0 to ${limit}.`);
}

/** The server's mood, first `ok`. */
export function createMood() {
  /** @type {Mood} */
  let mood = { mode: "ok", delay: DELAY, retryAfter: RETRY_AFTER, times: null };

  /** @param {{ mode?: unknown, delay?: unknown, retryAfter?: unknown, times?: unknown }} setting @returns {Mood} */
  const set = ({ mode, delay, retryAfter, times }) => {
    const known = MODES.find((each) => each === mode);
    if (known === undefined) throw new BadRequest(400, `mode must be one of ${MODES.join(", ")}.`);
    mood = {
      mode: known,
      delay: whole("delay", delay, DELAY, DELAY_LIMIT),
      retryAfter: whole("retryAfter", retryAfter, RETRY_AFTER, RETRY_AFTER_LIMIT),
      times: times === undefined || times === null ? null : whole("times", times, 0, TIMES_LIMIT),
    };
    return mood;
  };

  /** What this request meets; counts it. */
  const take = () => {
    if (mood.times === null) return mood;
    if (mood.times === 0) return set({ mode: "ok" });
    mood = { ...mood, times: mood.times - 1 };
    return mood;
  };

  /**
   * Lets the request through, late or not at all.
   *
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   * @returns {Promise<Mode | "passed">} the mode that has answered it, or `passed`
   */
  const meet = async (request, response) => {
    const { mode, delay, retryAfter } = take();
    switch (mode) {
      case "ok":
        return "passed";
      case "slow":
        await wait(delay, undefined, { ref: false });
        return response.destroyed ? mode : "passed";
      case "error":
        refuse(response, 500, "The demo server was told to fail.");
        return mode;
      case "busy":
        refuse(response, 429, `The demo server was told to be busy for ${retryAfter} s.`, {
          "retry-after": String(retryAfter),
        });
        return mode;
      case "down":
        request.socket.destroy();
        return mode;
    }
  };

  /** @returns {Mood} */
  const get = () => (mood.times === 0 ? set({ mode: "ok" }) : mood);
  return { get, set, meet };
}
