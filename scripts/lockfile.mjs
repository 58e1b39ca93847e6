#!/usr/bin/env node
// @ts-check
// Keeps package-lock.json usable on every machine: `node scripts/lockfile.mjs` after a change of dependencies mends it,
// with --check it only tells. npm leaves out a platform's package that the registry at hand does not carry, after which
// `npm ci` refuses the whole file everywhere; and it may write that registry's address into each entry.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * @typedef {{ version?: string, resolved?: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[],
 *   libc?: string[], optionalDependencies?: Record<string, string>, engines?: unknown }} Entry
 */

const file = fileURLToPath(new URL("../package-lock.json", import.meta.url));
const lock = JSON.parse(readFileSync(file, "utf8"));
/** @type {Record<string, Entry>} */
const entries = lock.packages;

/** What `@scope/name-darwin-arm64` runs on, in package.json's words. @param {string} name @returns {Entry} */
const platformOf = (name) => {
  const words = name.split("-");
  const os = words.find((word) =>
    /^(android|darwin|freebsd|linux|openharmony|win32|aix|netbsd|openbsd|sunos)$/.test(word),
  );
  const cpu = words.find((word) => /^(arm|arm64|ia32|loong64|mips64el|ppc64|riscv64|s390x|x64)$/.test(word));
  if (os === undefined || cpu === undefined)
    throw new Error(`No platform can be read from the name ${name}.`);
  const last = words.at(-1) ?? "";
  const libc =
    os !== "linux"
      ? undefined
      : last.startsWith("musl")
        ? ["musl"]
        : last.startsWith("gnu")
          ? ["glibc"]
          : undefined;
  return { cpu: [cpu], ...(libc && { libc }), optional: true, os: [os] };
};

const faults = [];
for (const [path, entry] of Object.entries(entries)) {
  if (entry.resolved !== undefined && /^https?:/.test(entry.resolved)) {
    faults.push(`${path} names the address it was loaded from`);
    delete entry.resolved;
  }
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const top = `node_modules/${name}`;
    if (entries[`${path}/${top}`] !== undefined || entries[top] !== undefined) continue;
    faults.push(`${path} lacks its optional ${name}`);
    entries[top] = { version, ...platformOf(name), ...(entry.dev && { dev: true }) };
  }
}

if (faults.length === 0) console.log("package-lock.json is whole and names no registry");
else if (process.argv.includes("--check")) {
  console.error(`${faults.join("\n")}\n\nRun "node scripts/lockfile.mjs" and commit package-lock.json.`);
  process.exit(1);
} else {
  lock.packages = Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`mended ${faults.length}:\n${faults.join("\n")}`);
}
