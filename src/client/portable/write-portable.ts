import { isPlain } from "../../job/plain-object.ts";
import { define } from "../../job/redact.ts";

/** Values deeper than this are cut off, and refused when they come in: a stack has an end. */
export const DEEPEST = 500;
/** The property that marks what JSON has no word for. */
export const TAG = "$";

export interface Written {
  json: unknown;
  /** Something could not be written, or was too large: the value that comes back is not the one that was. */
  partial: boolean;
}

/**
 * A value that structured clone carries, as JSON that `readPortable` makes the same value of: dates, maps, sets,
 * bytes, blobs, errors, numbers that JSON doesn't know, and references that come round.
 *
 * @param largest bytes up to which a buffer or a Blob is written; a larger one leaves a note in its place
 */
export async function writePortable(value: unknown, largest: number): Promise<Written> {
  const blobs = new Map<Blob, string>();
  const writer = new Writer(largest, blobs);
  // Once to find the blobs, whose bytes can only be waited for, and once with them.
  let json = writer.write(value);
  if (writer.found.length > 0) {
    for (const blob of writer.found) blobs.set(blob, base64(new Uint8Array(await blob.arrayBuffer())));
    const second = new Writer(largest, blobs);
    json = second.write(value);
    return { json, partial: second.partial };
  }
  return { json, partial: writer.partial };
}

const kindOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);
const tagged = (kind: string, content?: unknown): object =>
  content === undefined ? { [TAG]: kind } : { [TAG]: kind, v: content };

class Writer {
  /** Blobs that are still to be read. */
  readonly found: Blob[] = [];
  partial = false;
  readonly #seen = new Map<object, number>();
  readonly #largest: number;
  readonly #blobs: ReadonlyMap<Blob, string>;

  constructor(largest: number, blobs: ReadonlyMap<Blob, string>) {
    this.#largest = largest;
    this.#blobs = blobs;
  }

  write(value: unknown, depth = 0): unknown {
    if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
    if (value === undefined) return tagged("undefined");
    if (typeof value === "bigint") return tagged("bigint", String(value));
    if (typeof value === "number")
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : tagged("number", Object.is(value, -0) ? "-0" : String(value));
    if (typeof value !== "object") return this.#left(typeof value);
    const known = this.#seen.get(value);
    if (known !== undefined) return tagged("ref", known);
    this.#seen.set(value, this.#seen.size);
    if (depth > DEEPEST) return this.#left("deep");
    return this.#object(value, depth + 1);
  }

  #object(value: object, depth: number): unknown {
    const inside = (member: unknown): unknown => this.write(member, depth);
    if (Array.isArray(value)) return Array.from(value, inside);
    if (isPlain(value)) return this.#plain(value, inside);
    if (value instanceof Date)
      return tagged("date", Number.isNaN(value.getTime()) ? "invalid" : value.getTime());
    if (value instanceof RegExp) return tagged("regexp", [value.source, value.flags]);
    if (value instanceof Map)
      return tagged(
        "map",
        [...value].map(([key, member]) => [inside(key), inside(member)]),
      );
    if (value instanceof Set) return tagged("set", [...value].map(inside));
    if (value instanceof ArrayBuffer) return this.#bytes("buffer", [], new Uint8Array(value));
    if (ArrayBuffer.isView(value))
      return this.#bytes(
        "view",
        [kindOf(value)],
        new Uint8Array(value.buffer, value.byteOffset, value.byteLength),
      );
    if (typeof Blob !== "undefined" && value instanceof Blob) return this.#blob(value);
    if (value instanceof Error)
      return tagged("error", [value.name, value.message, value.stack ?? "", inside(value.cause)]);
    // A boxed number, text or flag is written as what it holds.
    const held: unknown = value.valueOf();
    return typeof held === "object" ? this.#left(kindOf(value)) : tagged("boxed", inside(held));
  }

  #plain(value: object, inside: (member: unknown) => unknown): unknown {
    const members = Object.entries(value).map(([key, member]) => [key, inside(member)] as const);
    if (Object.hasOwn(value, TAG)) return tagged("object", members);
    const object = {};
    for (const [key, member] of members) define(object, key, member);
    return object;
  }

  #bytes(kind: string, more: readonly unknown[], bytes: Uint8Array): unknown {
    return bytes.byteLength > this.#largest
      ? this.#left(`${bytes.byteLength} bytes`)
      : tagged(kind, [...more, base64(bytes)]);
  }

  #blob(blob: Blob): unknown {
    if (blob.size > this.#largest) return this.#left(`${kindOf(blob)}, ${blob.size} bytes`);
    const text = this.#blobs.get(blob);
    if (text === undefined) this.found.push(blob);
    const file = typeof File !== "undefined" && blob instanceof File ? [blob.name, blob.lastModified] : [];
    return tagged("blob", [blob.type, text ?? "", ...file]);
  }

  #left(what: string): unknown {
    this.partial = true;
    return tagged("left", `[${what}, left out]`);
  }
}

/** Bytes turned to text at once: more would be too many arguments for one call. */
const CHUNK = 8_192;

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}
