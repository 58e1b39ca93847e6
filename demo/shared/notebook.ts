import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Note, Photo, Reminder } from "./note.ts";

// The app's own database. The page writes notes into it and the jobs write what became of them, so both sides have
// this file; Slowmatch keeps its jobs in a database of its own.

interface NotebookSchema extends DBSchema {
  notes: { key: string; value: Note };
  photos: { key: string; value: Photo; indexes: { note: string } };
  reminders: { key: string; value: Reminder };
}

type Notebook = IDBPDatabase<NotebookSchema>;

let opened: Promise<Notebook> | undefined;

function notebook(): Promise<Notebook> {
  opened ??= openDB<NotebookSchema>("field-notes", 1, {
    upgrade(database) {
      database.createObjectStore("notes", { keyPath: "id" });
      database.createObjectStore("photos", { keyPath: "id" }).createIndex("note", "noteId");
      database.createObjectStore("reminders", { keyPath: "id" });
    },
    // A newer version of the app waits for this connection to close; the next call opens a new one.
    blocking(_current, _blocked, event) {
      opened = undefined;
      (event.target as IDBDatabase).close();
    },
    terminated() {
      opened = undefined;
    },
  }).catch((error: unknown) => {
    // A failed opening must not be remembered, or one bad moment would last until the next reload.
    opened = undefined;
    throw error;
  });
  return opened;
}

/** The note and all its photos, or nothing of them. */
export async function saveNote(note: Note, photos: readonly Photo[]): Promise<void> {
  const transaction = (await notebook()).transaction(["notes", "photos"], "readwrite");
  const writes = [
    transaction.objectStore("notes").put(note),
    ...photos.map((photo) => transaction.objectStore("photos").put(photo)),
  ];
  await Promise.all([...writes, transaction.done]);
}

/** Newest first. */
export async function readNotes(): Promise<Note[]> {
  const notes = await (await notebook()).getAll("notes");
  return notes.sort((a, b) => b.createdAt - a.createdAt);
}

export async function readNote(id: string): Promise<Note | undefined> {
  return (await notebook()).get("notes", id);
}

export async function readPhotos(noteId: string): Promise<Photo[]> {
  return (await notebook()).getAllFromIndex("photos", "note", noteId);
}

export async function readPhoto(id: string): Promise<Photo | undefined> {
  return (await notebook()).get("photos", id);
}

/** What the daily summary tells. */
export async function countNotebook(): Promise<{ notes: number; photos: number; confirmed: number }> {
  const database = await notebook();
  const [notes, photos] = await Promise.all([database.getAll("notes"), database.count("photos")]);
  return {
    notes: notes.length,
    photos,
    confirmed: notes.filter(({ confirmedAt }) => confirmedAt !== undefined).length,
  };
}

/** Changes a note in one transaction; a note that has been removed meanwhile stays removed. */
export async function changeNote(id: string, change: (note: Note) => Note): Promise<void> {
  const transaction = (await notebook()).transaction("notes", "readwrite");
  const note = await transaction.store.get(id);
  if (note !== undefined) await transaction.store.put(change(note));
  await transaction.done;
}

/** As `changeNote`. */
export async function changePhoto(id: string, change: (photo: Photo) => Photo): Promise<void> {
  const transaction = (await notebook()).transaction("photos", "readwrite");
  const photo = await transaction.store.get(id);
  if (photo !== undefined) await transaction.store.put(change(photo));
  await transaction.done;
}

export async function removeNote(note: Note): Promise<void> {
  const transaction = (await notebook()).transaction(["notes", "photos"], "readwrite");
  const photos = transaction.objectStore("photos");
  await Promise.all([
    transaction.objectStore("notes").delete(note.id),
    ...note.photos.map(({ id }) => photos.delete(id)),
    transaction.done,
  ]);
}

/** Takes one photo out of its note and begins a new round of confirming. Answers the note as it is then. */
export async function removePhoto(noteId: string, photoId: string): Promise<Note | undefined> {
  const transaction = (await notebook()).transaction(["notes", "photos"], "readwrite");
  const notes = transaction.objectStore("notes");
  const note = await notes.get(noteId);
  const changed = note && {
    ...note,
    photos: note.photos.filter(({ id }) => id !== photoId),
    round: note.round + 1,
  };
  if (changed !== undefined) await notes.put(changed);
  await transaction.objectStore("photos").delete(photoId);
  await transaction.done;
  return changed;
}

export async function saveReminder(reminder: Reminder): Promise<void> {
  await (await notebook()).put("reminders", reminder);
}

export async function readReminders(): Promise<Reminder[]> {
  return (await notebook()).getAll("reminders");
}

/** A reminder that rings twice, as an interrupted job may, has rung once. */
export async function ringReminder(reminder: Reminder, at: number): Promise<void> {
  const transaction = (await notebook()).transaction("reminders", "readwrite");
  const known = await transaction.store.get(reminder.id);
  await transaction.store.put({ ...reminder, ...known, rangAt: known?.rangAt ?? at });
  await transaction.done;
}

export async function forgetReminder(id: string): Promise<void> {
  await (await notebook()).delete("reminders", id);
}
