import { type Attachment, attach, refusal, type Sample, sampleFile } from "./attachments.ts";
import type { FieldNotes } from "./field-notes.ts";

/** Photos of one note. More would make a note that nobody waits for. */
const PHOTOS_LIMIT = 12;

/** The note that is being written: its photos, and what is wrong with it. The words stay in the form. */
export class Composer {
  attachments: readonly Attachment[] = [];
  /** What went wrong and what to do, for people. */
  problem: string | undefined;
  saving: boolean = false;
  /** A file hovers over the form. */
  dropping: boolean = false;
  readonly #notes: FieldNotes;
  readonly #changed: () => void;

  constructor(notes: FieldNotes, changed: () => void) {
    this.#notes = notes;
    this.#changed = changed;
  }

  async add(files: Iterable<File>): Promise<void> {
    this.problem = undefined;
    for (const file of files) {
      if (this.attachments.length >= PHOTOS_LIMIT) this.problem = `A note holds ${PHOTOS_LIMIT} photos.`;
      const reason = this.problem ?? refusal(file);
      if (reason === undefined) this.attachments = [...this.attachments, await attach(file)];
      else this.problem = reason;
      this.#changed();
    }
  }

  async addSample(sample: Sample): Promise<void> {
    try {
      await this.add([await sampleFile(sample)]);
    } catch {
      this.fail("The sample photo could not be loaded. Attach one of your own, or try again online.");
    }
  }

  remove(id: string): void {
    this.attachments = this.attachments.filter((each) => each.id !== id);
    this.#changed();
  }

  hover(dropping: boolean): void {
    if (this.dropping === dropping) return;
    this.dropping = dropping;
    this.#changed();
  }

  fail(problem: string): void {
    this.problem = problem;
    this.#changed();
  }

  /** Answers whether the form may be emptied: the note is safe on this device. */
  async save(words: { title: string; text: string; place: string }): Promise<boolean> {
    if (words.title === "") {
      this.fail("Give the note a title, so that you find it again.");
      return false;
    }
    const { attachments } = this;
    this.saving = true;
    this.problem = undefined;
    this.#changed();
    try {
      await this.#notes.write({ ...words, attachments });
      this.attachments = [];
      return true;
    } catch (error) {
      this.problem = explain(error);
      return false;
    } finally {
      this.saving = false;
      this.#changed();
    }
  }
}

function explain(error: unknown): string {
  const { name, message } = Object(error) as { name?: unknown; message?: unknown };
  if (name === "QuotaExceededError")
    return "There is no room left on this device. Remove notes that are confirmed, then save again.";
  return `The note could not be saved: ${typeof message === "string" ? message : "the browser gave no reason"}. Your words are still here; reload the page if it happens again.`;
}
