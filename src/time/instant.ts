import { refusal } from "../errors/expect-option.ts";
import { type InstantInput, momentOf } from "./moment.ts";

const EXPECTED = "a Date, epoch milliseconds, or an ISO 8601 text such as '2027-01-01T09:00:00+03:30'";

/**
 * Epoch milliseconds of a moment.
 *
 * A text with a time but no zone (`'2027-01-01T09:00'`) means the device's own zone, as `Date` reads it; write the
 * offset where the moment must be the same everywhere.
 *
 * @param label what the moment is for, named in the error
 * @throws InvalidJobError when it can't be read
 */
export function instant(input: InstantInput, label = "time"): number {
  const value = momentOf(input);
  if (Number.isNaN(value)) throw refusal(label, input, EXPECTED, { option: label });
  return value;
}
