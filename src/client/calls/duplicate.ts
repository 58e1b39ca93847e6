import { InvalidJobError } from "../../errors/call-errors.ts";
import { expectKnownOptions, expectOption } from "../../errors/expect-option.ts";
import { expectId, expectQueue } from "../../job/names.ts";
import { isLarge, storable } from "../../job/storable.ts";
import { type CopyJobInput, copyJob } from "../../operations/copy-job.ts";
import type { Storage } from "../../storage/storage.ts";
import type { JobChanges } from "../api/client-api.ts";

/**
 * Enqueues a copy of a job; the copy's id, or `undefined` when there is no such job.
 *
 * @throws InvalidJobError
 */
export async function duplicate(
  storage: Storage,
  now: number,
  newId: string,
  id: string,
  changes: JobChanges,
): Promise<string | undefined> {
  const call = "duplicate";
  expectId(call, id);
  expectOption(
    typeof changes === "object" && changes !== null,
    call,
    "changes",
    changes,
    "{ args?, queue? }",
  );
  expectKnownOptions(call, changes, ["args", "queue"]);
  if (changes.queue !== undefined) expectQueue(call, changes.queue);
  const input: CopyJobInput = {
    now,
    id,
    newId,
    ...(changes.queue === undefined ? {} : { queue: changes.queue }),
    ...("args" in changes ? { args: argsOf(changes.args) } : {}),
  };
  return (await storage.run(copyJob, input)) ? newId : undefined;
}

function argsOf(args: unknown): { value: unknown; large: boolean } {
  const copy = storable(args, structuredClone);
  if (copy.ok) return { value: copy.value, large: isLarge(copy.value) };
  throw new InvalidJobError(`duplicate: args${copy.path} can't be stored: it is ${copy.what}.`, {
    details: { path: `args${copy.path}`, value: copy.what },
  });
}
