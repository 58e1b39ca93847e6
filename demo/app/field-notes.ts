import type { JobClient } from "../../src/index.ts";
import { remind } from "../jobs.ts";
import type { Note, Photo } from "../shared/note.ts";
import * as notebook from "../shared/notebook.ts";
import type { Attachment } from "./attachments.ts";
import { allJobIds, jobIds } from "./job-ids.ts";
import { JobWatch } from "./job-watch.ts";
import { type NoteProgress, noteProgress } from "./note-progress.ts";
import { sendNote } from "./send-note.ts";

export interface Draft {
  title: string;
  text: string;
  place: string;
  attachments: readonly Attachment[];
}

/** The notes on this device and the jobs that carry them to the server. */
export class FieldNotes {
  readonly watch: JobWatch;
  readonly #jobs: JobClient;
  readonly #changed: () => void;
  #notes: readonly Note[] = [];
  readonly #photos = new Map<string, readonly Photo[]>();
  /** A note of this tab is between its first and its last job, and not to be shown yet. */
  #writing = false;

  /** @param changed called whenever what should be shown has changed */
  constructor(jobs: JobClient, changed: () => void) {
    this.#jobs = jobs;
    this.#changed = changed;
    this.watch = new JobWatch(jobs, changed);
    // The jobs write into the notebook too: what was sent, what is confirmed. Any tab may have a part in it.
    jobs.addEventListener("succeeded", ({ name, id }) => {
      if (name === "confirm-note" || name === "upload-photo") void this.#refreshOwnerOf(id);
    });
    jobs.addEventListener("enqueued", ({ name, id }) => {
      // Written in another tab.
      if (name === "upload-note" && !this.#writing && this.watch.find(id) === undefined) void this.load();
    });
  }

  /** Newest first. */
  get notes(): readonly Note[] {
    return this.#notes;
  }

  /** In the order they were attached. */
  photosOf(note: Note): readonly Photo[] {
    const kept = this.#photos.get(note.id) ?? [];
    return note.photos.flatMap(({ id }) => kept.filter((photo) => photo.id === id));
  }

  progressOf(note: Note): NoteProgress {
    return noteProgress(note, this.watch.find);
  }

  async load(): Promise<void> {
    const notes = await notebook.readNotes();
    for (const note of notes) this.#photos.set(note.id, await notebook.readPhotos(note.id));
    this.#notes = notes;
    this.watch.watch(notes.filter(unconfirmed).flatMap(allJobIds));
    this.#changed();
  }

  /** Hands over what an earlier visit saved but was closed before it could enqueue. */
  async catchUp(): Promise<void> {
    for (const note of this.#notes.filter(unconfirmed)) {
      const confirm = await this.#jobs.get(jobIds.confirmNote(note));
      if (confirm === undefined) await sendNote(this.#jobs, note, this.photosOf(note));
    }
  }

  /** Saved on this device, then handed to the jobs. It is shown when both is done: from then on the tab may be closed. */
  async write(draft: Draft): Promise<Note> {
    const id = crypto.randomUUID();
    const photos = draft.attachments.map(({ id: photoId, file, thumbnail }): Photo => {
      const photo = { id: photoId, noteId: id, name: file.name, file };
      return thumbnail === undefined ? photo : { ...photo, thumbnail };
    });
    const note: Note = {
      id,
      title: draft.title,
      text: draft.text,
      place: draft.place,
      createdAt: Date.now(),
      photos: photos.map(({ id: photoId, name }) => ({ id: photoId, name })),
      round: 0,
    };
    this.#writing = true;
    try {
      await notebook.saveNote(note, photos);
      await sendNote(this.#jobs, note, photos);
    } catch (error) {
      // Its words are still in the form: half a note here would become a second one when it is saved again.
      await this.remove(note);
      throw error;
    } finally {
      this.#writing = false;
    }
    await this.load();
    return note;
  }

  /** Starts again what has failed or was stopped. */
  async retry(progress: NoteProgress): Promise<void> {
    await Promise.all(progress.stopped.map((id) => this.#jobs.requeue(id)));
  }

  /** Brings the next attempt forward to this moment. */
  async tryNow(progress: NoteProgress): Promise<void> {
    await Promise.all(progress.delayed.map((id) => this.#jobs.reschedule(id, { delay: 0 })));
  }

  /** From this device; what has reached the server stays there. Running jobs are stopped. */
  async remove(note: Note): Promise<void> {
    await notebook.removeNote(note);
    this.#notes = this.#notes.filter(({ id }) => id !== note.id);
    this.#photos.delete(note.id);
    this.#changed();
    await Promise.all(allJobIds(note).map((id) => this.#jobs.delete(id)));
    this.watch.forget(allJobIds(note));
  }

  /** For a photo that can't be sent: the note goes on without it, in a new round of uploading and confirming. */
  async removePhoto(note: Note, photoId: string): Promise<void> {
    const changed = await notebook.removePhoto(note.id, photoId);
    const ended = [jobIds.shrinkPhoto(photoId), jobIds.uploadPhoto(photoId)];
    ended.push(jobIds.uploadNote(note), jobIds.confirmNote(note));
    await Promise.all(ended.map((id) => this.#jobs.delete(id)));
    this.watch.forget(ended);
    await this.load();
    if (changed !== undefined) await sendNote(this.#jobs, changed, this.photosOf(changed));
  }

  /** Plans a reminder about the newest note, or a general one where there is none. */
  async remindIn(seconds: number): Promise<void> {
    const [newest] = this.#notes;
    const dueAt = Date.now() + seconds * 1_000;
    const about = newest === undefined ? {} : { noteId: newest.id };
    const text =
      newest === undefined ? "Look up and write down what you see." : `Look at “${newest.title}” again.`;
    const reminderId = crypto.randomUUID();
    await notebook.saveReminder({ id: reminderId, text, dueAt, ...about });
    await this.#jobs.schedule(
      remind,
      { reminderId, text, dueAt, ...about },
      { at: dueAt },
      { id: `remind-${reminderId}` },
    );
  }

  async #refreshOwnerOf(jobId: string): Promise<void> {
    const owner = this.#notes.find((note) => allJobIds(note).includes(jobId));
    if (owner === undefined) return;
    const [note, photos] = await Promise.all([notebook.readNote(owner.id), notebook.readPhotos(owner.id)]);
    if (note === undefined) return;
    this.#notes = this.#notes.map((each) => (each.id === note.id ? note : each));
    this.#photos.set(note.id, photos);
    this.#changed();
  }
}

const unconfirmed = ({ confirmedAt }: Note): boolean => confirmedAt === undefined;
