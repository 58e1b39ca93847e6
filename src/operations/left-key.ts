// Beside the row itself, which a page needs with its first script.

/** The moment of the call whose row has this key. */
export const leftAt = (key: string): string => key.split(" ", 2)[1]!;

/** The jobs that a row with this key has. */
export function jobsOf(key: string): { id: string; name: string }[] {
  const [, , ...words] = key.split(" ");
  return words.flatMap((id, i) => (i % 2 === 0 ? [{ id, name: words[i + 1]! }] : []));
}
