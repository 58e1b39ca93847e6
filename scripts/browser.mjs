#!/usr/bin/env node
// @ts-check
// Finds a Chromium, or obtains one, so that a fresh checkout needs no manual step before its tests.
import { execFileSync, spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = join(root, "node_modules", ".cache", "chromium");
const npmBrowser = "@sparticuz/chromium@153.0.0";

/**
 * For a browser that a test starts. Containers have no usable sandbox even for an ordinary user; the rest keeps the
 * browser from talking to anybody but the page under test.
 */
export const chromiumArgs = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--no-default-browser-check",
];

/** @param {string} file */
const runnable = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** @param {string[]} names @returns {string | undefined} */
const onPath = (names) => {
  const suffix = process.platform === "win32" ? ".exe" : "";
  for (const name of names)
    for (const dir of (process.env["PATH"] ?? "").split(delimiter)) {
      const file = join(dir, name + suffix);
      if (dir !== "" && runnable(file)) return file;
    }
  return undefined;
};

/** @param {string[]} variables @returns {string | undefined} */
const named = (variables) => {
  for (const variable of variables) {
    const file = process.env[variable];
    if (file === undefined || file === "") continue;
    if (!runnable(file))
      throw new Error(`${variable} is "${file}", which can't be run. Correct it or unset it.`);
    return file;
  }
  return undefined;
};

/** The usual places where an installer puts a Chromium, Chrome or Edge. */
const installedPlaces = () => {
  const local = process.env["LOCALAPPDATA"] ?? "";
  const programs = [process.env["PROGRAMFILES"] ?? "", process.env["PROGRAMFILES(X86)"] ?? "", local];
  if (process.platform === "darwin")
    return [
      "Chromium.app/Contents/MacOS/Chromium",
      "Google Chrome.app/Contents/MacOS/Google Chrome",
      "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ].map((app) => join("/Applications", app));
  if (process.platform === "win32")
    return programs
      .filter((dir) => dir !== "")
      .flatMap((dir) =>
        [
          "Chromium/Application/chrome.exe",
          "Google/Chrome/Application/chrome.exe",
          "Microsoft/Edge/Application/msedge.exe",
        ].map((exe) => join(dir, exe)),
      );
  return ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];
};

/** A browser an earlier run of this script put into the cache. @returns {string | undefined} */
const fetchedEarlier = () => {
  if (!existsSync(cache)) return undefined;
  const wanted = new Set([
    "chrome-headless-shell",
    "headless_shell",
    "chrome-headless-shell.exe",
    "headless_shell.exe",
    "slowmatch-chromium",
  ]);
  for (const entry of readdirSync(cache, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && wanted.has(entry.name)) {
      const file = join(entry.parentPath, entry.name);
      if (runnable(file)) return file;
    }
  return undefined;
};

const chromiumNames = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "chrome",
  "microsoft-edge",
  "msedge",
];

/** A Chromium that is already here, or undefined: never fetches anything. @returns {string | undefined} */
export const findChromium = () =>
  named(["CHROME_PATH", "CHROMIUM_PATH"]) ??
  onPath(chromiumNames) ??
  installedPlaces().find(runnable) ??
  fetchedEarlier();

/** Firefox for the cross-engine tests; `looked` is what a skipped test shows. @returns {{ path: string | undefined, looked: string }} */
export const findFirefox = () => ({
  path:
    named(["FIREFOX_PATH"]) ??
    onPath(["firefox-esr", "firefox"]) ??
    ["/Applications/Firefox.app/Contents/MacOS/firefox"].find(runnable),
  looked: "looked at FIREFOX_PATH, then for firefox-esr and firefox on PATH, then in /Applications",
});

/** WebKitGTK's driver, the browser it drives, and whether that has a display or Xvfb to make one. @returns {{ driver: string | undefined, browser: string | undefined, hasDisplay: boolean, looked: string }} */
export const findWebKit = () => {
  const homes = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/libexec", "/usr/lib64"];
  const browsers = homes.flatMap((dir) =>
    ["webkit2gtk-4.1", "webkit2gtk-4.0", "webkitgtk-6.0"].map((name) => join(dir, name, "MiniBrowser")),
  );
  return {
    driver: named(["WEBKIT_DRIVER_PATH"]) ?? onPath(["WebKitWebDriver"]),
    browser: named(["WEBKIT_BROWSER_PATH"]) ?? browsers.find(runnable),
    hasDisplay: process.env["DISPLAY"] !== undefined || onPath(["Xvfb"]) !== undefined,
    looked: `looked at WEBKIT_DRIVER_PATH and WEBKIT_BROWSER_PATH, then for WebKitWebDriver on PATH and MiniBrowser under ${homes.join(", ")}, and at DISPLAY, then for Xvfb on PATH`,
  };
};

/** @param {string} text */
const say = (text) => process.stdout.write(`browser: ${text}\n`);

/** @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
const attempt = (command, args, env = {}) => {
  say(`trying: ${command} ${args.join(" ")}`);
  const result = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit"],
    timeout: 300_000,
    shell: process.platform === "win32",
  });
  return result.status === 0;
};

const byPlaywright = () => {
  const cli = join(dirname(createRequire(import.meta.url).resolve("playwright/package.json")), "cli.js");
  attempt(process.execPath, [cli, "install", "--only-shell", "chromium"], {
    PLAYWRIGHT_BROWSERS_PATH: cache,
  });
  return fetchedEarlier();
};

/** Changing the system from a test command would be rude, so this acts only when asked. @param {boolean} asked */
const byApt = (asked) => {
  if (process.platform !== "linux" || onPath(["apt-get"]) === undefined) return undefined;
  if (!asked) {
    say("apt-get is here; it is used only with CI=true or --system-packages");
    return undefined;
  }
  const root = process.getuid?.() === 0;
  if (!root && onPath(["sudo"]) === undefined) return undefined;
  // sudo takes the environment away, so it is said behind it.
  const quietly = ["DEBIAN_FRONTEND=noninteractive", "apt-get"];
  const [command, before] = root ? ["env", quietly] : ["sudo", ["-n", "env", ...quietly]];
  attempt(command, [...before, "update"]);
  attempt(command, [...before, "install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"]);
  return onPath(chromiumNames);
};

/** A third party's build inside an npm package: the last resort for Linux on x64 without any other way. */
const byNpm = () => {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const prefix = join(cache, "npm");
  mkdirSync(prefix, { recursive: true });
  if (
    !attempt("npm", [
      "install",
      "--prefix",
      prefix,
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      npmBrowser,
    ])
  )
    return undefined;
  const packed = join(prefix, "node_modules", "@sparticuz", "chromium", "bin");
  const home = join(cache, "unpacked");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(join(home, "fonts"), { recursive: true });
  const binary = join(home, "chromium-binary");
  writeFileSync(binary, brotliDecompressSync(readFileSync(join(packed, "chromium.br"))), { mode: 0o755 });
  for (const name of ["al2023", "swiftshader", "fonts"]) {
    const archive = join(packed, `${name}.tar.br`);
    if (existsSync(archive))
      execFileSync("tar", ["-x", "-C", home], { input: brotliDecompressSync(readFileSync(archive)) });
  }
  // Without any font text has no size, and a test that waits for it to be visible waits for ever.
  writeFileSync(
    join(home, "fonts.conf"),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${home}</dir><cachedir>${home}/font-cache</cachedir></fontconfig>\n`,
  );
  const wrapper = join(home, "slowmatch-chromium");
  const libraries = [join(home, "lib"), join(home, "al2023", "lib"), home].join(":");
  writeFileSync(
    wrapper,
    `#!/bin/sh\nLD_LIBRARY_PATH="${libraries}" FONTCONFIG_FILE="${home}/fonts.conf" exec "${binary}" "$@"\n`,
    { mode: 0o755 },
  );
  return wrapper;
};

/** Finds a Chromium or obtains one, saying every step. @param {{ systemPackages: boolean }} options @returns {string | undefined} */
const obtainChromium = ({ systemPackages }) => {
  const here = findChromium();
  if (here !== undefined) return here;
  say("no Chromium in CHROME_PATH or CHROMIUM_PATH, on PATH, in the usual places or in node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  return byPlaywright() ?? byApt(systemPackages) ?? byNpm();
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = obtainChromium({
    systemPackages: process.env["CI"] === "true" || process.argv.includes("--system-packages"),
  });
  if (found === undefined) {
    say(
      "none could be obtained. Install Chromium, Chrome or Edge, or set CHROME_PATH to one, and try again.",
    );
    process.exit(1);
  }
  say(`using ${found}`);
}
