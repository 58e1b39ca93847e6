import type { Note, Told } from "./app/notes.ts";
import type { Line } from "./app/page.ts";

/** Refusals that an app has to expect in trouble; every other one is a fault of ours. */
const EXPECTED: ReadonlySet<string> = new Set([
  "StorageFullError",
  "StorageLostError",
  "JobNotFoundError",
  "JobConflictError",
  // Of a page whose core could not be fetched.
  "PartNotLoadedError",
]);

/** What was promised, what the app did itself, and how both compare with what the store says in the end. */
export class Book {
  readonly promised: Set<string> = new Set();
  /** Of those, the ones that were promised by a page without its core. */
  readonly left: Set<string> = new Set();
  readonly refused: Record<string, number> = {};
  readonly found: string[] = [];
  readonly #meddled = new Map<string, { delete: number; requeue: number }>();

  hear(told: Told): void {
    switch (told.type) {
      case "promised":
        for (const id of told.ids) this.promised.add(id);
        if (told.early) for (const id of told.ids) this.left.add(id);
        return;
      case "meddled": {
        const by = this.#meddled.get(told.job) ?? { delete: 0, requeue: 0 };
        by[told.by] += 1;
        this.#meddled.set(told.job, by);
        return;
      }
      case "refused":
        this.refused[told.error] = (this.refused[told.error] ?? 0) + 1;
        if (!EXPECTED.has(told.error)) this.found.push(`a call was refused: ${told.error}: ${told.message}`);
    }
  }

  /** What the store says of each job, held against what was promised and what handlers really did. */
  compare(lines: readonly Line[], notes: readonly Note[]): string[] {
    const found = [...this.found];
    const byId = new Map(lines.map((line) => [line.id, line]));
    for (const id of this.promised)
      if (!byId.has(id)) found.push(`lost: ${id} was promised and is not there`);
    const begun = tally(notes, "begin");
    const ended = tally(notes, "end");
    for (const line of lines) {
      const { id, name, state, entered, waitingFor } = line;
      const isFinal = state === "succeeded" || state === "failed" || state === "deleted";
      if (!isFinal && waitingFor.length === 0) found.push(`${id} is ${state} and says no reason`);
      if (!entered) continue;
      const meddled = this.#meddled.get(id) ?? { delete: 0, requeue: 0 };
      const { succeeded = 0, failed = 0, deleted = 0, processing = 0 } = entered;
      if (succeeded > 1 + meddled.requeue) found.push(`double: ${id} has succeeded ${succeeded} times`);
      // A unique job that has ended may still be replaced while its key stands.
      const ends = 1 + meddled.requeue + meddled.delete + (name === "single" ? 1 : 0);
      if (succeeded + failed + deleted > ends)
        found.push(
          `double: ${id} has ended ${succeeded + failed + deleted} times, ${ends} at most were asked for`,
        );
      const [begins = 0, finishes = 0] = [begun.get(id), ended.get(id)];
      if (succeeded > finishes)
        found.push(`${id} has succeeded ${succeeded} times and was done ${finishes} times`);
      if (begins > processing)
        found.push(`${id} was begun ${begins} times, its history tells of ${processing}`);
    }
    for (const id of begun.keys()) if (!byId.has(id)) found.push(`${id} was begun and is not in the store`);
    found.push(...this.#repeatedSteps(notes));
    return found;
  }

  /** What is known to be stored is not performed again by a call that came later, unless somebody began the job anew. */
  #repeatedSteps(notes: readonly Note[]): string[] {
    const found: string[] = [];
    const begun = new Map<string, number>();
    const stored = new Map<string, number>();
    for (const [at, note] of notes.entries()) {
      if (note.type === "begin") begun.set(note.run, at);
      if (note.type !== "performed" && note.type !== "stored") continue;
      if (this.#meddled.get(note.job)?.requeue) continue;
      const key = `${note.job} ${note.step}`;
      if (note.type === "stored") stored.set(key, Math.min(at, stored.get(key) ?? at));
      else if ((begun.get(note.run) ?? 0) > (stored.get(key) ?? Number.POSITIVE_INFINITY))
        found.push(`${note.step} of ${note.job} was performed again after it was stored`);
    }
    return found;
  }
}

function tally(notes: readonly Note[], type: Note["type"]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const note of notes) if (note.type === type) counts.set(note.job, (counts.get(note.job) ?? 0) + 1);
  return counts;
}
