#!/usr/bin/env node
// @ts-check
// The bill of materials: what `npm sbom` answers, mended and checked, into dist/sbom.cdx.json. npm leaves out what is a
// development dependency of ours as well (workbox-core), knows nothing of what is built in (cron-parser), and calls the
// package after the folder it lies in. `--quiet` prints no table.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
/** @param {string} path */
const json = (path) => JSON.parse(readFileSync(`${root}${path}`, "utf8"));

/** Development dependencies whose code is in what we publish; see vite.config.ts. */
const BUILT_IN = ["cron-parser"];
/** Licences that a package under MIT may be shipped with. */
const ALLOWED = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0"];

/**
 * @typedef {{ version: string, integrity: string, dependencies?: Record<string, string> }} Locked
 * @typedef {{ "bom-ref": string, name: string, version: string, licenses?: { license: { id: string } }[] }} Component
 */
const manifest = json("package.json");
/** @type {Record<string, Locked>} */
const locked = json("package-lock.json").packages;

/** Where npm has put what `from` asks for: below it, or the next further out. @param {string} from @param {string} name @returns {string} */
const placeOf = (from, name) => {
  const place = `${from}/node_modules/${name}`.replace(/^\//, "");
  if (locked[place]) return place;
  if (from === "") throw new Error(`package-lock.json has no ${name}.`);
  return placeOf(from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/"))), name);
};

/** Everything that is installed with the package, or is in it, by its place. @type {Map<string, string[]>} */
const shipped = new Map();
/** @param {string} from @param {string[]} names @returns {string[]} */
const walk = (from, names) =>
  names.map((name) => {
    const place = placeOf(from, name);
    if (!shipped.has(place)) {
      shipped.set(place, []);
      const inside = BUILT_IN.includes(name) ? [] : Object.keys(locked[place]?.dependencies ?? {});
      shipped.set(place, walk(place, inside));
    }
    return place;
  });
const direct = walk("", [...Object.keys(manifest.dependencies), ...BUILT_IN]);

const asked = execFileSync(
  "npm",
  "sbom --workspaces=false --omit dev --sbom-format cyclonedx --sbom-type library".split(" "),
  { cwd: root, encoding: "utf8", shell: process.platform === "win32", stdio: ["ignore", "pipe", "ignore"] },
);
const bill = JSON.parse(asked);
bill.metadata.component.name = manifest.name;

/** @param {string} place */
const refOf = (place) => `${place.slice(place.lastIndexOf("node_modules/") + 13)}@${locked[place]?.version}`;
/** @type {Map<string, Component>} */
const told = new Map(bill.components.map((/** @type {Component} */ each) => [each["bom-ref"], each]));
bill.components = [...shipped.keys()]
  .sort((a, b) => (a < b ? -1 : 1))
  .map((place) => {
    const ref = refOf(place);
    const { name, version, license, description } = json(`${place}/package.json`);
    const [, digest = ""] = /^sha512-(.+)$/.exec(locked[place]?.integrity ?? "") ?? [];
    return (
      told.get(ref) ?? {
        "bom-ref": ref,
        type: "library",
        name,
        version,
        scope: "required",
        description,
        purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
        hashes: [{ alg: "SHA-512", content: Buffer.from(digest, "base64").toString("hex") }],
        licenses: [{ license: { id: license } }],
      }
    );
  });
bill.dependencies = [
  { ref: `${manifest.name}@${manifest.version}`, dependsOn: direct.map(refOf) },
  ...[...shipped].map(([place, inside]) => ({ ref: refOf(place), dependsOn: inside.map(refOf) })),
];

const notices = readFileSync(`${root}NOTICE.md`, "utf8");
/** @type {string[]} */
const faults = [];
for (const { name, version, licenses } of /** @type {Component[]} */ (bill.components)) {
  const licence = licenses?.[0]?.license.id ?? "none";
  if (!process.argv.includes("--quiet")) console.log(`${`${name}@${version}`.padEnd(32)} ${licence}`);
  if (!ALLOWED.includes(licence))
    faults.push(`${name} is under ${licence}; allowed are ${ALLOWED.join(", ")}`);
  // Types are in nothing that we publish.
  if (!name.startsWith("@types/") && !notices.includes(`\`${name}\``))
    faults.push(`NOTICE.md does not name \`${name}\`, whose code is in dist/standalone`);
}
for (const ref of told.keys())
  if (![...shipped.keys()].some((place) => refOf(place) === ref))
    faults.push(`npm names ${ref}, which nothing of ours asks for`);
mkdirSync(`${root}dist`, { recursive: true });
writeFileSync(`${root}dist/sbom.cdx.json`, `${JSON.stringify(bill, null, 2)}\n`);
console.log(`dist/sbom.cdx.json names ${bill.components.length} components`);
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
