import type { JobClient } from "../../src/index.ts";
import { confirmNote, shrinkPhoto, uploadNote, uploadPhoto } from "../jobs.ts";
import type { Note, Photo } from "../shared/note.ts";
import { PHOTO_SIDE } from "../shared/photo-side.ts";
import { jobIds } from "./job-ids.ts";

/**
 * Hands a note to its jobs: its words go up at once, each photo is shrunk and then goes up, and when all of that has
 * succeeded the server is asked to confirm.
 *
 * Every job has an id of its own and enqueueing an id that exists changes nothing. So this may be called again after
 * a page that was closed half-way, and nothing is sent twice.
 */
export async function sendNote(jobs: JobClient, note: Note, photos: readonly Photo[]): Promise<void> {
  const { id, title, text, place, createdAt } = note;
  const words = { id, title, text, place, createdAt, photos: note.photos };
  await jobs.enqueue(uploadNote, words, { id: jobIds.uploadNote(note) });
  await jobs.enqueueMany(
    photos.map((photo) => ({
      job: shrinkPhoto,
      args: { noteId: id, photoId: photo.id, file: photo.file, maxSide: PHOTO_SIDE },
      options: { id: jobIds.shrinkPhoto(photo.id) },
    })),
  );
  const uploads = photos.map((photo) => {
    const args = { noteId: id, photoId: photo.id, name: photo.name };
    const options = { id: jobIds.uploadPhoto(photo.id) };
    return jobs.continueWith(jobIds.shrinkPhoto(photo.id), uploadPhoto, args, options);
  });
  const parents = [jobIds.uploadNote(note), ...(await Promise.all(uploads))];
  await jobs.continueWith(parents, confirmNote, { noteId: id, title }, { id: jobIds.confirmNote(note) });
}
