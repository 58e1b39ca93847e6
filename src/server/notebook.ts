import type { JobProgress } from "../job/job.ts";
import { type Report, report } from "../operations/claim/report.ts";
import type { PayloadRow } from "../operations/tables.ts";
import type { Clock } from "../platform/clock.ts";
import type { Storage } from "../storage/storage.ts";
import { isFull } from "./full-storage.ts";

/** Between two writes of progress and log lines, milliseconds: about as often as a person can follow. */
const INTERVAL = 250;

interface Page {
  token: number;
  progress?: JobProgress;
  rows: PayloadRow[];
}

/** What all running jobs say of themselves, gathered and written together, a few times a second at most. */
export class Notebook {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #server: () => string;
  readonly #unwritten = new Map<string, Page>();
  #stopTimer: (() => void) | undefined;
  #last = Number.NEGATIVE_INFINITY;

  constructor(storage: Storage, clock: Clock, server: () => string) {
    this.#storage = storage;
    this.#clock = clock;
    this.#server = server;
  }

  noteProgress(id: string, token: number, progress: JobProgress): void {
    this.#page(id, token).progress = progress;
  }

  /** A row to be written soon; one with the same key replaces one that is still unwritten. */
  noteRow(id: string, token: number, row: PayloadRow): void {
    const page = this.#page(id, token);
    page.rows = [...page.rows.filter((other) => other.id !== row.id), row];
  }

  /** Writes a row now, and with it what else the job has said; `false` when its lease is lost. */
  async writeRow(id: string, token: number, row: PayloadRow): Promise<boolean> {
    this.noteRow(id, token, row);
    const page = this.#unwritten.get(id)!;
    this.#unwritten.delete(id);
    const refused = await this.#run([{ id, ...page }]).catch((error: unknown) => {
      if (!isFull(error) || page.rows.length === 1) throw error;
      // Log lines are no reason why a step should not be stored.
      return this.#run([{ id, token, rows: [row] }]);
    });
    return !refused.includes(id);
  }

  /** The attempt has ended: what is unwritten goes with its outcome. */
  take(id: string): Omit<Report, "id" | "token"> {
    const { progress, rows } = this.#unwritten.get(id) ?? {};
    this.#unwritten.delete(id);
    return { progress, rows };
  }

  #page(id: string, token: number): Page {
    let page = this.#unwritten.get(id);
    if (page?.token !== token) {
      page = { token, rows: [] };
      this.#unwritten.set(id, page);
    }
    const wait = Math.max(0, this.#last + INTERVAL - this.#clock.now());
    this.#stopTimer ??= this.#clock.setTimer(wait, () => this.#write());
    return page;
  }

  #write(): void {
    this.#stopTimer = undefined;
    this.#last = this.#clock.now();
    const reports = [...this.#unwritten].map(([id, page]) => ({ id, ...page }));
    this.#unwritten.clear();
    // A courtesy: one that can't be written is overtaken by the next.
    if (reports.length > 0) this.#run(reports).catch(() => {});
  }

  #run(reports: readonly Report[]): Promise<string[]> {
    return this.#storage.run(report, { now: this.#clock.now(), server: this.#server(), reports });
  }
}
