import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { expect, test } from "vitest";

/** Which room may import which: words, rules, storage, runtime, surfaces. A room may always import itself. */
const rooms: Record<string, readonly string[]> = {
  "src/errors": [],
  "src/time": ["src/errors"],
  "src/job": ["src/time", "src/errors"],
  "src/recurring": ["src/job", "src/time", "src/errors"],
  "src/batch": ["src/job", "src/time", "src/errors"],
  "src/operations": ["src/recurring", "src/batch", "src/job", "src/time", "src/errors"],
  "src/platform": ["src/time", "src/errors"],
  "src/storage": [
    "src/platform",
    "src/operations",
    "src/recurring",
    "src/batch",
    "src/job",
    "src/time",
    "src/errors",
  ],
  "src/monitor": [
    "src/storage",
    "src/platform",
    "src/operations",
    "src/recurring",
    "src/batch",
    "src/job",
    "src/time",
    "src/errors",
  ],
  "src/client": [
    "src/monitor",
    "src/storage",
    "src/platform",
    "src/operations",
    "src/recurring",
    "src/batch",
    "src/job",
    "src/time",
    "src/errors",
  ],
  "src/server": [
    "src/client",
    "src/storage",
    "src/platform",
    "src/operations",
    "src/recurring",
    "src/batch",
    "src/job",
    "src/time",
    "src/errors",
  ],
  "src/dashboard": [
    "src/client",
    "src/monitor",
    "src/recurring",
    "src/batch",
    "src/job",
    "src/time",
    "src/errors",
  ],
  // Keeps what is shown up to date, in every framework alike; only through what an app's client offers.
  "src/observe": ["src/client", "src/monitor", "src/platform", "src/job", "src/time", "src/errors"],
  // The client only for the words of their common protocol.
  sw: ["src/server", "src/client", "src/platform", "src/errors"],
  "src/testing": [
    "src/server",
    "src/client",
    "src/monitor",
    "src/storage",
    "src/platform",
    "src/operations",
    "src/recurring",
    "src/batch",
    "src/job",
    "src/time",
    "src/errors",
  ],
};

/** The floors of the large rooms, from the ground up; the empty one is the room's own folder. */
const floors: Record<string, readonly string[]> = {
  "src/operations": ["work", "reads", "claim", ""],
  "src/client": ["events", "api", "calls", "parts", "batch", "recurring", "portable", "worker", "", "page"],
};
/** Words that all of a room's floors speak. */
const spoken = ["src/operations/operation.ts", "src/operations/tables.ts"];

/** Where a package may be imported, and by how many files: each stays behind a door of ours, so it can be exchanged. */
const packages: Record<string, { room: string; files: number }> = {
  "cron-parser": { room: "src/recurring", files: 1 },
  idb: { room: "src/storage/indexeddb", files: Number.POSITIVE_INFINITY },
  "workbox-window": { room: "src/client", files: 1 },
  cronstrue: { room: "src/dashboard", files: 1 },
  // The testing kit's matchers, in an entry of their own: an optional peer.
  vitest: { room: "src/testing", files: 1 },
  react: { room: "src/observe", files: 1 },
  vue: { room: "src/observe", files: 1 },
  lit: { room: "src/dashboard", files: Number.POSITIVE_INFINITY },
};

/** A language is one object with a line for each text: data, not a module to be read. */
const catalogues = /^src\/dashboard\/locale\/(?:catalogue|[a-z]{2})\.ts$/;

/** The world's own time, chance and state, which a test has to be able to bend: who may touch them directly. */
const worldly: Record<string, readonly string[]> = {
  "Date.now": ["src/platform", "src/dashboard"],
  "new Date()": ["src/platform", "src/dashboard"],
  "Math.random": ["src/platform"],
  "performance.now": ["src/platform", "src/dashboard"],
  crypto: ["src/platform"],
  setTimeout: ["src/platform", "src/dashboard"],
  setInterval: ["src/platform", "src/dashboard"],
  requestAnimationFrame: ["src/platform", "src/dashboard"],
  navigator: ["src/platform", "src/dashboard", "sw"],
  BroadcastChannel: ["src/platform"],
};

const longest = 250;
const forbiddenNames = /^(utils?|helpers?|misc|common|types|interfaces)$/;
/** Entry points that do something when imported: they register elements, or matchers. */
const entriesWithEffects = ["src/dashboard.ts", "src/testing-vitest.ts"];

const root = fileURLToPath(new URL("..", import.meta.url));

interface Import {
  specifier: string;
  line: number;
}

interface Source {
  path: string;
  lines: number;
  imports: Import[];
  touches: { what: string; line: number }[];
  /** What an entry point holds besides named re-exports. */
  statements: { type: string; line: number; bareImport: boolean }[];
}

type Node = { type: string; start: number; [key: string]: unknown };

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

const name = (node: unknown): string | undefined =>
  isNode(node) && node.type === "Identifier" ? String(node["name"]) : undefined;

const dotted = (node: unknown): string | undefined => {
  if (!isNode(node) || node.type !== "MemberExpression" || node["computed"] === true) return name(node);
  const object = dotted(node["object"]);
  return object === undefined ? undefined : `${object}.${name(node["property"])}`;
};

/** The global a node reads, in the spelling of `worldly`; `globalThis.x` and `self.x` are `x`. */
const globalRead = (node: Node, parent: Node | undefined, key: string): string | undefined => {
  if (node.type === "NewExpression" && name(node["callee"]) === "Date")
    return (node["arguments"] as unknown[]).length === 0 ? "new Date()" : undefined;
  if (node.type === "MemberExpression") return dotted(node)?.replace(/^(globalThis|self|window)\./, "");
  const word = name(node);
  if (word === undefined || parent === undefined) return undefined;
  const isKey = (key === "property" || key === "key") && parent["computed"] !== true;
  const isType = parent.type.startsWith("TS") && parent.type !== "TSNonNullExpression";
  const isDeclared = key === "id" || key === "params" || key === "local" || key === "imported";
  return isKey || isType || isDeclared ? undefined : word;
};

const read = (file: string): Source => {
  const path = relative(root, file).split(sep).join("/");
  const text = readFileSync(file, "utf8");
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${path} can't be parsed: ${errors[0]?.message}`);
  const lineAt = (offset: number): number => text.slice(0, offset).split("\n").length;
  const source: Source = {
    path,
    lines: text.trimEnd().split("\n").length,
    imports: [],
    touches: [],
    statements: [],
  };
  const visit = (node: Node, parent: Node | undefined, key: string): void => {
    const from = node["source"];
    if (isNode(from) && typeof from["value"] === "string")
      source.imports.push({ specifier: from["value"], line: lineAt(node.start) });
    const what = globalRead(node, parent, key);
    if (what !== undefined && Object.hasOwn(worldly, what))
      source.touches.push({ what, line: lineAt(node.start) });
    for (const [childKey, child] of Object.entries(node))
      for (const each of Array.isArray(child) ? child : [child])
        if (isNode(each)) visit(each, node, childKey);
  };
  const top = program as unknown as Node;
  visit(top, undefined, "");
  for (const statement of top["body"] as Node[])
    if (statement.type !== "ExportNamedDeclaration" || !isNode(statement["source"]))
      source.statements.push({
        type: statement.type,
        line: lineAt(statement.start),
        bareImport:
          statement.type === "ImportDeclaration" && (statement["specifiers"] as unknown[]).length === 0,
      });
  return source;
};

const sources: Source[] = ["src", "sw"].flatMap((dir) =>
  existsSync(join(root, dir))
    ? readdirSync(join(root, dir), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.m?ts$/.test(entry.name))
        .map((entry) => read(join(entry.parentPath, entry.name)))
    : [],
);

const isEntry = (path: string): boolean =>
  /^src\/[^/]+\.ts$/.test(path) || path === "sw/index.ts" || path === "sw/standalone.ts";
const roomOf = (path: string): string =>
  path.startsWith("sw/") ? "sw" : path.split("/").slice(0, 2).join("/");
const isRelative = (specifier: string): boolean => specifier.startsWith(".");
const resolve = (from: string, specifier: string): string => posix.join(dirname(from), specifier);
const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

/** Fails with every place at once, the rule's reason and the way out. */
const expectNone = (places: string[], rule: string, why: string, instead: string): void => {
  const text = `${rule}\n  Why: ${why}\n  What to do: ${instead}\n  Where:\n${places.map((place) => `    ${place}`).join("\n")}`;
  expect(places, text).toEqual([]);
};

test("every file lives in a room of the table", () => {
  expectNone(
    sources
      .filter(({ path }) => !isEntry(path) && !Object.hasOwn(rooms, roomOf(path)))
      .map(({ path }) => path),
    "A file is in a folder that the table of rooms does not know.",
    "Who may import it, and what it may import, would be decided by nobody.",
    "Move it to the room it belongs to, or add the room to the table in this test and to the docs.",
  );
});

test("imports go down the table of rooms, never up", () => {
  const places = sources
    .filter(({ path }) => !isEntry(path))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier }) => isRelative(specifier))
        .map(({ specifier, line }) => ({ line, target: resolve(path, specifier) }))
        .filter(({ target }) => {
          const [from, to] = [roomOf(path), roomOf(target)];
          return isEntry(target) || (from !== to && !(rooms[from] ?? []).includes(to));
        })
        .map(({ line, target }) => {
          const allowed = (rooms[roomOf(path)] ?? []).join(", ") || "nothing";
          return `${path}:${line} imports ${target}; ${roomOf(path)} may import ${allowed}`;
        }),
    );
  expectNone(
    places,
    "A room imports one it may not see (types count too).",
    "Words, rules, storage, runtime, surfaces: nothing below knows what is above it, so each can be tested and changed alone.",
    "Move what is shared down into the room that owns the word, or pass it in as an argument from above.",
  );
});

test("within a room of several floors imports go down, never up", () => {
  const floorOf = (path: string): number => {
    const folders = path.split("/").slice(2, -1).join("/");
    const floor = floors[roomOf(path)]?.indexOf(folders) ?? 0;
    expect(floor, `${path}: the table of floors does not know its folder`).not.toBe(-1);
    return floor;
  };
  const places = sources
    .filter(({ path }) => Object.hasOwn(floors, roomOf(path)))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier }) => isRelative(specifier))
        .map(({ specifier, line }) => ({ line, target: resolve(path, specifier) }))
        .filter(({ target }) => roomOf(target) === roomOf(path) && !spoken.includes(target))
        .filter(({ target }) => floorOf(target) > floorOf(path))
        .map(({ line, target }) => `${path}:${line} imports ${target}`),
    );
  expectNone(
    places,
    "A floor of a room imports one above it (types count too).",
    "What an app names stands below what answers it, and what changes a job below what claims one: a floor can be read without those above it.",
    "Move what is shared down, or pass it in from above.",
  );
});

test("imports make no circles", () => {
  const next = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports
        .filter(({ specifier }) => isRelative(specifier))
        .map(({ specifier }) => resolve(path, specifier)),
    ]),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) circles.push([...trail.slice(at), path].join(" -> "));
    if (at >= 0 || done.has(path)) return;
    for (const target of next.get(path) ?? []) walk(target, [...trail, path]);
    done.add(path);
  };
  for (const path of next.keys()) walk(path, []);
  expectNone(
    circles,
    "Files import each other in a circle (types count too).",
    "In a circle no file can be read, tested or loaded first.",
    "Move what both need into a third file, or join the two if they would be read together.",
  );
});

test("every relative import names an existing file with its ending", () => {
  const known = new Set(sources.map(({ path }) => path));
  const places = sources.flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier }) => isRelative(specifier) && !known.has(resolve(path, specifier)))
      .map(({ specifier, line }) => `${path}:${line} imports "${specifier}"`),
  );
  expectNone(
    places,
    "A relative import leads to no source file of src or sw.",
    "Imports carry their .ts ending, and the library takes nothing from the demo, the tests or a folder's index.",
    "Write the whole file name, ending included.",
  );
});

test("each package has one door", () => {
  const uses = sources.flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier }) => !isRelative(specifier))
      .map(({ specifier, line }) => ({ path, line, specifier, package: packageOf(specifier) })),
  );
  const misplaced = uses
    .filter((use) => !use.path.startsWith(`${packages[use.package]?.room ?? "nowhere"}/`))
    .map((use) => {
      const room = packages[use.package]?.room;
      return `${use.path}:${use.line} imports "${use.specifier}"; ${room === undefined ? "no file may" : `only ${room} may`}`;
    });
  const doors = Object.entries(packages).flatMap(([of, { files }]) => {
    const importers = [...new Set(uses.filter((use) => use.package === of).map(({ path }) => path))];
    return importers.length > files ? [`${of} is imported by ${importers.join(" and ")}; ${files} may`] : [];
  });
  expectNone(
    [...misplaced, ...doors],
    "A package is imported outside its room, or by more files than one.",
    "A package behind one door can be exchanged, loaded late and guarded against its faults in one place.",
    "Use what the room exports. A new dependency is a decision: add it to the table in this test, with its room.",
  );
});

test("only the platform touches the world's clock, chance and state", () => {
  const places = sources.flatMap(({ path, touches }) =>
    touches
      .filter(({ what }) => !(worldly[what] ?? []).some((room) => path.startsWith(`${room}/`)))
      .map(
        ({ what, line }) => `${path}:${line} uses ${what}; allowed in ${(worldly[what] ?? []).join(", ")}`,
      ),
  );
  expectNone(
    places,
    "A file reaches for a global that belongs to the platform.",
    "The virtual clock of the tests, and of an app's tests, bends what comes in through the platform and nothing else.",
    "Take the clock, the random source or the signal from src/platform as an argument.",
  );
});

test(`no source file is longer than ${longest} lines`, () => {
  expectNone(
    sources
      .filter(({ path, lines }) => lines > longest && !catalogues.test(path))
      .map(({ path, lines }) => `${path} has ${lines} lines`),
    `A file is longer than ${longest} lines.`,
    "A module is one concept that is read from the exported thing down.",
    "Find the second concept in it and give it a file of its own, named after what it is.",
  );
});

test("no file has a name that tells nothing", () => {
  const places = sources.flatMap(({ path }) =>
    path
      .split("/")
      .filter((part) => forbiddenNames.test(part.replace(/\.ts$/, "")))
      .map((part) => `${path} ("${part}")`),
  );
  expectNone(
    places,
    "A file or folder is called utils, helpers, misc, common, types or interfaces.",
    "Such a name says what kind of code it is and not what it is about, so everything ends up there.",
    "Name it after the concept. A type lives beside the concept it describes.",
  );
});

test("entry points hold named re-exports only", () => {
  const places = sources
    .filter(({ path }) => isEntry(path))
    .flatMap(({ path, statements }) =>
      statements
        .filter(({ bareImport }) => !(bareImport && entriesWithEffects.includes(path)))
        .map(({ type, line }) => `${path}:${line} has ${type}`),
    );
  expectNone(
    places,
    "An entry point holds something else than `export { names } from`.",
    "It is the list of what an app may rely on: code or `export *` there widens the promise unseen.",
    "Move the code into its room and re-export it by name.",
  );
});
