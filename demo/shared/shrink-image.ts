/** A picture that was made smaller. Sizes in pixels and bytes. */
export interface ShrunkImage {
  blob: Blob;
  width: number;
  height: number;
  /** Bytes of the file as it was. */
  before: number;
  /** Bytes of `blob`. */
  after: number;
}

/** Where WebP and JPEG are hard to tell from the original on a screen, and a third of its weight. */
const QUALITY = 0.8;

/**
 * Draws an image anew so that its longer side is at most `maxSide`, as WebP, or as JPEG in a browser that can't write
 * WebP. Runs in pages and in workers.
 *
 * @throws the browser's `InvalidStateError` when the file is not an image that it can read
 */
export async function shrinkImage(file: Blob, maxSide: number, signal?: AbortSignal): Promise<ShrunkImage> {
  const bitmap = await createImageBitmap(file);
  try {
    signal?.throwIfAborted();
    const factor = Math.min(1, maxSide / Math.max(bitmap.width, bitmap.height));
    const width = Math.max(1, Math.round(bitmap.width * factor));
    const height = Math.max(1, Math.round(bitmap.height * factor));
    const canvas = new OffscreenCanvas(width, height);
    const pen = canvas.getContext("2d");
    if (pen === null) throw new Error("This browser gave no canvas to draw on; it may be out of memory.");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(bitmap, 0, 0, width, height);
    const blob = await encode(canvas);
    signal?.throwIfAborted();
    // Drawing a small picture anew can make its file larger. What is sent is whichever weighs less.
    const best = factor === 1 && file.size <= blob.size && file.type !== "" ? file : blob;
    return { blob: best, width, height, before: file.size, after: best.size };
  } finally {
    bitmap.close();
  }
}

async function encode(canvas: OffscreenCanvas): Promise<Blob> {
  const webp = await canvas.convertToBlob({ type: "image/webp", quality: QUALITY });
  // A browser that can't write a type answers with PNG, which is far larger for a photo.
  return webp.type === "image/webp" ? webp : canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
}
