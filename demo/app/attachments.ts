import dawn from "../photos/dawn.jpg";
import leaf from "../photos/leaf.jpg";
import shoreline from "../photos/shoreline.jpg";
import { shrinkImage } from "../shared/shrink-image.ts";

/** A file that is to go with the note that is being written. */
export interface Attachment {
  id: string;
  file: File;
  thumbnail?: Blob;
}

export interface Sample {
  name: string;
  title: string;
  address: string;
}

/** Our own pictures, for people who have none at hand. */
export const SAMPLES: readonly Sample[] = [
  { name: "dawn.jpg", title: "Dawn over the lake", address: dawn },
  { name: "leaf.jpg", title: "Leaf with dew", address: leaf },
  { name: "shoreline.jpg", title: "Shoreline", address: shoreline },
];

/** What `accept` asks the file chooser for; anything else can still be dropped, and is judged by `refusal`. */
export const ACCEPT = "image/jpeg,image/png,image/webp,image/avif,image/gif";
const MEGABYTE = 1024 * 1024;
/** Of the original. Above a phone's largest, below what makes a worker run out of memory. */
const LIMIT = 40 * MEGABYTE;
/** Pixels; the list shows them at a quarter of it on a dense screen. */
const THUMBNAIL_SIDE = 360;

/** Why a file can't be attached and what can be done, or `undefined` when it can. */
export function refusal(file: File): string | undefined {
  if (!file.type.startsWith("image/") || file.type === "image/svg+xml")
    return `“${file.name}” is not a photo. Attach a JPEG, PNG, WebP, AVIF or GIF.`;
  if (file.size > LIMIT)
    return `“${file.name}” has ${Math.round(file.size / MEGABYTE)} MB; at most ${LIMIT / MEGABYTE} MB can be shrunk here.`;
  if (file.size === 0) return `“${file.name}” is empty.`;
  return undefined;
}

/** A broken image is attached without a thumbnail: the job that shrinks it says what is wrong with it. */
export async function attach(file: File): Promise<Attachment> {
  const id = crypto.randomUUID();
  try {
    const { blob } = await shrinkImage(file, THUMBNAIL_SIDE);
    return { id, file, thumbnail: blob };
  } catch {
    return { id, file };
  }
}

/** One of ours as a real file. It comes from the precache where there is no network. */
export async function sampleFile({ name, address }: Sample): Promise<File> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The sample photo answered ${response.status}.`);
  return new File([await response.blob()], name, { type: "image/jpeg" });
}
