import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** A fenced block of a document. */
export interface Block {
  language: string;
  /** The words behind the language. */
  marks: string[];
  code: string;
  /** Of its first line of code, 1-based. */
  line: number;
}

export interface Document {
  /** From the root, with slashes. */
  path: string;
  text: string;
  blocks: Block[];
  /** What stands outside of the blocks. */
  prose: string;
}

/** README, CONTRIBUTING, CHANGELOG and everything in docs. */
export function readDocuments(): Document[] {
  const inDocs = readdirSync(join(root, "docs"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
  return ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...inDocs.sort()].map(readDocument);
}

export function readDocument(path: string): Document {
  const text = readFileSync(join(root, path), "utf8");
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: Block | undefined;
  for (const [i, line] of text.split("\n").entries()) {
    const fence = /^```(.*)$/.exec(line)?.[1];
    if (fence === undefined) {
      if (open) open.code += `${line}\n`;
      else prose.push(line);
    } else if (open) {
      blocks.push(open);
      open = undefined;
    } else {
      const [language = "", ...marks] = fence.trim().split(/\s+/);
      open = { language, marks, code: "", line: i + 2 };
    }
  }
  if (open) throw new Error(`${path}:${open.line}: a block is never closed.`);
  return { path, text, blocks, prose: prose.join("\n") };
}

/** The anchors of a document's headings, made as GitHub makes them. */
export function anchorsOf({ prose }: Document): Set<string> {
  const seen = new Map<string, number>();
  const anchors = [...prose.matchAll(/^#{1,6}\s+(.+?)\s*$/gm)].map(([, heading = ""]) => {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[`*]/g, "");
    const anchor = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
  return new Set(anchors);
}

/** Links and pictures that lead to a file of ours: the file from the root, and the anchor. */
export function linksOf({ path, prose }: Document): { target: string; file: string; anchor: string }[] {
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)].flatMap(([, target = ""]) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return [];
    const [file = "", anchor = ""] = target.split("#");
    return [{ target, file: file === "" ? path : posix.join(dirname(path), file), anchor }];
  });
}

/** The rows of the first table behind a heading, cell by cell, header first. */
export function tableBehind({ text }: Document, heading: string): string[][] {
  const rest = text.slice(text.indexOf(`\n## ${heading}\n`) + 1).split("\n");
  const from = rest.findIndex((line) => line.startsWith("|"));
  const to = rest.findIndex((line, i) => i > from && !line.startsWith("|"));
  return rest
    .slice(from, to)
    .filter((line) => !/^\|[\s|:-]+\|$/.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replace(/`/g, "")),
    );
}
