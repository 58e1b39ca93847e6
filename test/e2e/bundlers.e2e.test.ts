import { execFileSync, execSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { BrowserContext } from "playwright";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { root } from "../docs/markdown.ts";
import { RealBrowser } from "../support/real-browser.ts";
import { serveFolder } from "../support/static-server.ts";
import { commands, recipe } from "./recipe.ts";

// docs/deploy.md for other bundlers than Vite, word for word, with the real tools in a folder outside of the repository.

const TOOLS = [
  "esbuild@0.28.2",
  "rollup@4.68.7",
  "@rollup/plugin-node-resolve@16.0.3",
  "webpack@5.112.2",
  "webpack-cli@7.3.1",
];
const HEADING = "esbuild, Rollup, webpack";
const home = mkdtempSync(join(tmpdir(), "slowmatch-bundlers-"));
const app = join(home, "app");
const browser = new RealBrowser();
let context: BrowserContext;

/** What the command has said, errors and warnings too. */
const run = (command: string): string =>
  execSync(`(${command}) 2>&1`, {
    cwd: app,
    env: { ...process.env, NODE_ENV: "production" },
    encoding: "utf8",
  });

const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(app, file)), { recursive: true });
  writeFileSync(join(app, file), text);
};

beforeAll(async () => {
  execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", home], { cwd: root });
  const tarball = readdirSync(home).find((file) => file.endsWith(".tgz"));
  write("package.json", JSON.stringify({ name: "app", private: true, type: "module" }));
  run(`npm install --silent --no-audit --no-fund --prefer-offline ${TOOLS.join(" ")} ../${tarball}`);
  write("src/jobs.js", 'import { defineJob } from "slowmatch"; export const greet = defineJob("greet");');
  write(
    "src/main.js",
    `import { createClient } from "slowmatch"; import { greet } from "./jobs.js"; import "slowmatch/dashboard";
    const jobs = createClient({ serviceWorker: "/sw.js" });
    document.querySelector("job-dashboard").client = jobs;
    (async () => {
      const answer = await jobs.result(await jobs.enqueue(greet, { name: "Ada" }));
      await jobs.recurring.addOrUpdate("daily", greet, { name: "Bob" }, "@daily");
      document.body.append(answer + ", daily: " + (await jobs.recurring.list()).length);
    })();`,
  );
  write(
    "src/sw.js",
    `import { handle, serve } from "slowmatch/sw"; import { greet } from "./jobs.js";
    serve({ handlers: [handle(greet, ({ name }) => "Hello, " + name)] });`,
  );
  context = await browser.start();
}, 240_000);

beforeEach(() => {
  rmSync(join(app, "public"), { recursive: true, force: true });
  write(
    "public/index.html",
    '<!doctype html><html lang="en"><head><title>App</title><link rel="icon" href="data:,"></head><body><job-dashboard></job-dashboard><script type="module" src="/main.js"></script></body></html>',
  );
});

afterAll(async () => {
  await browser.dispose();
  rmSync(home, { recursive: true, force: true });
});

/** The page and its worker do their work, parts that come later too, and nobody complains. */
const visit = async (): Promise<void> => {
  expect(readFileSync(join(app, "public/sw.js"), "utf8")).not.toMatch(/\bimport\(\s*["'`]/);
  expect(readdirSync(join(app, "public")).length).toBeGreaterThan(10);
  const { origin, close } = await serveFolder(join(app, "public"));
  const page = await context.newPage();
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", ({ message }) => said.push(message));
  try {
    await page.goto(origin);
    await page.getByText("Hello, Ada, daily: 1").waitFor();
    await page.locator("job-dashboard").getByText("Succeeded").first().waitFor();
    expect(said).toEqual([]);
  } finally {
    await page.close();
    await close();
  }
};

test("esbuild makes a split page and a worker of one file", { timeout: 120_000 }, async () => {
  for (const command of commands(HEADING)) expect(run(command)).not.toMatch(/WARNING/i);
  await visit();
});

test("Rollup makes a split page and a worker of one file", { timeout: 120_000 }, async () => {
  write("rollup.config.js", recipe(HEADING, "rollup.config.js"));
  expect(run("npx rollup --config")).not.toMatch(/\(!\)|warning/i);
  await visit();
});

test("webpack makes a split page and a worker of one file", { timeout: 120_000 }, async () => {
  write("webpack.config.js", recipe(HEADING, "webpack.config.js"));
  expect(run("npx webpack")).not.toMatch(/WARNING|ERROR/);
  await visit();
});
