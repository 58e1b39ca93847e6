import type { JobRecord } from "../../job/record.ts";
import type { Change } from "../operation.ts";

/** The jobs one operation knows: as the store has them, and as they are to be. */
export class Records {
  readonly #now = new Map<string, JobRecord | undefined>();
  readonly #stored = new Map<string, JobRecord | undefined>();
  readonly #changed = new Set<string>();

  has(id: string): boolean {
    return this.#now.has(id);
  }

  get(id: string): JobRecord | undefined {
    return this.#now.get(id);
  }

  /** As it was read; `undefined`: there is none. */
  know(id: string, record: JobRecord | undefined): void {
    this.#now.set(id, record);
    this.#stored.set(id, record);
  }

  /** One that the store does not have. */
  add(record: JobRecord): void {
    this.know(record.id, undefined);
    this.change(record);
  }

  /** @throws Error when it was neither read nor added: where its row lies would be anybody's guess */
  change(record: JobRecord): void {
    if (!this.#stored.has(record.id))
      throw new Error(`${record.id} is to be changed, and has not been read.`);
    this.#now.set(record.id, record);
    this.#changed.add(record.id);
  }

  /** Forgets a job that goes out of the store; answers the change that takes it out. */
  remove(id: string): Change {
    this.#now.set(id, undefined);
    this.#changed.delete(id);
    return { kind: "delete", table: "jobs", key: id, was: this.#stored.get(id) };
  }

  changed(): JobRecord[] {
    return [...this.#changed].flatMap((id) => this.#now.get(id) ?? []);
  }

  /** What is to be written. */
  take(): Change[] {
    const changes = this.changed().map((value): Change => {
      const was = this.#stored.get(value.id);
      this.#stored.set(value.id, value);
      return { kind: "put", table: "jobs", value, was };
    });
    this.#changed.clear();
    return changes;
  }
}
