/*
 * Where the bytes of an entry are: `node bench/weight.bench.mjs [src/index.ts]`. Bytes at once by folder, minified, and what each adds to
 * the gzipped whole (found by leaving it out); then what a service worker would weigh without this or that, where the bytes of one
 * without cron are, by folder and of the heaviest modules, and the least page and the least worker, written by hand.
 */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { parseAst } from "rolldown/parseAst";
import { isFirst } from "../scripts/first-files.mjs";
import { leanCron } from "../scripts/lean-cron.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Without the line that names a source map: no page is sent it. */
const gzipped = (code) => gzipSync(code.replace(/\n\/\/# sourceMappingURL=.*\n?$/, ""), { level: 9 }).length;

async function bundle(code, plugins = [], output = {}) {
  const built = await rolldown({
    input: "app",
    cwd: root,
    platform: "browser",
    logLevel: "silent",
    preserveEntrySignatures: false,
    plugins: [
      ...plugins,
      leanCron(),
      {
        name: "app",
        resolveId: (id) => (id === "app" ? "\0app" : null),
        load: (id) => (id === "\0app" ? code : null),
      },
    ],
    transform: { define: { "process.env.NODE_ENV": '"production"' } },
  });
  const first = { name: "first", test: isFirst };
  const codeSplitting = { groups: [first] };
  const { output: parts } = await built.generate({
    format: "es",
    minify: true,
    sourcemap: true,
    codeSplitting,
    ...output,
  });
  await built.close();
  return parts.filter((part) => part.type === "chunk");
}

function atOnce(chunks) {
  const named = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const names = new Set([chunks.find((chunk) => chunk.isEntry).fileName]);
  for (const name of names) for (const next of named.get(name).imports) if (named.has(next)) names.add(next);
  return [...names].map((name) => named.get(name));
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The numbers of one segment of a source map. */
function numbers(segment) {
  const found = [];
  let value = 0;
  let shift = 0;
  for (const letter of segment) {
    const digit = DIGITS.indexOf(letter);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    found.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return found;
}

/** Which stretches of a chunk come from which source. */
function stretches({ code, map }) {
  const found = new Map();
  let source = 0;
  let begin = 0;
  for (const [i, line] of code.split("\n").entries()) {
    let column = 0;
    const marks = ((map?.mappings ?? "").split(";")[i] ?? "")
      .split(",")
      .filter((each) => each !== "")
      .map((segment) => {
        const [forward, other] = numbers(segment);
        column += forward;
        source += other ?? 0;
        return [column, other === undefined ? undefined : source];
      });
    for (const [k, [from, of]] of marks.entries()) {
      const to = marks[k + 1]?.[0] ?? line.length;
      if (of !== undefined)
        found.set(map.sources[of], [...(found.get(map.sources[of]) ?? []), [begin + from, begin + to]]);
    }
    begin += line.length + 1;
  }
  return found;
}

const moduleOf = (source) => source.replace(/^(\.\.\/)+|.*node_modules\//g, "");
const folderOf = (source) =>
  source.includes("node_modules/")
    ? moduleOf(source).split("/")[0]
    : moduleOf(source).split("/").slice(0, -1).join("/");

/** What each part of some chunks takes, minified, and adds to the gzipped whole; the heaviest first. */
function byPart(chunks, partOf) {
  const found = new Map();
  for (const chunk of chunks) {
    const parts = new Map();
    for (const [source, spans] of stretches(chunk))
      parts.set(partOf(source), [...(parts.get(partOf(source)) ?? []), ...spans]);
    for (const [part, spans] of parts) {
      let rest = "";
      let at = 0;
      for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
        rest += chunk.code.slice(at, from);
        at = to;
      }
      rest += chunk.code.slice(at);
      const [minified, added] = found.get(part) ?? [0, 0];
      found.set(part, [
        minified + chunk.code.length - rest.length,
        added + gzipped(chunk.code) - gzipped(rest),
      ]);
    }
  }
  return [...found].sort(([, [, a]], [, [, b]]) => b - a);
}

const from = (path) => JSON.stringify(`${root}${path}`);
const [entry] = process.argv.slice(2);
const page = `import { createClient, defineJob } from ${from("src/index.ts")};
globalThis.app = [createClient({ serviceWorker: "/sw.js" }), defineJob("job")];`;
const first = atOnce(
  await bundle(entry === undefined ? page : `import * as all from ${from(entry)}; globalThis.app = all;`),
);
console.log(
  `${entry ?? "createClient and defineJob"}: ${first.reduce((sum, { code }) => sum + gzipped(code), 0)} bytes at once, minified and gzipped\n`,
);
const row = (minified, zipped, what) =>
  console.log(`${String(minified).padStart(7)} ${String(zipped).padStart(6)}  ${what}`);
const show = (parts) => {
  for (const [part, [minified, added]] of parts) row(minified, added, part);
};
show(byPart(first, folderOf));

/** Empty modules in place of these: what is left is no worker that works, only one that can be weighed. */
const without = (files) => ({
  name: "without",
  transform: {
    order: "pre",
    handler(code, id) {
      if (!files.some((file) => id.endsWith(`/${file}`))) return null;
      const names = [
        ...[...code.matchAll(/export (?:async )?(?:function\*?|const|class) (\w+)/g)].map(([, name]) => name),
        ...[...code.matchAll(/export \{([^}]*)\} from/g)].flatMap(([, list]) =>
          list.split(",").map((each) => each.trim()),
        ),
      ];
      return names.map((name) => `export const ${name} = [];`).join("\n");
    },
  },
});
const worker = `import { defineJob, handle } from ${from("src/index.ts")};
import { serve } from ${from("sw/index.ts")};
serve({ handlers: [handle(defineJob("job"), () => {})] });`;
const LEFT_OUT = [
  ["a service worker with one handler", []],
  ["… that answers no page that has lost its database", ["operations-by-name.ts"]],
  ["… and exports and imports nothing", ["client/portable/portable.ts"]],
  ["… and reads no jobs", ["client/reading.ts"]],
  ["… and builds no batches", ["client/batch/batches-client.ts"]],
  ["… and declares no recurring jobs", ["client/recurring/recurring-client.ts"]],
  ["… and fires none: no cron", ["operations/fire-recurring.ts", "recurring/time-zone.ts"]],
  ["… and deletes, holds and clears nothing", ["client/calls/commands.ts"]],
];
/** Then what the table of features asks of a worker, a capability at a time: what of it stands in modules of its own. */
const CAPABILITIES = [
  [
    "within an app's own transaction",
    ["app-transaction.ts", "app-rows.ts", "client/within.ts", "indexeddb/native.ts"],
  ],
  [
    "calls that pages left before their rules came",
    ["take-in.ts", "draft-of-left.ts", "left-room.ts", "operations/left.ts", "left-key.ts", "do-chore.ts"],
  ],
  [
    "a full store, a lost one",
    [
      "storage-error.ts",
      "full-storage.ts",
      "make-room.ts",
      "standstill.ts",
      "last-words.ts",
      "storage-errors.ts",
      "wipe.ts",
      "clear-jobs.ts",
      "clear.ts",
    ],
  ],
  [
    "requirements and preferences of the device",
    [
      "needs.ts",
      "needs-of.ts",
      "needs-met.ts",
      "requirements.ts",
      "requirement-rules.ts",
      "device-pages.ts",
      "worker-device.ts",
      "platform/device.ts",
      "device-senses.ts",
      "waive-preferences.ts",
      "standing-preference.ts",
      "connectivity.ts",
      "fresh-network.ts",
      "capabilities.ts",
      "site-storage.ts",
    ],
  ],
  ["filters", ["state-filters.ts", "election.ts", "filter-set.ts", "filter-options.ts", "asked-filters.ts"]],
  [
    "limits of concurrency and rate",
    [
      "limit-rows.ts",
      "job/limit.ts",
      "rate-window.ts",
      "limit-use.ts",
      "limit-options.ts",
      "limit-rules.ts",
      "queue-limit.ts",
      "queue-options.ts",
      "gate.ts",
      "turns.ts",
    ],
  ],
  [
    "holds, priorities, groups, fair turns",
    [
      "holds.ts",
      "standing-holds.ts",
      "hold-name.ts",
      "lane-blockers.ts",
      "job/lane.ts",
      "open-lanes.ts",
      "portions.ts",
      "heads.ts",
      "job-group.ts",
    ],
  ],
  ["unique jobs", ["job/place.ts", "uniqueness.ts", "revivals.ts"]],
  ["batches", ["work/batches.ts", "expire-batches.ts", "walk-batch.ts", "batch/rules.ts", "batch-info.ts"]],
  [
    "continuations",
    ["repair-awaiting.ts", "read-parents.ts", "parent-settled.ts", "continuation.ts", "lapse.ts"],
  ],
  ["steps, sleeps, logs, progress", ["durable-steps.ts", "notebook.ts", "job/log.ts", "read-attached.ts"]],
  ["expiry, promotion of what is due", ["expire-jobs.ts", "promote-due.ts"]],
  ["jobs that kill their worker", ["suspects.ts", "suspicion.ts"]],
  [
    "checks of options, arguments, results",
    [
      "job/options.ts",
      "option-rules.ts",
      "job/names.ts",
      "expect-option.ts",
      "storable.ts",
      "as-given.ts",
      "job/meta.ts",
      "expect-when.ts",
      "redact.ts",
      "job/check.ts",
    ],
  ],
  [
    "a client for handlers",
    [
      "client/calls/creation.ts",
      "submissions.ts",
      "prepare.ts",
      "job/draft.ts",
      "draft-of.ts",
      "calls/changes.ts",
      "copy-job.ts",
      "duplicate.ts",
      "requests.ts",
      "job-client.ts",
      "create-jobs.ts",
      "event-hub.ts",
      "client-events.ts",
    ],
  ],
  [
    "wake-ups of the browser, the alarm",
    [
      "alarm-script.ts",
      "wake-sources/message.ts",
      "wake-sources/fetch.ts",
      "lifetime.ts",
      "wakeup-log.ts",
      "record-wakeup.ts",
      "shift.ts",
    ],
  ],
  [
    "other servers: leases, identity, takeover",
    ["operations/servers.ts", "server/identity.ts", "announcement.ts", "watch-attempts.ts"],
  ],
];
const LEFT_OUT_OF_PAGE = [
  ["a page that creates a client", []],
  [
    "… and checks no option",
    [
      "job/options.ts",
      "option-rules.ts",
      "limit-rules.ts",
      "requirement-rules.ts",
      "filter-options.ts",
      "expect-option.ts",
      "job/names.ts",
      "job/meta.ts",
      "client-options.ts",
    ],
  ],
  ["… and waits for nothing", ["late-parts.ts", "late-export.ts", "kept-open.ts"]],
];

const sources = ["src", "sw"].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true }).map(
    (path) => `/${folder}/${String(path).replaceAll("\\", "/")}`,
  ),
);

async function weighWithout(steps, code, output) {
  console.log();
  const left = [];
  for (const [what, files] of steps) {
    left.push(...files);
    const missing = files.filter((file) => !sources.some((path) => path.endsWith(`/${file}`)));
    if (missing.length > 0) throw new Error(`There is no ${missing.join(", ")} any more: where is it now?`);
    const chunks = atOnce(await bundle(code, [without(left)], output));
    const [minified, zipped] = [(each) => each.length, gzipped].map((weigh) =>
      chunks.reduce((sum, chunk) => sum + weigh(chunk.code), 0),
    );
    row(minified, zipped, what);
  }
}
await weighWithout(LEFT_OUT_OF_PAGE, page);
// As `npm run size` weighs it. As one classic script each module is wrapped besides, since import() is said in some: of the package
// these are a few files, of its sources hundreds.
const AS_MODULE = { codeSplitting: true };
await weighWithout(
  [...LEFT_OUT, ...CAPABILITIES.map(([what, files]) => [`… nor ${what}`, files])],
  worker,
  AS_MODULE,
);

/** Every node of a tree. */
function* nodesOf(node) {
  if (Array.isArray(node)) for (const each of node) yield* nodesOf(each);
  else if (node && typeof node.type === "string") {
    yield node;
    for (const value of Object.values(node)) if (value && typeof value === "object") yield* nodesOf(value);
  }
}
/** Of the language, and of the browser as far as Node has it: a name of these means something to others. */
const KNOWN = new Set(
  Object.getOwnPropertyNames(globalThis)
    .map((name) => globalThis[name])
    .filter((value) => typeof value === "function" || (value && typeof value === "object"))
    .flatMap((value) => [value, value.prototype ?? {}].flatMap((each) => Object.getOwnPropertyNames(each))),
);
const replaced = (code, cuts) => {
  let [text, at] = ["", 0];
  for (const [start, end, by] of cuts.sort(([a], [b]) => a - b)) {
    if (start < at) continue;
    text += code.slice(at, start) + by;
    at = end;
  }
  return text + code.slice(at);
};
/** Without what is said in three words or more. */
function unspoken(code) {
  const cuts = [...nodesOf(parseAst(code))].flatMap(({ type, start, end, value }) => {
    if (type === "Literal" && / \w+ /.test(value)) return [[start, end, '""']];
    return type === "TemplateElement" && / \w+ /.test(value.raw) ? [[start, end, ""]] : [];
  });
  return replaced(code, cuts);
}
/** With a short name for every property that is ours: a little more than a minifier may do, as some are stored or told. */
function shortened(code) {
  const keys = [...nodesOf(parseAst(code))].flatMap(({ type, computed, shorthand, key, property }) => {
    const name = type === "MemberExpression" ? property : key;
    return name?.type === "Identifier" && !computed && !shorthand && !KNOWN.has(name.name) ? [name] : [];
  });
  const counts = new Map();
  for (const { name } of keys) counts.set(name, (counts.get(name) ?? 0) + 1);
  const order = [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
  return replaced(
    code,
    keys.map(({ start, end, name }) => [start, end, order.indexOf(name).toString(36).replace(/^\d/, "$$$&")]),
  );
}

const HEAVIEST = 60;
const noCron = LEFT_OUT.findIndex(([what]) => what.endsWith("no cron"));
const leftOut = LEFT_OUT.slice(0, noCron + 1).flatMap(([, files]) => files);
const core = await bundle(worker, [without(leftOut)], AS_MODULE);
const all = [...LEFT_OUT, ...CAPABILITIES].flatMap(([, files]) => files);
console.log();
for (const [what, files] of [
  ["without cron", leftOut],
  ["without any of the above", all],
]) {
  const codes = (await bundle(worker, [without(files)], AS_MODULE)).map(({ code }) => code);
  const weigh = (how, change) => {
    const changed = codes.map(change);
    const sum = (size) => changed.reduce((total, code) => total + size(code), 0);
    row(
      sum((code) => code.length),
      sum(gzipped),
      `${what}${how}`,
    );
  };
  weigh("", (code) => code);
  weigh(", and no sentence", unspoken);
  weigh(", and every name of ours shortened", (code) => shortened(unspoken(code)));
}

console.log("\nWhere these are, without cron:");
show(byPart(core, folderOf));
console.log();
show(byPart(core, moduleOf).slice(0, HEAVIEST));

const LEAST = [
  ["the least that enqueues, by hand", "least-client.ts", 'leastClient("a", "/sw.js")'],
  ["the least worker without cron, by hand", "least-worker.ts", 'leastWorker("a", { job: () => {} })'],
];
console.log();
for (const [what, file, call] of LEAST) {
  const least = `import * as made from ${from(`bench/weight/${file}`)}; globalThis.app = made.${call};`;
  const [{ code }] = await bundle(least);
  row(code.length, gzipped(code), what);
}
