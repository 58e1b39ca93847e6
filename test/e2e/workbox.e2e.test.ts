import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { BrowserContext } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readDocument, root } from "../docs/markdown.ts";
import { RealBrowser } from "../support/real-browser.ts";
import { serveFolder } from "../support/static-server.ts";
import { recipe } from "./recipe.ts";

// The recipes of docs/deploy.md, word for word, built with the real tools in a folder outside of the repository. These
// bring 300 packages, which is why they are installed here and are no dependency of ours.

const TOOLS = ["vite-plugin-pwa@2.0.0", "vite@8.3.8", "workbox-precaching@7.4.1", "workbox-build@7.4.1"];
const home = mkdtempSync(join(tmpdir(), "slowmatch-workbox-"));
const app = join(home, "app");

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, {
    cwd: app,
    env: { ...process.env, NODE_ENV: "production" },
    encoding: "utf8",
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "inherit"],
  });

const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(app, file)), { recursive: true });
  writeFileSync(join(app, file), text);
};

describe("an app that caches itself with Workbox", () => {
  const browser = new RealBrowser();
  let context: BrowserContext;
  let stop = async (): Promise<void> => {};

  beforeAll(async () => {
    execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", home], { cwd: root });
    const tarball = readdirSync(home).find((file) => file.endsWith(".tgz"));
    write("package.json", JSON.stringify({ name: "app", private: true, type: "module" }));
    run(
      "npm",
      "install",
      "--silent",
      "--no-audit",
      "--no-fund",
      "--prefer-offline",
      ...TOOLS,
      `../${tarball}`,
    );
    write(
      "index.html",
      '<!doctype html><html lang="en"><head><title>App</title></head><body><script type="module" src="/src/main.js"></script></body></html>',
    );
    write("src/jobs.js", 'import { defineJob } from "slowmatch"; export const greet = defineJob("greet");');
    write(
      "src/main.js",
      `import { createClient } from "slowmatch"; import { greet } from "./jobs.js";
      const jobs = createClient({ serviceWorker: "/sw.js" });
      document.body.append(await jobs.result(await jobs.enqueue(greet, { name: location.hash.slice(1) })));`,
    );
    write("src/sw.js", recipe("Vite with vite-plugin-pwa", "src/sw.js"));
    context = await browser.start();
  }, 240_000);

  afterEach(() => stop());

  afterAll(async () => {
    await browser.dispose();
    rmSync(home, { recursive: true, force: true });
  });

  /** A job is done, the page is precached, and both work again with the server gone. */
  const visit = async (): Promise<void> => {
    const script = readFileSync(join(app, "dist/sw.js"), "utf8");
    expect(/"?url"?:\s*["'`]index\.html/.test(script)).toBe(true);
    // A client has a method of that name; the expression is given a text.
    expect(/^import\b|\bimport\(\s*["'`]/m.exec(script)?.[0]).toBeUndefined();
    const { origin, close } = await serveFolder(join(app, "dist"));
    stop = close;
    const page = await context.newPage();
    await page.goto(`${origin}/#Ada`);
    await page.getByText("Hello, Ada").waitFor();
    await page.evaluate("navigator.serviceWorker.ready.then(() => {})");
    await close();
    stop = async () => {};
    const again = await context.newPage();
    await again.goto(`${origin}/index.html#Bob`);
    await again.getByText("Hello, Bob").waitFor();
    await Promise.all([page.close(), again.close()]);
  };

  test("by vite-plugin-pwa's injectManifest", { timeout: 120_000 }, async () => {
    write("vite.config.js", recipe("Vite with vite-plugin-pwa", "vite.config.js"));
    run("npx", "vite", "build", "--logLevel", "warn");

    await visit();
  });

  test("by Workbox alone, over two plain builds with Vite", { timeout: 120_000 }, async () => {
    rmSync(join(app, "vite.config.js"), { force: true });
    const { blocks } = readDocument("README.md");
    const second = blocks.find(({ code }) => code.startsWith("// vite.sw.config.ts"))?.code ?? "";
    write("vite.sw.config.ts", second.replace('"sw.ts"', '"src/sw.js"'));
    write("inject-manifest.mjs", recipe("Workbox alone", "inject-manifest.mjs"));
    run("npx", "vite", "build", "--logLevel", "warn");
    run("npx", "vite", "build", "--logLevel", "warn", "--config", "vite.sw.config.ts");

    expect(run("node", "inject-manifest.mjs")).toMatch(/^\d+ files, \d+ bytes are precached\./m);
    await visit();
  });
});
