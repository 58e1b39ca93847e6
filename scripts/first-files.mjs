// @ts-check
// Which modules a page needs at once. In the package they are three files, as a bundler drops a file whole, and makes one of its
// own for each set of files that the same parts need: from a file for each module a page would begin with four requests.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What an app may use without a client, in its worker too. */
const WORDS = [
  "src/job/definition.ts",
  "src/job/priority.ts",
  "src/server/handler.ts",
  "src/errors/job-errors.ts",
  "src/errors/schedule-errors.ts",
  "src/errors/storage-errors.ts",
  "src/errors/part-not-loaded.ts",
];
/** What a client is made of wherever it runs, a service worker's handlers included. */
const CORE = [
  "src/client/job-client.ts",
  "src/client/event-hub.ts",
  "src/client/loss.ts",
  "src/client/offered.ts",
  "src/errors/error-info.ts",
  "src/job/state-filters.ts",
  "src/platform/ids.ts",
  "src/platform/surroundings.ts",
  "src/storage/indexeddb/indexeddb-storage.ts",
  "src/storage/options.ts",
];
/** Apart from the rest: it says `import()`, which some bundlers take for a reason to make files even where nobody calls it. */
const PAGE = ["src/client/create-client.ts"];

/** An import, unless it is of types alone. */
const IMPORT = /^(?:import|export) (?!type\b)(?:\{([^}]*)\}|[\w*][^;{]*?) from "(\.[^"]+)";$/gm;

/**
 * @param {readonly string[]} files
 * @param {ReadonlySet<string>} known
 */
function withAllTheyImport(files, known) {
  /** @type {Set<string>} */
  const found = new Set();
  const look = (/** @type {string} */ file) => {
    if (found.has(file) || known.has(file)) return;
    found.add(file);
    for (const [, names, path] of readFileSync(file, "utf8").matchAll(IMPORT)) {
      const ofTypes = names?.split(",").every((name) => /^\s*(type\s|$)/.test(name));
      if (!ofTypes) look(resolve(dirname(file), path ?? ""));
    }
  };
  for (const file of files) look(resolve(root, file));
  return found;
}

const words = withAllTheyImport(WORDS, new Set());
const page = withAllTheyImport(PAGE, words);
const core = withAllTheyImport(CORE, new Set([...words, ...page]));

/** Whether a page needs a module in its first script; the core comes later. */
export const isFirst = (/** @type {string} */ id) => words.has(id) || page.has(id);

/** For `codeSplitting.groups`. */
export const firstFiles = Object.entries({ words, core, page }).map(([name, files]) => ({
  name,
  test: (/** @type {string} */ id) => files.has(id),
}));
