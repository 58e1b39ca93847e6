import { type AnyJobHandler, FatalJobError, handle } from "../../src/index.ts";
import { shrinkPhoto } from "../jobs.ts";
import { shrinkImage } from "../shared/shrink-image.ts";

export const shrinkPhotoHandler: AnyJobHandler = handle(shrinkPhoto, async ({ file, maxSide }, context) => {
  context.progress(0.1, "Reading");
  try {
    const shrunk = await shrinkImage(file, maxSide, context.signal);
    context.progress(1, "Smaller");
    return shrunk;
  } catch (error) {
    // Reading the same bytes again would end the same way, so there is nothing to retry.
    if (error instanceof DOMException && error.name === "InvalidStateError")
      throw new FatalJobError("This file is not an image that the browser can read.", { cause: error });
    throw error;
  }
});
