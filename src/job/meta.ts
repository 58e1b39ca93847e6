import { expectOption } from "../errors/expect-option.ts";
import { isListOf } from "./option-rules.ts";
import { isPlain } from "./plain-object.ts";

/** What JSON can say. */
export type MetaValue =
  | string
  | number
  | boolean
  | null
  | readonly MetaValue[]
  | { readonly [key: string]: MetaValue };

/** A few words that travel with a job beside its arguments: a language, a trace, who asked for it. */
export type JobMeta = Readonly<Record<string, MetaValue>>;

/** Characters of a job's metadata, as JSON: it is in the record, which every move rewrites. Room for a trace and a culture, not for data. */
const META_LIMIT = 4_096;

/** @throws InvalidJobError */
export function expectMeta(call: string, meta: unknown): asserts meta is JobMeta {
  const expected = `an object of what JSON can say, at most ${META_LIMIT} characters of it`;
  expectOption(isMeta(meta), call, "meta", meta, expected);
}

/** Whether a value may travel as a job's metadata. */
export function isMeta(meta: unknown): meta is JobMeta {
  return isPlain(meta) && isJson(meta, 0) && JSON.stringify(meta).length <= META_LIMIT;
}

/** Deep enough for anything that is meant to be read, and an end for what holds itself. */
const DEEPEST = 16;

function isJson(value: unknown, depth: number): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value))
    return true;
  const parts: unknown = isPlain(value) ? Object.values(value) : value;
  return depth <= DEEPEST && isListOf(parts, (part) => isJson(part, depth + 1));
}
