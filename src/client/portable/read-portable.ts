import { InvalidJobError } from "../../errors/call-errors.ts";
import { define } from "../../job/redact.ts";
import { DEEPEST, TAG } from "./write-portable.ts";

const VIEWS = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
};
const ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

/**
 * The value that `writePortable` wrote.
 *
 * @throws InvalidJobError for anything that it never writes
 */
export function readPortable(json: unknown): unknown {
  const seen: unknown[] = [];
  const read = (given: unknown, depth: number): unknown => {
    if (typeof given !== "object" || given === null) return given;
    if (depth > DEEPEST + 2) throw broken("nested too deeply");
    const inside = (member: unknown): unknown => read(member, depth + 1);
    if (Array.isArray(given)) {
      const list: unknown[] = [];
      seen.push(list);
      for (const member of given) list.push(inside(member));
      return list;
    }
    if (Object.hasOwn(given, TAG)) return untagged(given as Tagged, seen, inside);
    const object = {};
    seen.push(object);
    for (const [key, member] of Object.entries(given)) define(object, key, inside(member));
    return object;
  };
  try {
    return read(json, 0);
  } catch (cause) {
    if (cause instanceof InvalidJobError) throw cause;
    throw broken("not readable", cause);
  }
}

interface Tagged {
  $: unknown;
  v?: unknown;
}

const NUMBERS: ReadonlyMap<unknown, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["-0", -0],
]);

function untagged({ $: kind, v }: Tagged, seen: unknown[], inside: (member: unknown) => unknown): unknown {
  const keep = <T>(value: T): T => {
    seen.push(value);
    return value;
  };
  switch (kind) {
    case "undefined":
      return undefined;
    case "bigint":
      return BigInt(textOf(v));
    case "number":
      if (!NUMBERS.has(v)) throw broken("a number that is none");
      return NUMBERS.get(v);
    case "ref":
      if (!Number.isInteger(v) || (v as number) < 0 || (v as number) >= seen.length)
        throw broken("a reference to nothing");
      return seen[v as number];
    case "left":
      return keep(textOf(v));
    case "boxed":
      seen.push(undefined);
      return inside(v);
    case "date":
      if (v !== "invalid" && typeof v !== "number") throw broken("a date that is none");
      return keep(new Date(v === "invalid" ? Number.NaN : (v as number)));
    case "regexp": {
      const [source, flags] = listOf(v);
      return keep(new RegExp(textOf(source), textOf(flags)));
    }
    case "map": {
      const map = keep(new Map<unknown, unknown>());
      for (const entry of listOf(v)) {
        const [key, member] = listOf(entry);
        map.set(inside(key), inside(member));
      }
      return map;
    }
    case "set": {
      const set = keep(new Set<unknown>());
      for (const member of listOf(v)) set.add(inside(member));
      return set;
    }
    case "object": {
      const object = keep({});
      for (const entry of listOf(v)) {
        const [key, member] = listOf(entry);
        define(object, textOf(key), inside(member));
      }
      return object;
    }
    case "error": {
      const [name, message, stack, cause] = listOf(v);
      const Kind = Object.hasOwn(ERRORS, textOf(name)) ? ERRORS[name as keyof typeof ERRORS] : Error;
      const error = keep(new Kind(textOf(message)));
      error.stack = textOf(stack);
      const because = inside(cause);
      if (because !== undefined) error.cause = because;
      return error;
    }
    case "buffer":
      return keep(bytesOf(listOf(v)[0]).buffer);
    case "view": {
      const [name, text] = listOf(v);
      if (!Object.hasOwn(VIEWS, textOf(name))) throw broken("bytes of no known kind");
      const View = VIEWS[name as keyof typeof VIEWS] as new (buffer: ArrayBuffer) => ArrayBufferView;
      return keep(new View(bytesOf(text).buffer));
    }
    case "blob": {
      const [type, text, name, lastModified] = listOf(v);
      const options = { type: textOf(type) };
      const parts = [bytesOf(text)];
      return keep(
        name === undefined
          ? new Blob(parts, options)
          : new File(parts, textOf(name), { ...options, lastModified: Number(lastModified) }),
      );
    }
    default:
      throw broken("of no known kind");
  }
}

function textOf(value: unknown): string {
  if (typeof value !== "string") throw broken("a text that is none");
  return value;
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw broken("a list that is none");
  return value;
}

const broken = (what: string, cause?: unknown): InvalidJobError =>
  new InvalidJobError(`A value in the export is ${what}; the file was changed or cut off.`, { cause });

function bytesOf(text: unknown): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(textOf(text)), (char) => char.charCodeAt(0));
}
