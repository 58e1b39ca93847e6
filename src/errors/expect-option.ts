import { InvalidJobError } from "./call-errors.ts";

/** Shows a value in a message: short, quoted, never throwing. */
export function show(value: unknown): string {
  if (typeof value === "string") return `'${value.length > 60 ? `${value.slice(0, 59)}…` : value}'`;
  if (typeof value === "function") return value.name ? `function ${value.name}` : "a function";
  if (typeof value === "object" && value !== null && !(value instanceof Date)) {
    if (Array.isArray(value))
      return value.length > 4 || value.some(Array.isArray)
        ? `an array of ${value.length}`
        : `[${value.map(show).join(", ")}]`;
    const keys = Object.keys(value);
    return keys.length === 0 ? "{}" : `{ ${keys.slice(0, 4).join(", ")}${keys.length > 4 ? ", …" : ""} }`;
  }
  return String(value);
}

/** Says what a value is, and what was expected. */
export function refusal(
  what: string,
  value: unknown,
  expected: string,
  details: { call?: string; option: string },
): InvalidJobError {
  const shown = show(value);
  return new InvalidJobError(`${what} is ${shown}; expected ${expected}.`, {
    details: { ...details, value: shown, expected },
  });
}

/**
 * Throws unless `ok`. The message names the call, the option, the value and what is allowed.
 *
 * @throws InvalidJobError
 */
export function expectOption(
  ok: boolean,
  call: string,
  option: string,
  value: unknown,
  expected: string,
): asserts ok {
  if (!ok) throw refusal(`${call}: ${option}`, value, expected, { call, option });
}

/**
 * Throws for options that are none, and for an option that doesn't exist; says which one was probably meant.
 *
 * @throws InvalidJobError
 */
export function expectKnownOptions(call: string, given: object, known: readonly string[]): void {
  expectOption(typeof given === "object" && given !== null, call, "options", given, "an object");
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    throw new InvalidJobError(
      `${call}: there is no option ${show(key)}${near ? `, did you mean '${near}'?` : `; the options are ${known.join(", ")}.`}`,
      { details: { call, option: key, expected: [...known] } },
    );
  }
}

/** The known word with the same first letter and nearly the same others, of whichever case and in whichever order: it was meant, most likely. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let most = Math.max(3, word.length / 3 + 1);
  for (const candidate of known) {
    const [a, b] = [word.toLowerCase(), candidate.toLowerCase()];
    const odd = lacking(a, b) + lacking(b, a);
    if (a[0] === b[0] && odd < most) [best, most] = [candidate, odd];
  }
  return best;
}

/** How many letters of a word another hasn't. */
const lacking = (word: string, other: string): number =>
  [...word].filter((letter) => !other.includes(letter)).length;
