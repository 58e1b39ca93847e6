import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const at = (file: string): string => fileURLToPath(new URL(`app/${file}`, import.meta.url));

/** Bundles the test app for the browser; answers the folder it is in, which is the caller's to remove. */
export const buildApp = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), "slowmatch-app-"));
  for (const [input, file] of [
    ["page.ts", "page.js"],
    ["app.sw.ts", "sw.js"],
    ["owners.sw.ts", "owners.sw.js"],
    ["places.page.ts", "places.js"],
    ["places.sw.ts", "places.sw.js"],
    ["places.worker.ts", "places.worker.js"],
  ] as const) {
    const bundle = await rolldown({
      input: at(input),
      platform: "browser",
      logLevel: "silent",
      // Said here, because Vitest's NODE_ENV would make it a development build.
      transform: { target: "es2022", define: { "process.env.NODE_ENV": '"production"' } },
    });
    await bundle.write({ file: join(folder, file), format: "iife", codeSplitting: false });
    await bundle.close();
  }
  return folder;
};
