import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const script = fileURLToPath(new URL("../scripts/engines.mjs", import.meta.url));

/** A PATH on which there is nothing but these commands, which write down how they were called. */
function pathOf(...names: string[]): { path: string; called: () => string[] } {
  const path = mkdtempSync(join(tmpdir(), "slowmatch-path-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  const log = join(path, "called");
  writeFileSync(log, "");
  for (const name of names) {
    const file = join(path, name);
    writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> "${log}"\n`);
    chmodSync(file, 0o755);
  }
  return { path, called: () => readFileSync(log, "utf8").split("\n").filter(Boolean) };
}

test("where no other engine is here, Debian's packages are named and asked for without questions; if they don't come, it says so", () => {
  const { path, called } = pathOf("env", "sudo");

  const { status, stdout } = spawnSync(process.execPath, [script], { env: { PATH: path }, encoding: "utf8" });

  const packages = "firefox-esr webkit2gtk-driver xvfb";
  const before = `${process.getuid?.() === 0 ? "" : "sudo -n "}env DEBIAN_FRONTEND=noninteractive apt-get`;
  expect(called()).toEqual([`${before} update`, `${before} install -y --no-install-recommends ${packages}`]);
  expect(stdout).toContain(`not here: ${packages.replaceAll(" ", ", ")}`);
  expect(stdout).toContain("this changes the system");
  expect(stdout).toContain("FIREFOX_PATH, WEBKIT_DRIVER_PATH and WEBKIT_BROWSER_PATH");
  expect(status).toBe(1);
});

test("where there is no apt-get at all, it says what to install and does not go on", () => {
  const { path } = pathOf();

  const { status, stdout } = spawnSync(process.execPath, [script], { env: { PATH: path }, encoding: "utf8" });

  expect(stdout).toContain("could not be installed");
  expect(status).toBe(1);
});
