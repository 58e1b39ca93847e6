import type { Operation } from "../operations/operation.ts";
import type { Lifecycle } from "../platform/lifecycle.ts";
import type { NoticeListener, RunOptions, Storage, StorageStatus } from "../storage/storage.ts";

/** Where a context may be killed, around each operation. */
export type KillPoint = "before" | "after";

/**
 * A storage as a context that can die sees it: once it is dead, no answer reaches it any more, though what it had asked
 * for may still be committed. Counts what is on its way, so that a test knows when all is quiet.
 */
export class KillableStorage implements Storage {
  readonly #inner: Storage;
  readonly #lifecycle: Pick<Lifecycle, "onSuspend"> | undefined;
  /** Called around each operation; a test kills the context from within it. */
  onOperation: ((name: string, point: KillPoint) => void) | undefined;
  pending = 0;
  #dead = false;

  constructor(inner: Storage, lifecycle?: Pick<Lifecycle, "onSuspend">) {
    this.#inner = inner;
    this.#lifecycle = lifecycle;
  }

  async run<Input, Result>(
    operation: Operation<Input, Result>,
    input: Input,
    options?: RunOptions,
  ): Promise<Result> {
    this.onOperation?.(operation.name, "before");
    if (this.#dead) return never();
    this.pending += 1;
    try {
      const result = await this.#inner.run(operation, input, options);
      this.onOperation?.(operation.name, "after");
      return this.#dead ? await never() : result;
    } finally {
      this.pending -= 1;
    }
  }

  atParting<Input>(operation: Operation<Input, void>, input: () => Input | undefined): () => void {
    if (this.#inner.atParting)
      return this.#inner.atParting(operation, () => (this.#dead ? undefined : input()));
    const say = (): void => {
      const words = this.#dead ? undefined : input();
      if (words !== undefined) this.run(operation, words).catch(() => {});
    };
    return this.#lifecycle?.onSuspend(say) ?? (() => {});
  }

  subscribe(listener: NoticeListener, coming?: () => void): () => void {
    return this.#inner.subscribe(
      (...told) => void (this.#dead || listener(...told)),
      coming && (() => void (this.#dead || coming())),
    );
  }

  onStatus(listener: (status: StorageStatus) => void): () => void {
    return this.#inner.onStatus(listener);
  }

  async close(): Promise<void> {
    await this.#inner.close();
  }

  kill(): void {
    this.#dead = true;
    this.pending = 0;
  }
}

const never = <T>(): Promise<T> => new Promise<T>(() => {});
