import { createClient, type JobClient } from "../../src/index.ts";

/** A database of its own, which no server of this page or its worker looks into: nothing in it runs, and nothing of it gets among our jobs. */
const NAMESPACE = "opened-export";

/** A file that `jobs.export()` wrote, here or elsewhere, opened to be looked at. */
export interface Opened {
  readonly file: string;
  /** Of the file's jobs alone. */
  readonly jobs: JobClient;
  readonly count: number;
}

export class OpenedExport {
  current: Opened | undefined;
  /** A full store takes a while: some ten seconds for 100,000 jobs. */
  isSaving = false;
  readonly #own: JobClient;
  readonly #changed: () => void;

  constructor(own: JobClient, changed: () => void) {
    this.#own = own;
    this.#changed = changed;
  }

  /** Saves what is in this browser, secrets masked, as a person would for support. */
  async save(): Promise<void> {
    if (this.isSaving) return;
    const pieces: string[] = [];
    this.#saves(true);
    try {
      for await (const piece of this.#own.export()) pieces.push(piece);
    } finally {
      this.#saves(false);
    }
    const address = URL.createObjectURL(new Blob(pieces, { type: "application/json" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = "field-notes-jobs.json";
    link.click();
    URL.revokeObjectURL(address);
  }

  /** @throws InvalidJobError what is no export, or was changed; then nothing is opened */
  async open(file: File): Promise<void> {
    await this.close();
    const jobs = createClient({ namespace: NAMESPACE, serviceWorker: false });
    try {
      await jobs.clear({ namespace: NAMESPACE });
      const { jobs: count } = await jobs.import(file);
      this.current = { file: file.name, jobs, count };
      this.#changed();
    } catch (error) {
      await jobs.close();
      throw error;
    }
  }

  #saves(isSaving: boolean): void {
    this.isSaving = isSaving;
    this.#changed();
  }

  /** Leaves nothing of it behind. */
  async close(): Promise<void> {
    const { current } = this;
    if (current === undefined) return;
    this.current = undefined;
    this.#changed();
    await current.jobs.close();
    await this.#own.clear({ namespace: NAMESPACE });
  }
}
