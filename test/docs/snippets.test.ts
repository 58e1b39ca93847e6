import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Plugin, rolldown } from "rolldown";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { closeChannels } from "../support/open-channels.ts";
import { readDocument, root } from "./markdown.ts";
import { GIVEN, paths, type Snippet, snippetsIn, sources, writeSnippets } from "./snippets.ts";

// Every TypeScript and JSX block of the documents is compiled as an app's file. Blocks that use the client, or the test
// runtime, are also run: there `./client.ts` is the client of a test runtime, and `serve()` only hands over its handlers.

const home = join(root, "node_modules", ".cache", "slowmatch-docs");
const snippets = snippetsIn(["ts", "tsx"]);
const folders = [...new Set(snippets.map(({ folder }) => folder))];
const isWorker = (file: string): boolean => /(^|\.)sw\.ts$/.test(file);
writeSnippets(home, snippets);

const at = (path: string): string => join(root, path);

/** What the compiler says of the blocks, by document and line; of nothing else. */
function compile(): string[] {
  const project = (name: string, lib: string[], files: string[]): void => {
    const compilerOptions = {
      lib: ["ES2023", "ESNext.Disposable", ...lib],
      isolatedDeclarations: false,
      declaration: false,
      jsx: "react-jsx",
      rootDir: root,
      paths,
    };
    const config = { extends: at("tsconfig.base.json"), compilerOptions, files };
    writeFileSync(join(home, `tsconfig.${name}.json`), JSON.stringify(config));
  };
  const all = folders.flatMap((folder) => {
    const names = new Set([
      ...GIVEN,
      ...snippets.filter((each) => each.folder === folder).map(({ file }) => file),
    ]);
    return [...names].map((file) => `${folder}/${file}`);
  });
  project(
    "page",
    ["DOM", "DOM.Iterable"],
    all.filter((file) => !isWorker(basename(file))),
  );
  project(
    "worker",
    ["WebWorker"],
    all.filter((file) => isWorker(basename(file))),
  );
  return [...said("page"), ...said("worker")];
}

function said(project: string): string[] {
  let output = "";
  try {
    const tsc = at("node_modules/typescript/bin/tsc");
    execFileSync(process.execPath, [tsc, "-p", `tsconfig.${project}.json`, "--pretty", "false"], {
      cwd: home,
      encoding: "utf8",
      stdio: "pipe",
    });
  } catch (error) {
    output = (error as { stdout?: string }).stdout ?? String(error);
  }
  return output.split("\n").flatMap((line) => {
    // The compiler could not even begin: everything would look well.
    if (/^(?:error TS|Error:)/.test(line)) return [line];
    const [, folder, file, row, message] = /^([\w-]+)\/([\w.-]+\.tsx?)\((\d+),\d+\): (.*)$/.exec(line) ?? [];
    const snippet = snippets.find((each) => each.folder === folder && each.file === file);
    return snippet ? [`${snippet.document}:${snippet.line + Number(row) - 1} ${message}`] : [];
  });
}

test("every TypeScript and JSX block of the documents compiles", { timeout: 120_000 }, () => {
  expect(compile()).toEqual([]);
});

/** What a block that runs is given instead of the real thing. */
interface Stage {
  handlers: unknown[];
  tests: [name: string, run: () => unknown][];
  expect: typeof expect;
}

const STAND_INS: Readonly<Record<string, string>> = {
  "slowmatch/sw": `export { handle } from "slowmatch"; export const serve = ({ handlers }) => void stage.handlers.push(...handlers);`,
  "./client.ts": `import "./sw.ts"; import { createTestRuntime } from "slowmatch/testing";
    export const jobs = createTestRuntime({ handlers: stage.handlers }).client;`,
  vitest: `export const { expect } = stage; export const test = (name, run) => void stage.tests.push([name, run]);`,
};

let library: Promise<string> | undefined;
/** The library, bundled once for all blocks: each with a bundle of its own was most of what they cost. Answers where. */
const bundledLibrary = (): Promise<string> => {
  library ??= bundleLibrary();
  return library;
};

async function bundleLibrary(): Promise<string> {
  const bundle = await rolldown({
    input: sources,
    platform: "node",
    logLevel: "silent",
    external: ["idb", "cron-parser"],
    transform: { target: "es2022" },
    plugins: [standIns((id) => (id === "vitest" ? "stand-in:vitest" : null))],
  });
  const dir = join(home, "library");
  await bundle.write({
    dir,
    format: "es",
    entryFileNames: "[name].mjs",
    chunkFileNames: "chunks/[name]-[hash].mjs",
  });
  await bundle.close();
  return dir;
}

const standIns = (resolveId: NonNullable<Plugin["resolveId"]>): Plugin => ({
  name: "stand-ins",
  resolveId,
  load(id) {
    const name = id.endsWith("stand-in-client") ? "./client.ts" : /^stand-in:(.*)$/.exec(id)?.[1];
    return name === undefined ? null : `const stage = globalThis.slowmatchDocs; ${STAND_INS[name]}`;
  },
});

async function run({ folder, file }: Snippet): Promise<void> {
  const dir = await bundledLibrary();
  const bundle = await rolldown({
    input: join(home, folder, file),
    platform: "node",
    logLevel: "silent",
    external: ["idb", "cron-parser"],
    transform: { target: "es2022" },
    plugins: [
      standIns((id, importer) => {
        if (id in STAND_INS)
          return id === "./client.ts" ? join(home, folder, "stand-in-client") : `stand-in:${id}`;
        if (id in sources) return { id: pathToFileURL(join(dir, `${id}.mjs`)).href, external: true };
        return importer?.endsWith("stand-in-client") && id === "./sw.ts" ? join(home, folder, "sw.ts") : null;
      }),
    ],
  });
  const out = join(home, folder, file.replace(/\.ts$/, ".run.mjs"));
  await bundle.write({ file: out, format: "es", codeSplitting: false });
  await bundle.close();
  await import(/* @vite-ignore */ pathToFileURL(out).href);
}

const runnable = snippets.filter(
  ({ code, file }) =>
    file.endsWith(".ts") &&
    /from "(?:\.\/client\.ts|slowmatch\/testing)"/.test(code) &&
    !/\bdocument\.|slowmatch\/dashboard/.test(code) &&
    file !== "client.ts",
);

describe("blocks that need no browser run", () => {
  const stage: Stage = { handlers: [], tests: [], expect };

  beforeEach(() => {
    stage.handlers.length = 0;
    stage.tests.length = 0;
    vi.stubGlobal("slowmatchDocs", stage);
    vi.stubGlobal("fetch", async () => Response.json({}));
    for (const method of ["log", "info", "warn", "error"] as const)
      vi.spyOn(console, method).mockReturnValue();
  });

  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    // A block shows no end of its page.
    closeChannels();
  });

  // Lit makes itself a registry of elements where there is none.
  afterAll(() => void Reflect.deleteProperty(globalThis, "customElements"));

  test.each(runnable.map((snippet) => [`${snippet.document}:${snippet.line}`, snippet] as const))(
    "%s",
    async (_, snippet) => {
      await run(snippet);
      for (const [, perform] of stage.tests) await perform();
    },
  );
});

test("each of the eight recipes has its test, which runs here", () => {
  const recipes = snippets.filter(({ document }) => document === "docs/recipes.md");
  const { prose } = readDocument("docs/recipes.md");
  expect([...prose.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual([
    "Form outbox",
    "Photo upload",
    "Token refresh",
    "Cache refresh",
    "Nightly report",
    "Reminder",
    "Telemetry",
    "Data export",
  ]);
  expect(recipes).toHaveLength(8);
  for (const recipe of recipes) {
    expect(runnable).toContain(recipe);
    expect(recipe.code).toMatch(/^test\(/m);
  }
});

test("most blocks run", () => {
  expect(runnable.length).toBeGreaterThanOrEqual(10);
});
