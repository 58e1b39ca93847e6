import { expectOption } from "../errors/expect-option.ts";

const NAME = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/;
const QUEUE = /^[a-z0-9_-]{1,64}$/;
/** Printable ASCII without the blank: an id travels in addresses and file names. */
const ID = /^[\x21-\x7e]{1,128}$/;
const HOLD = /^[\x20-\x7e]{1,64}$/;

/** The beginning of every batch's id, and of no job's: a parent's id tells what it is the id of. */
export const BATCH_PREFIX = "batch:";

/** Whether an id is a batch's. */
export const isBatchId = (id: string): boolean => id.startsWith(BATCH_PREFIX);

/** Whether a text can name a job. */
export const isJobName = (name: unknown): boolean => typeof name === "string" && NAME.test(name);

/** @throws InvalidJobError unless `name` can name a job */
export function expectName(name: unknown): asserts name is string {
  expectOption(
    typeof name === "string" && NAME.test(name),
    "defineJob",
    "name",
    name,
    "1 to 100 of A to Z, a to z, 0 to 9 and . _ : / -, beginning with a letter or a digit",
  );
}

/** @throws InvalidJobError unless `queue` can name a queue */
export function expectQueue(call: string, queue: unknown): asserts queue is string {
  const ok = typeof queue === "string" && QUEUE.test(queue);
  const hint = typeof queue === "string" && !ok ? queue.toLowerCase().replace(/[^a-z0-9_-]+/g, "-") : "";
  const near = QUEUE.test(hint) ? ` (such as '${hint}')` : "";
  expectOption(ok, call, "queue", queue, `1 to 64 of a to z, 0 to 9, '_' and '-'${near}`);
}

/** @throws InvalidJobError unless `id` can be a job's or a definition's own id */
export function expectId(call: string, id: unknown): asserts id is string {
  expectOption(
    typeof id === "string" && ID.test(id),
    call,
    "id",
    id,
    "1 to 128 printable characters without blanks",
  );
}

/** @throws InvalidJobError unless `owner` can name a user */
export function expectOwner(call: string, owner: unknown): asserts owner is string {
  const ok = typeof owner === "string" && owner !== "" && owner.length <= 256;
  expectOption(ok, call, "owner", owner, "a text of 1 to 256 characters");
}

/** @throws InvalidJobError unless `hold` can name a hold */
export function expectHold(call: string, hold: unknown): asserts hold is string {
  expectOption(
    typeof hold === "string" && HOLD.test(hold),
    call,
    "hold",
    hold,
    "1 to 64 printable characters",
  );
}
