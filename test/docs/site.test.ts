import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { find, type Section } from "../../scripts/docs/search.mjs";
import { readDocuments, root } from "./markdown.ts";

const out = mkdtempSync(join(tmpdir(), "slowmatch-docs-"));
const navigation = JSON.parse(readFileSync(join(root, "docs/navigation.json"), "utf8")) as {
  title: string;
  pages: string[];
}[];
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  exports: Record<string, unknown>;
};

test("every page of the docs stands once in docs/navigation.json: put a new one there", () => {
  const listed = new Set(navigation.flatMap(({ pages }) => pages));
  const missing = readDocuments().filter(
    // The decisions are listed as a folder.
    ({ path }) => !listed.has(path) && !/^docs\/decisions\/(?!README)/.test(path),
  );
  expect(missing.map(({ path }) => path)).toEqual([]);
  expect(navigation.flatMap(({ pages }) => pages)).toHaveLength(listed.size);
});

describe("the site", () => {
  beforeAll(() => {
    execFileSync(process.execPath, ["scripts/docs.mjs", "--build", "--out", out], {
      cwd: root,
      stdio: "pipe",
    });
  }, 60_000);
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  const pages = (): { address: string; html: string }[] =>
    readdirSync(out, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".html"))
      .map((file) => ({ address: file.replaceAll("\\", "/"), html: readFileSync(join(out, file), "utf8") }));

  test("has no link that leads nowhere, and no id twice", () => {
    const ids = new Map(
      pages().map(({ address, html }) => [
        address,
        [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id),
      ]),
    );
    const broken = pages().flatMap(({ address, html }) =>
      [...html.matchAll(/\s(?:href|src)="([^"]+)"/g)].flatMap(([, target = ""]) => {
        if (/^[a-z]+:/.test(target)) return [];
        const [path = "", anchor] = target.split("#");
        const file = path === "" ? address : posix.join(dirname(address), path);
        const there =
          existsSync(join(out, file)) && (anchor === undefined || ids.get(file)?.includes(anchor));
        return there ? [] : [`${address} -> ${target}`];
      }),
    );
    expect(broken).toEqual([]);
    for (const [address, all] of ids) expect(new Set(all).size, address).toBe(all.length);
  });

  test("has the reference of every entry, with every name that it exports, declared and told", () => {
    const entries = Object.keys(manifest.exports).filter((path) => !/\*|package\.json/.test(path));
    for (const entry of entries) {
      const address = `api/${entry.replace(/^\./, "slowmatch").replaceAll("/", "-")}.html`;
      const html = readFileSync(join(out, address), "utf8");
      const source =
        entry === "."
          ? "src/index.ts"
          : entry === "./sw"
            ? "sw/index.ts"
            : `src/${entry.slice(2).replaceAll("/", "-")}.ts`;
      const text = readFileSync(join(root, source), "utf8").replace(/\/\/.*$/gm, "");
      const names = [...text.matchAll(/\{([^}]*)\}/g)].flatMap(([, list = ""]) =>
        list.split(",").flatMap((each) => each.replace(/\btype\b|.*\bas\b/g, "").trim() || []),
      );
      expect(
        names.filter((name) => !html.includes(`<h2 id="${name}">`)),
        entry,
      ).toEqual([]);
    }
    const index = readFileSync(join(out, "api/slowmatch.html"), "utf8");
    expect(index).toContain("function");
    expect(index).toContain("The job&#39;s id, once the transaction".replace("&#39;", "'"));
  });

  test("finds what stands in the text, in a table and in the reference, headings first", () => {
    const sections = JSON.parse(readFileSync(join(out, "search.json"), "utf8")) as Section[];
    const addresses = (asked: string): string[] => find(sections, asked).map(({ address }) => address);

    expect(addresses("continueWith")).toContain("api/slowmatch.html#JobClient");
    expect(addresses("misfire").join()).toContain("schedules.html#");
    expect(addresses("how it works")[0]).toBe("how-it-works.html#how-it-works");
    expect(addresses("createMemoryClient")[0]).toBe("api/slowmatch-memory.html#createMemoryClient");
    const [hit] = find(sections, "bfcache back/forward cache");
    expect(hit).toBeUndefined();
    expect(find(sections, "back/forward cache")[0]).toMatchObject({ match: "back/forward cache" });
    expect(find(sections, "   ")).toEqual([]);
    for (const { text } of sections) expect(text).not.toMatch(/<span class=|<td>|&quot;/);
  });

  test("says of each page where it is, in a title, a navigation and a list of its headings", () => {
    for (const { address, html } of pages()) {
      expect(html, address).toMatch(/<title>[^<]+<\/title>/);
      expect(html, address).toMatch(/<h1[ >]/);
      expect(html.match(/aria-current="page"/g), address).toHaveLength(1);
    }
  });
});
