import type { FieldNotes } from "./field-notes.ts";
import type { Tone } from "./note-progress.ts";

/** What is worth being said aloud; each step of the work would be chatter. */
const SAID: ReadonlySet<Tone> = new Set(["done", "waiting", "trouble", "failed"]);

/** Says for a screen reader what became of a note. */
export class Announcer {
  readonly #tones = new Map<string, Tone>();
  #text = "";

  /** What a live region should hold now. */
  read(notes: FieldNotes): string {
    for (const note of notes.notes) {
      const { tone, headline } = notes.progressOf(note);
      const before = this.#tones.get(note.id);
      this.#tones.set(note.id, tone);
      // The first sight of a note is no news.
      if (before !== undefined && before !== tone && SAID.has(tone))
        this.#text = `${note.title}: ${headline}.`;
    }
    return this.#text;
  }
}
