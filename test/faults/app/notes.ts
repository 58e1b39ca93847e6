/** What the app tells the harness from outside its storage. Pages speak through DevTools, handlers through the ledger's server. */
export type Note =
  /** A handler has been called; `run` is that one call. */
  | { type: "begin" | "end"; job: string; attempt: number; run: string; where: string }
  /** A durable step's function was called; its value is known to be stored. */
  | { type: "performed" | "stored"; job: string; step: string; run: string };

export type Told =
  /** Ids that a call has answered; `early`: before the core of the page was there. */
  | { type: "promised"; ids: string[]; early?: true }
  /** A call that makes a job end, or begin, once more than by itself; told before it is made. */
  | { type: "meddled"; job: string; by: "delete" | "requeue" }
  /** A call that was refused, by the name of its error. */
  | { type: "refused"; error: string; message: string };

/** The order in which a context has its trouble: what a page and its worker are told over the channel `faults`. */
export type Trouble = { abort: number } | { clock: number } | { calm: true };

/** Handlers have this long to reach the ledger; then the attempt has failed. */
export const LEDGER_PATIENCE = 5_000;
