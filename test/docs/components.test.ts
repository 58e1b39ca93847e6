import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDocuments, root } from "./markdown.ts";
import { type Snippet, snippetsIn, sources, writeSnippets } from "./snippets.ts";

// The documents' components, with the types of their scripts and templates checked by their frameworks' own compilers.
// These need the TypeScript that has a compiler to be called: that of examples/node_modules.

const snippets = snippetsIn(["ts", "vue", "svelte"]);
const withComponents = new Set(
  snippets.flatMap(({ file, folder }) => (/\.(?:vue|svelte)$/.test(file) ? [folder] : [])),
);
const shown = snippets.filter(({ folder }) => withComponents.has(folder));

const DECLARED = join(root, "node_modules/.cache/slowmatch-docs-types");
/** Where an app's imports lead: to declarations, as in the package. Each compiler would check all sources again. */
const paths = Object.fromEntries(
  Object.entries(sources).map(([from, to]) => [
    from,
    [join(DECLARED, relative(root, to)).replace(/\.ts$/, ".d.ts")],
  ]),
);
beforeAll(() => {
  rmSync(DECLARED, { recursive: true, force: true });
  const options = ["-p", "tsconfig.types.json", "--outDir", DECLARED, "--noCheck"];
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), ...options], { cwd: root });
}, 60_000);

const homes: string[] = [];
afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

/**
 * The components' folders in a project of their own, with their TypeScript, and with a component that is wrong: that the
 * compiler says so shows that it has looked. Outside of node_modules, where svelte-check passes over everything.
 */
function project(extension: "vue" | "svelte", open: string): { home: string; config: string } {
  const home = mkdtempSync(join(tmpdir(), `slowmatch-docs-${extension}-`));
  homes.push(home);
  writeSnippets(
    home,
    shown.filter(({ file }) => /\.ts$/.test(file) || file.endsWith(extension)),
  );
  symlinkSync(join(root, "node_modules"), join(home, "node_modules"), "junction");
  mkdirSync(join(home, "wrong"));
  writeFileSync(
    join(home, `wrong/wrong.${extension}`),
    `${open}\nconst one: number = "1";\n</script>\n<p>{{ one }}</p>\n`,
  );
  const config = join(home, "tsconfig.json");
  const compilerOptions = {
    lib: ["ES2023", "ESNext.Disposable", "DOM", "DOM.Iterable"],
    isolatedDeclarations: false,
    declaration: false,
    paths,
  };
  const extended = { extends: join(root, "tsconfig.base.json"), compilerOptions, include: ["**/*"] };
  writeFileSync(config, JSON.stringify(extended));
  return { home, config };
}

function run(home: string, tool: string, ...args: string[]): string {
  try {
    const file = join(root, "examples/node_modules", tool);
    return execFileSync(process.execPath, [file, ...args], { cwd: home, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    return stdout + stderr;
  }
}

/** A compiler's line, told of the document. */
const inDocument = (path: string, row: string, message: string): string => {
  const [folder, file] = path.split("/");
  const snippet = shown.find((each: Snippet) => each.folder === folder && each.file === file);
  return snippet ? `${snippet.document}:${snippet.line + Number(row) - 1} ${message}` : `${path}: ${message}`;
};

/** That the wrong component is wrong, and nothing else. */
const ONLY_THE_WRONG = [
  expect.stringMatching(/^wrong\/wrong\.\w+: .*'string' is not assignable to type 'number'/),
];

test("every Vue block of the documents compiles, its template too", { timeout: 120_000 }, () => {
  const { home, config } = project("vue", '<script setup lang="ts">');

  const said = run(home, "vue-tsc/bin/vue-tsc.js", "--noEmit", "--pretty", "false", "-p", config);

  const faults = [...said.matchAll(/^([\w-]+\/[\w.-]+)\((\d+),\d+\): (.*)$/gm)];
  expect(faults.map(([, path = "", row = "", message = ""]) => inDocument(path, row, message))).toEqual(
    ONLY_THE_WRONG,
  );
});

test("every Svelte block of the documents compiles, its markup too", { timeout: 120_000 }, () => {
  const { home, config } = project("svelte", '<script lang="ts">');
  const options = ["--workspace", home, "--tsconfig", config, "--output", "machine"];

  const said = run(home, "svelte-check/bin/svelte-check", ...options);

  const faults = [...said.matchAll(/(?:ERROR|WARNING) "([^"]+)" (\d+):\d+ "(.*)"$/gm)];
  expect(faults.map(([, path = "", row = "", message = ""]) => inDocument(path, row, message))).toEqual(
    ONLY_THE_WRONG,
  );
});

test("there is no block in a language that nobody checks", () => {
  // JavaScript: what docs/deploy.md shows is built and visited as it stands, by test/e2e/workbox, bundlers and no-bundler.
  const elsewhere = (path: string, language: string): boolean =>
    /^(?:sh|html|css|mermaid|text)$/.test(language) || (language === "js" && path === "docs/deploy.md");
  const unchecked = readDocuments().flatMap(({ path, blocks }) =>
    blocks.flatMap(({ language, line }) =>
      /^(?:ts|tsx|vue|svelte)$/.test(language) || elsewhere(path, language)
        ? []
        : [`${path}:${line} ${language}`],
    ),
  );
  expect(unchecked).toEqual([]);
});
