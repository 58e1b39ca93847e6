import { execSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDocument, root } from "../docs/markdown.ts";
import { deferred } from "../support/deferred.ts";
import { RealBrowser } from "../support/real-browser.ts";

// A newcomer with an empty Vite app, who does what the README's "Two minutes" says and nothing else.

const home = mkdtempSync(join(tmpdir(), "slowmatch-newcomer-"));
const app = join(home, "app");
/** The first thing in an empty app that isn't the README's. */
const EMPTY_APP =
  '<!doctype html>\n<html lang="en">\n<head><title>App</title></head>\n<body>\n</body>\n</html>\n';
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
};

/** What the command has said, errors and warnings too. */
const run = (command: string): string =>
  // Inside Vitest NODE_ENV is "test", which would bundle the development build of the dependencies.
  execSync(`(${command}) 2>&1`, {
    cwd: app,
    env: { ...process.env, NODE_ENV: "production" },
    encoding: "utf8",
  });

/** The blocks of the section, in their order, and the command that installs. */
const section = () => {
  const { text, blocks } = readDocument("README.md");
  const lineOf = (heading: string): number =>
    text.slice(0, text.indexOf(`\n## ${heading}\n`)).split("\n").length;
  const from = lineOf("Two minutes");
  const to = text.split("\n").findIndex((line, i) => i > from && line.startsWith("## "));
  const install = /`(npm install \.\.\/[^`]+)`/.exec(text)?.[1];
  return { blocks: blocks.filter(({ line }) => line > from && line < to), install };
};

const browser = new RealBrowser();
const asked = deferred();
const answer = deferred();
let server: Server;

beforeAll(async () => {
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
  writeFileSync(join(app, "index.html"), EMPTY_APP);
  mkdirSync(join(home, "slowmatch"));
  execSync(`npm pack --silent --ignore-scripts --pack-destination ${join(home, "slowmatch")}`, { cwd: root });
  expect(readdirSync(join(home, "slowmatch"))).toHaveLength(1);
  run("npm install --silent --no-audit --no-fund --prefer-offline vite@8.3.8");
  // The newcomer's own server: the files, and the address that the README's handler posts to.
  server = createServer((request, response) => {
    if (request.method === "POST" && request.url === "/api/welcome") {
      asked.resolve();
      void answer.promise.then(() => response.end("sent"));
      return;
    }
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const file = join(app, "dist", path.endsWith("/") ? "index.html" : path);
    readFile(file).then(
      (content) => response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "" }).end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
}, 240_000);

afterAll(async () => {
  await browser.dispose();
  server?.closeAllConnections();
  server?.close();
  rmSync(home, { recursive: true, force: true });
});

test("a newcomer's job is done after the tab was closed, within ten commands and edits", {
  timeout: 120_000,
}, async () => {
  const { blocks, install } = section();
  let steps = 1;
  run(`${install} --silent --no-audit --no-fund --prefer-offline`);
  for (const { language, code } of blocks) {
    const file = /^\/\/ ([\w.-]+)\n/.exec(code)?.[1];
    if (language === "ts" && file !== undefined) writeFileSync(join(app, file), code);
    else if (language === "html")
      writeFileSync(join(app, "index.html"), EMPTY_APP.replace("<body>\n", `<body>\n${code}`));
    // The bundler's warnings: "(!) …" and "[SOME_CODE] …".
    else if (language === "sh") expect(run(code.trim())).not.toMatch(/\(!\)|\[[A-Z_]{5,}\]/);
    else throw new Error(`A block of "Two minutes" that nobody can follow:\n${code}`);
    steps += 1;
  }
  expect(steps).toBeLessThanOrEqual(10);

  const { port } = server.address() as AddressInfo;
  const context = await browser.start();
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  await asked.promise;
  // What waits for the job is not in the dashboard's way.
  await page.locator("job-dashboard").getByText("send-welcome").first().waitFor();
  await page.close();
  const closedAt = Date.now();
  answer.resolve();

  const again = await context.newPage();
  await again.goto(`http://127.0.0.1:${port}/`);
  /** The first visit's job, as the second visit's dashboard has it. */
  const first = () =>
    again.evaluate(async () => {
      const dashboard = document.querySelector("job-dashboard") as
        | (Element & { client?: import("../../src/index.ts").Jobs })
        | null;
      const jobs = await dashboard?.client?.monitor.jobs({ name: "send-welcome", order: "oldest" });
      const { state, finishedAt = 0, attempt, interruptions } = jobs?.[0] ?? {};
      return { state, finishedAt, attempt, interruptions };
    });
  await expect.poll(first, { timeout: 20_000 }).toMatchObject({ state: "succeeded" });
  const { finishedAt, attempt, interruptions } = await first();
  expect(finishedAt).toBeGreaterThanOrEqual(closedAt);
  expect({ attempt, interruptions }).toEqual({ attempt: 1, interruptions: 0 });
  await again.locator("job-dashboard").getByText("Succeeded").first().waitFor();
});
