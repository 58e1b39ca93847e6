#!/usr/bin/env node
// @ts-check
// Runs the core scenarios in Firefox and WebKitGTK. Where Debian's packages are missing it says so, and installs them.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findFirefox, findWebKit } from "./browser.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @param {string} text */
const say = (text) => process.stdout.write(`engines: ${text}\n`);

/** @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
const run = (command, args, env = {}) => {
  say(`${command} ${args.join(" ")}`);
  const { status } = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: "inherit",
  });
  return status ?? 1;
};

/** Debian's packages for what isn't here. @returns {string[]} */
const missing = () => {
  const webKit = findWebKit();
  return [
    ...(findFirefox().path === undefined ? ["firefox-esr"] : []),
    ...(webKit.driver === undefined || webKit.browser === undefined ? ["webkit2gtk-driver"] : []),
    // WebKitGTK draws on a display; without one a virtual one serves.
    ...(webKit.hasDisplay ? [] : ["xvfb"]),
  ];
};

const packages = missing();
if (packages.length > 0) {
  say(`not here: ${packages.join(", ")}; they come from Debian's packages, and this changes the system`);
  // sudo takes the environment away, and a question that nobody sees would wait for ever.
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const [command = "", ...before] = [...asRoot, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
  run(command, [...before, "update"]);
  run(command, [...before, "install", "-y", "--no-install-recommends", ...packages]);
  const still = missing();
  if (still.length > 0) {
    say(
      `could not be installed: ${still.join(", ")}. Install them yourself, or set FIREFOX_PATH, WEBKIT_DRIVER_PATH and WEBKIT_BROWSER_PATH.`,
    );
    process.exit(1);
  }
}
const vitest = join(dirname(fileURLToPath(import.meta.resolve("vitest/package.json"))), "vitest.mjs");
const test = "test/e2e/cross-browser.e2e.test.ts";
process.exit(
  run(process.execPath, [vitest, "run", "--project", "e2e", test, ...process.argv.slice(2)], {
    SLOWMATCH_ENGINES: "required",
  }),
);
