// @ts-check
// What an entry weighs as an app ships it: dependencies in, minified, gzipped.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { isFirst } from "./first-files.mjs";
import { leanCron } from "./lean-cron.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A page that defines and enqueues: the client as most have it. */
export const PAGE = "bench/weight/page.ts";

/**
 * What is loaded at once, apart from what a lazy import brings later: only the first is under a limit.
 * @param {string} file
 */
export async function weigh(file) {
  const bundle = await rolldown({
    input: { entry: `${root}${file}` },
    cwd: root,
    platform: "browser",
    // As in an app, whose own entry has no exports to keep in shape: what is needed at once needn't be cut into chunks.
    preserveEntrySignatures: "allow-extension",
    logLevel: "warn",
    plugins: [leanCron()],
    transform: { define: { "process.env.NODE_ENV": '"production"' } },
  });
  // What the package has in few files, an app's bundler has in one.
  const first = {
    name: "first",
    test: isFirst,
  };
  const codeSplitting = file === "src/index.ts" || file === PAGE ? { groups: [first] } : true;
  const { output } = await bundle.generate({ format: "es", minify: true, codeSplitting });
  await bundle.close();
  const chunks = new Map(output.flatMap((part) => (part.type === "chunk" ? [[part.fileName, part]] : [])));
  const entry = [...chunks.values()].find((chunk) => chunk.isEntry);
  if (entry === undefined) throw new Error(`${file} gave no bundle`);
  const atOnce = new Set([entry.fileName]);
  for (const name of atOnce)
    for (const next of chunks.get(name)?.imports ?? []) if (chunks.has(next)) atOnce.add(next);
  const total = { minified: 0, gzipped: 0, lazy: 0 };
  for (const chunk of chunks.values()) {
    const gzipped = gzipSync(chunk.code, { level: 9 }).length;
    if (!atOnce.has(chunk.fileName)) total.lazy += gzipped;
    else {
      total.minified += Buffer.byteLength(chunk.code);
      total.gzipped += gzipped;
    }
  }
  return total;
}
