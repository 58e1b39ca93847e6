import type { Operation } from "../../operations/operation.ts";
import { storesOf } from "./app-rows.ts";
import { Rows } from "./rows.ts";

/**
 * What is stored in the moment in which the page is put aside or ends. All of it is handed to the browser in that one
 * turn, the commit too: an open transaction would stand still with the page, and hold up all other contexts.
 */
export class LastWords {
  readonly #words = new Set<(database: IDBDatabase) => void>();

  /** Answers how to take it back. */
  add<Input>(operation: Operation<Input, void>, input: () => Input | undefined): () => void {
    const word = (database: IDBDatabase): void => {
      const said = input();
      if (said !== undefined) writeBlind(database, operation, said);
    };
    this.#words.add(word);
    return () => this.#words.delete(word);
  }

  say(database: IDBDatabase | undefined): void {
    if (!database) return;
    for (const word of this.#words) {
      try {
        word(database);
      } catch {
        // The connection is being closed, or an upgrade is under way: without the words it looks like a death, no more.
      }
    }
  }
}

function writeBlind<Input>(database: IDBDatabase, operation: Operation<Input, void>, input: Input): void {
  const stores = storesOf(operation, undefined);
  const transaction = database.transaction(stores, operation.mode);
  const rows = new Rows(transaction, operation, undefined);
  const deciding = operation.decide(input);
  for (let step = deciding.next(); ; step = deciding.next([undefined])) {
    if (step.done) break;
    for (const read of step.value) {
      if (read.kind !== "write") throw new Error(`${operation.name} reads: there is no time for an answer.`);
      void rows.write(read.changes);
    }
  }
  transaction.commit();
}
