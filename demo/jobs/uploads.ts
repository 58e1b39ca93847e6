import { type AnyJobHandler, handle } from "../../src/index.ts";
import { confirmNote, uploadNote, uploadPhoto } from "../jobs.ts";
import { changeNote, changePhoto, readPhoto } from "../shared/notebook.ts";
import { PHOTO_SIDE } from "../shared/photo-side.ts";
import { type ShrunkImage, shrinkImage } from "../shared/shrink-image.ts";
import { accepted, api, postJson } from "./server-answer.ts";

// Ids come from the page, and the server writes a repeated one over the first: an upload that was cut off after the
// server had it may safely be done again.

export const uploadNoteHandler: AnyJobHandler = handle(uploadNote, async (note, context) => {
  context.progress(0.3, "Sending");
  await postJson("notes", note, context.signal);
  context.progress(1, "Arrived");
});

export const uploadPhotoHandler: AnyJobHandler = handle(uploadPhoto, async ({ photoId }, context) => {
  const shrunk = (context.parent?.result as ShrunkImage | undefined) ?? (await shrinkAgain(photoId));
  context.progress(0.3, "Sending");
  const response = await fetch(api(`photos/${photoId}`), {
    method: "POST",
    headers: { "content-type": shrunk.blob.type },
    body: shrunk.blob,
    signal: context.signal,
  });
  await accepted(response);
  const { width, height, after: bytes } = shrunk;
  await changePhoto(photoId, (photo) => ({ ...photo, sent: { width, height, bytes, at: Date.now() } }));
  context.progress(1, "Arrived");
  return { bytes };
});

/** An upload that is requeued after days has no parent any more: a succeeded job is kept for a day. */
async function shrinkAgain(photoId: string): Promise<ShrunkImage> {
  const photo = await readPhoto(photoId);
  if (photo === undefined) throw new Error("The photo is no longer on this device.");
  return shrinkImage(photo.file, PHOTO_SIDE);
}

export const confirmNoteHandler: AnyJobHandler = handle(confirmNote, async ({ noteId }, context) => {
  const response = await accepted(await fetch(api(`notes/${noteId}`), { signal: context.signal }));
  const { note, photos } = (await response.json()) as { note: { photos: unknown[] }; photos: string[] };
  const missing = note.photos.length - photos.length;
  if (missing > 0) throw new Error(`The server still lacks ${missing} of ${note.photos.length} photos.`);
  const confirmedAt = Date.now();
  await changeNote(noteId, (kept) => ({ ...kept, confirmedAt: kept.confirmedAt ?? confirmedAt }));
  return { confirmedAt };
});
