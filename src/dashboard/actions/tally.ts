import type { JobClient } from "../../client/api/client-api.ts";
import type { Subject } from "./action.ts";

export type Undo = (client: JobClient) => Promise<boolean>;

export interface Refusal {
  subject: Subject;
  reason: string;
}

/** Ways back that are kept at most: a person who wants 20,000 jobs back can select them again. */
const UNDOS = 20_000;

/** What has become of an action's subjects so far. */
export class Tally<S extends Subject> {
  done = 0;
  last: S | undefined;
  readonly refusals: Refusal[] = [];
  readonly #undos: { subject: S; undo: Undo }[] = [];
  #undoable = true;

  /** Of all that was looked at. */
  get seen(): number {
    return this.done + this.refusals.length;
  }

  /** @param undo how to take it back, where that is possible */
  add(subject: S, reason: string | undefined, undo: Undo | undefined): void {
    if (reason !== undefined) return void this.refusals.push({ subject, reason });
    this.done += 1;
    this.last = subject;
    if (!undo || this.#undos.length >= UNDOS) this.#undoable = false;
    else this.#undos.push({ subject, undo });
  }

  /** The way back for everything that was done; `undefined` when some of it has none. */
  get undos(): readonly { subject: S; undo: Undo }[] | undefined {
    return this.#undoable && this.done > 0 ? this.#undos : undefined;
  }
}
