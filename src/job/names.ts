import { expectOption } from "../errors/expect-option.ts";

const matches =
  (pattern: RegExp) =>
  (value: unknown): boolean =>
    typeof value === "string" && pattern.test(value);

/** Whether a text can name a job. */
export const isJobName: (value: unknown) => boolean = matches(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/);
const isQueue = matches(/^[a-z0-9_-]{1,64}$/);
/** Printable ASCII without the blank: an id travels in addresses and file names. */
const isId = matches(/^[\x21-\x7e]{1,128}$/);

/** Of a user; whichever characters. */
const isOwner = matches(/^.{1,256}$/s);
/** A part of an index key that each job in line for a limit has. */
export const isLimitKey: (value: unknown) => boolean = matches(/^\P{Cc}{1,200}$/u);
/** What {@link isLimitKey} wants. */
export const LIMIT_KEY = "a text of 1 to 200 printable characters";

/** The beginning of every batch's id, and of no job's: a parent's id tells what it is the id of. */
export const BATCH_PREFIX = "batch:";

/** Whether an id is a batch's. */
export const isBatchId = (id: string): boolean => id.startsWith(BATCH_PREFIX);

/** @throws InvalidJobError unless `name` can name a job */
export function expectName(name: unknown): asserts name is string {
  const expected = "1 to 100 of A to Z, a to z, 0 to 9 and . _ : / -, beginning with a letter or a digit";
  expectOption(isJobName(name), "defineJob", "name", name, expected);
}

/** @throws InvalidJobError unless `queue` can name a queue */
export function expectQueue(call: string, queue: unknown): asserts queue is string {
  const ok = isQueue(queue);
  const hint = typeof queue === "string" ? queue.toLowerCase().replace(/[^a-z0-9_-]+/g, "-") : "";
  const near = isQueue(hint) ? ` (such as '${hint}')` : "";
  expectOption(ok, call, "queue", queue, `1 to 64 of a to z, 0 to 9, '_' and '-'${near}`);
}

/** @throws InvalidJobError unless `id` can be a job's or a definition's own id; `option`: how it is called there */
export function expectId(call: string, id: unknown, option = "id"): asserts id is string {
  expectOption(isId(id), call, option, id, "1 to 128 printable characters without blanks");
}

/** @throws InvalidJobError unless `owner` can name a user */
export function expectOwner(call: string, owner: unknown): asserts owner is string {
  expectOption(isOwner(owner), call, "owner", owner, "a text of 1 to 256 characters");
}
