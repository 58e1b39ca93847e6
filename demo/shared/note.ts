/** What a person wrote, as it is kept on the device. */
export interface Note {
  /** A UUID; made here, so that sending the note again can't make a second one. */
  id: string;
  title: string;
  text: string;
  /** Where it was; empty when it wasn't said. */
  place: string;
  /** Epoch milliseconds. */
  createdAt: number;
  photos: { id: string; name: string }[];
  /** Which confirmation counts: a new one is made when a photo is taken out. First 0, only ever raised. */
  round: number;
  /** When the server confirmed that it has everything. Written by the job `confirm-note`. */
  confirmedAt?: number;
}

/** A photo of a note, as it was attached. */
export interface Photo {
  id: string;
  noteId: string;
  name: string;
  /** The file as the person gave it. */
  file: Blob;
  /** A small picture for the list; absent when the file could not be read as an image. */
  thumbnail?: Blob;
  /** What reached the server. Written by the job `upload-photo`. */
  sent?: { width: number; height: number; bytes: number; at: number };
}

/** Something to be told later. */
export interface Reminder {
  id: string;
  text: string;
  /** The note it is about, if it is about one. */
  noteId?: string;
  /** Epoch milliseconds. */
  dueAt: number;
  /** When it rang. Written by the job `remind`. */
  rangAt?: number;
}
