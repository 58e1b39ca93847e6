// Beside the row itself, which a page needs with its first script.
import type { LeftCall } from "../job/left-call.ts";
import type { ChoreRow } from "./tables.ts";

/** What is known of the calls of a row: nothing where it can't be read back, or another version has left it in its own way. */
export const callsIn = (row: ChoreRow): readonly LeftCall[] =>
  (row.kind === "create" && (row.calls as readonly LeftCall[] | undefined)) || [];

/** The moment of the call whose row has this key. */
export const leftAt = (key: string): string => key.split(" ", 2)[1]!;

/** The jobs that a row with this key has. */
export function jobsOf(key: string): { id: string; name: string }[] {
  const [, , ...words] = key.split(" ");
  return words.flatMap((id, i) => (i % 2 === 0 ? [{ id, name: words[i + 1]! }] : []));
}
