import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Plugin, rolldown } from "rolldown";
import type { Mutation } from "./mutations.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const at = (file: string): string => fileURLToPath(new URL(`app/${file}`, import.meta.url));

/** Bundles the app under faults; answers the folder it is in, which is the caller's to remove. */
export async function buildApp(mutation?: Mutation): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "slowmatch-faults-"));
  const entries = [
    ["page.ts", "page.js"],
    ["app.sw.ts", "sw.js"],
  ] as const;
  const found: boolean[] = [];
  for (const [input, file] of entries) {
    const bundle = await rolldown({
      input: at(input),
      platform: "browser",
      logLevel: "silent",
      plugins: mutation ? [broken(mutation, () => found.push(true))] : [],
      transform: { target: "es2022", define: { "process.env.NODE_ENV": '"production"' } },
    });
    await bundle.write({ file: join(folder, file), format: "iife", codeSplitting: false });
    await bundle.close();
  }
  if (mutation && found.length < entries.length)
    throw new Error(`The mutation '${mutation.name}' finds nothing to change in ${mutation.file} any more.`);
  return folder;
}

/** Puts the defect into the product's source on its way into the bundle; the source itself knows nothing of it. */
const broken = ({ file, find, replace }: Mutation, seen: () => void): Plugin => ({
  name: "slowmatch:mutation",
  transform(code, id) {
    if (id !== join(root, file)) return null;
    if (code.split(find).length !== 2)
      throw new Error(`${file} has '${find}' ${code.split(find).length - 1} times.`);
    seen();
    return code.replace(find, () => replace);
  },
});
