import { show } from "../errors/expect-option.ts";
import { InvalidScheduleError } from "../errors/schedule-errors.ts";

/** The error for one part of a schedule: which part, as it was given, and what is allowed there. */
export function invalidSchedule(
  field: string,
  given: unknown,
  expected: string,
  of?: string,
): InvalidScheduleError {
  const where = of === undefined ? field : `${field} of ${show(of)}`;
  return new InvalidScheduleError(
    `Schedule: ${where} is ${show(given)}; expected ${expected}${expected.endsWith("?") ? "" : "."}`,
    {
      details: { field, text: typeof given === "string" ? given : show(given), expected },
    },
  );
}
