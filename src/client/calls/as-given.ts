import { isPlain } from "../../job/plain-object.ts";

/**
 * What a call was given, as it was then: the caller may change it as soon as the call has returned. Functions, and what
 * has some, are told apart by who they are, and stay.
 */
export function asGiven<Value>(value: Value): Value {
  return given(value) as Value;
}

function given(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(given);
  if (!isPlain(value)) return likeIt(value);
  const parts = Object.entries(value);
  if (parts.some(([, part]) => typeof part === "function")) return value;
  return Object.fromEntries(
    parts.map(([name, part]) => [name, name === "args" ? copyOf(part) : given(part)]),
  );
}

/** A copy of a Date, a Map and the like. A class of the app's own would lose what it can do. */
function likeIt(value: unknown): unknown {
  const copy = copyOf(value);
  return proto(copy) === proto(value) ? copy : value;
}

const proto = (value: unknown): unknown => Object.getPrototypeOf(Object(value));

/** A copy of arguments. Whoever prepares the job refuses what can't be copied, and says where it is. */
export function copyOf(args: unknown): unknown {
  try {
    return structuredClone(args);
  } catch {
    return args;
  }
}
