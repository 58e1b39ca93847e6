import { type AnyJobHandler, FatalJobError, handle } from "../../src/index.ts";
import { doomed, flaky } from "../jobs.ts";

/** The attempt that works. */
const LUCKY_ATTEMPT = 3;

export const flakyHandler: AnyJobHandler = handle(flaky, (_, context) => {
  if (context.attempt < LUCKY_ATTEMPT)
    throw new Error(context.attempt === 1 ? "The pencil broke." : "The sharpener is missing.");
  return { attempts: context.attempt };
});

export const doomedHandler: AnyJobHandler = handle(doomed, () => {
  throw new FatalJobError("The page has been torn out; no other attempt can bring it back.");
});
