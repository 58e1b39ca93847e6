// @ts-check
// Which modules a page needs at once, and which as soon as it has a client. In the package they are a few files, as a bundler
// drops a file whole, and makes one of its own for each set of files that the same parts need.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What an app may use without a client, in its worker too. */
const WORDS = [
  "src/job/definition.ts",
  "src/job/priority.ts",
  "src/server/handler.ts",
  "src/errors/call-errors.ts",
  "src/errors/part-not-loaded.ts",
];
/** What an app is told: at once only where it names one of them, since what throws and tells it comes with the core. */
const TOLD = [
  "src/client/events/client-events.ts",
  "src/errors/job-errors.ts",
  "src/errors/schedule-errors.ts",
  "src/errors/storage-errors.ts",
];
/** What a client is made of wherever it runs, a service worker's handlers included. */
const CORE = [
  "src/client/job-client.ts",
  "src/client/events/event-hub.ts",
  "src/client/calls/loss.ts",
  "src/client/offered.ts",
  "src/errors/error-info.ts",
  "src/job/state-filters.ts",
  "src/operations/left.ts",
  "src/platform/ids.ts",
  "src/platform/surroundings.ts",
  "src/storage/indexeddb/indexeddb-storage.ts",
  "src/storage/options.ts",
];
/** What runs jobs, in a worker or a page. */
const SERVER = ["src/server/create-server.ts"];
/** For apps with a database of their own, which call it before they have a client. */
const STORES = ["src/storage/indexeddb/schema.ts"];
/** What it alone needs is apart from the rest: it says `import()`, which some bundlers take for a reason to make files even where nobody calls it. */
const PAGE = ["src/client/page/create-client.ts"];

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
const told = withAllTheyImport(TOLD, words);
const wholePage = withAllTheyImport(PAGE, words);
const wholeCore = withAllTheyImport(CORE, words);
const wholeServer = withAllTheyImport(SERVER, words);
const shared = new Set([...wholePage].filter((file) => wholeCore.has(file) || wholeServer.has(file)));
const page = new Set([...wholePage].filter((file) => !shared.has(file)));
const stores = new Set([...withAllTheyImport(STORES, words)].filter((file) => !shared.has(file)));
const core = new Set([...wholeCore].filter((file) => !shared.has(file) && !stores.has(file)));

/** Whether a page needs a module in its first script; the core comes later. */
export const isFirst = (/** @type {string} */ id) => words.has(id) || wholePage.has(id);

/** For `codeSplitting.groups`. */
export const firstFiles = Object.entries({ words, told, shared, page, stores, core }).map(
  ([name, files]) => ({
    name,
    test: (/** @type {string} */ id) => files.has(id),
  }),
);
