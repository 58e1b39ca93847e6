import type { Note } from "../shared/note.ts";

/** The ids of a note's jobs. They follow from the note, so nothing has to be remembered to find them again. */
export const jobIds = {
  uploadNote: (note: Note): string => `note-${note.id}-${note.round}-upload`,
  confirmNote: (note: Note): string => `note-${note.id}-${note.round}-confirm`,
  shrinkPhoto: (photoId: string): string => `photo-${photoId}-shrink`,
  uploadPhoto: (photoId: string): string => `photo-${photoId}-upload`,
};

export const allJobIds = (note: Note): string[] => [
  jobIds.uploadNote(note),
  ...note.photos.flatMap(({ id }) => [jobIds.shrinkPhoto(id), jobIds.uploadPhoto(id)]),
  jobIds.confirmNote(note),
];
