import type { ClientEvents, Job, JobClient } from "../../src/index.ts";

/**
 * Snapshots of the jobs a page shows, kept up to date by the client's events. An event only says that something has
 * changed; what it is now is read from the store.
 */
export class JobWatch {
  readonly #jobs: JobClient;
  readonly #changed: () => void;
  readonly #known = new Map<string, Job>();
  readonly #watched = new Set<string>();
  /** Ids to read again; `undefined` while nothing is planned. */
  #stale: Set<string> | undefined;

  /** @param changed called after snapshots have changed */
  constructor(jobs: JobClient, changed: () => void) {
    this.#jobs = jobs;
    this.#changed = changed;
    jobs.addEventListener("change", (event) => this.#onChange(event));
    // Whether a job waits for the network is a matter of the moment and not of the store, so no event tells it.
    addEventListener("online", () => this.#read(this.#watched));
    addEventListener("offline", () => this.#read(this.#watched));
  }

  readonly find = (id: string): Job | undefined => this.#known.get(id);

  /** From now on these are followed; jobs that don't exist yet are found when they do. */
  watch(ids: readonly string[]): void {
    const added = ids.filter((id) => !this.#watched.has(id));
    for (const id of added) this.#watched.add(id);
    this.#read(added);
  }

  forget(ids: readonly string[]): void {
    for (const id of ids) {
      this.#watched.delete(id);
      this.#known.delete(id);
    }
  }

  #onChange({ detail }: ClientEvents["change"]): void {
    if (detail.type !== "job") {
      // Many jobs at once, or a queue that was paused: any of ours may be concerned.
      if (detail.type !== "recurring") this.#read(this.#watched);
      return;
    }
    const { id, progress } = detail;
    if (!this.#watched.has(id)) return;
    const known = this.#known.get(id);
    if (detail.state === "progress" && progress !== undefined && known !== undefined) {
      this.#known.set(id, { ...known, progress });
      this.#changed();
    } else this.#read([id]);
  }

  /** All that became stale in one turn is read together. */
  #read(ids: Iterable<string>): void {
    const planned = this.#stale !== undefined;
    this.#stale = new Set([...(this.#stale ?? []), ...ids]);
    if (!planned) queueMicrotask(() => void this.#readStale());
  }

  async #readStale(): Promise<void> {
    const ids = [...(this.#stale ?? [])];
    this.#stale = undefined;
    try {
      const jobs = await Promise.all(ids.map((id) => this.#jobs.get(id)));
      ids.forEach((id, index) => {
        const job = jobs[index];
        if (job === undefined) this.#known.delete(id);
        else if (this.#watched.has(id)) this.#known.set(id, job);
      });
      if (ids.length > 0) this.#changed();
    } catch (error) {
      // The next event reads again; the client itself tells the page when the store can't be used.
      console.warn("Field notes could not read its jobs.", error);
    }
  }
}
