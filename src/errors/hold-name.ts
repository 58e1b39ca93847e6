import { expectOption } from "./expect-option.ts";

/** Whether a text can name a hold. */
export const isHold = (hold: unknown): hold is string =>
  typeof hold === "string" && /^[\x20-\x7e]{1,64}$/.test(hold);

/** @throws InvalidJobError unless `hold` can name a hold */
export function expectHold(call: string, hold: unknown): asserts hold is string {
  expectOption(isHold(hold), call, "hold", hold, "1 to 64 printable characters");
}
