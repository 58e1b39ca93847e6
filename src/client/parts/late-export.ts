import type { JobExport } from "../api/export-api.ts";
import type { Coming } from "./feature.ts";

/** `jobs.export()`, before what writes it is there. */
export function exportOf<Part>(portable: Coming<Part>, begin: (part: Part) => JobExport): JobExport {
  if (portable.now) return begin(portable.now);
  // In an object of its own: a promise of what can be awaited is a promise of the text.
  let begun: Promise<{ pieces: JobExport }> | undefined;
  const started = (): Promise<{ pieces: JobExport }> => {
    begun ??= portable.soon((part) => ({ pieces: begin(part) }));
    return begun;
  };
  return {
    async *[Symbol.asyncIterator]() {
      yield* (await started()).pieces;
    },
    // biome-ignore lint/suspicious/noThenProperty: awaited, it is the whole text; gone through, it is its pieces
    then: (done, failed) =>
      started()
        .then(({ pieces }) => pieces)
        .then(done, failed),
  };
}
