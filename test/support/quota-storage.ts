import { StorageFullError } from "../../src/errors/storage-errors.ts";
import type { Change, Operation } from "../../src/operations/operation.ts";
import type { NoticeListener, Storage, StorageStatus } from "../../src/storage/storage.ts";

/**
 * A storage with a quota, as Chromium's has one: a transaction whose writes don't fit is refused as a whole, one that only
 * deletes never is, and what was deleted makes room later at best.
 */
export class QuotaStorage implements Storage {
  readonly #inner: Storage;
  readonly #quota: { left: number };

  constructor(inner: Storage, quota: { left: number }) {
    this.#inner = inner;
    this.#quota = quota;
  }

  async run<Input, Result>(operation: Operation<Input, Result>, input: Input): Promise<Result> {
    const quota = this.#quota;
    let size = 0;
    const weigh = (changes: readonly Change[]): void => {
      for (const change of changes) if (change.kind === "put") size += JSON.stringify(change.value).length;
    };
    const weighed: Operation<Input, Result> = {
      ...operation,
      *decide(given) {
        const deciding = operation.decide(given);
        let step = deciding.next();
        while (!step.done) {
          for (const read of step.value) if (read.kind === "write") weigh(read.changes);
          step = deciding.next(yield step.value);
        }
        weigh(step.value.changes);
        if (size > quota.left)
          throw new StorageFullError(`${operation.name} needs ${size}, ${quota.left} are left.`);
        return step.value;
      },
    };
    const result = await this.#inner.run(weighed, input);
    quota.left -= size;
    return result;
  }

  subscribe(listener: NoticeListener): () => void {
    return this.#inner.subscribe(listener);
  }

  onStatus(listener: (status: StorageStatus) => void): () => void {
    return this.#inner.onStatus(listener);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
