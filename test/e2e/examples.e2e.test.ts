import { execSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { BrowserContext } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../docs/markdown.ts";
import { RealBrowser } from "../support/real-browser.ts";
import { type StaticServer, serveFolder } from "../support/static-server.ts";

// Each example as somebody has it who copied its folder: its own `npm run build`, types and templates checked, against
// the built library; then a person's visit. What they are compiled with is installed once, in examples/node_modules.

const FRAMEWORKS = ["React", "Vue", "Svelte", "Angular"];
const examples = join(root, "examples");
const home = mkdtempSync(join(tmpdir(), "slowmatch-examples-"));

interface Manifest {
  scripts: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}
const read = (file: string): string => readFileSync(join(examples, file), "utf8");
const manifestOf = (folder: string): Manifest => JSON.parse(read(join(folder, "package.json"))) as Manifest;

beforeAll(() => {
  mkdirSync(join(home, "apps"));
  symlinkSync(join(root, "node_modules"), join(home, "node_modules"), "junction");
  symlinkSync(join(examples, "node_modules"), join(home, "apps/node_modules"), "junction");
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

test("there is an example for each framework, and one without", () => {
  const folders = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(new Set(folders.map(({ name }) => name).filter((name) => name !== "node_modules"))).toEqual(
    new Set([...FRAMEWORKS.map((name) => name.toLowerCase()), "no-bundler"]),
  );
});

describe.each(FRAMEWORKS)("the example in %s", (framework) => {
  const folder = framework.toLowerCase();
  const app = join(home, "apps", folder);
  const browser = new RealBrowser();
  let context: BrowserContext;
  let server: StaticServer;

  beforeAll(async () => {
    cpSync(join(examples, folder), app, { recursive: true });
    mkdirSync(join(app, "node_modules"));
    symlinkSync(root, join(app, "node_modules/slowmatch"), "junction");
    const bins = [join(home, "apps/node_modules/.bin"), join(home, "node_modules/.bin")];
    const path = [...bins, process.env["PATH"]].join(delimiter);
    try {
      execSync("npm run --silent build", {
        cwd: app,
        // Inside Vitest NODE_ENV is "test", which would bundle the development build of the dependencies.
        env: { ...process.env, NODE_ENV: "production", PATH: path },
        encoding: "utf8",
        stdio: "pipe",
      });
    } catch (error) {
      throw new Error((error as { stdout: string; stderr: string }).stdout + (error as Error).message);
    }
    server = await serveFolder(join(app, "dist"));
    context = await browser.start();
  }, 120_000);

  afterAll(async () => {
    await browser.dispose();
    await server?.close();
  });

  test("asks for the versions that it is built with here, and no others", () => {
    const { dependencies, devDependencies } = manifestOf(folder);
    const installed = manifestOf(".").devDependencies ?? {};
    for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies }))
      expect(`${name} ${range}`).toBe(`${name} ^${installed[name]}`);
  });

  test("shows a job from its start to its end, also to whoever closed the tab meanwhile", async () => {
    const errors: string[] = [];
    const visit = async () => {
      const page = await context.newPage();
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("console", (message) => {
        const { url } = message.location();
        if (message.type() === "error" && !url.endsWith("/favicon.ico")) errors.push(message.text());
      });
      await page.goto(`${server.origin}/`);
      return page;
    };
    const page = await visit();
    await page.getByLabel("Name").fill("Grace");
    await page.getByRole("button", { name: "Greet", exact: true }).click();
    await page.getByRole("progressbar", { name: /Letter \d/ }).waitFor();
    await page.close();

    const again = await visit();
    await again.getByText("Hello, Grace").waitFor();
    await again.locator("job-dashboard").getByText("Succeeded").first().waitFor();

    await again.getByLabel("Name").fill("Alan");
    await again.getByRole("button", { name: "Greet", exact: true }).click();
    await again.getByText("Hello, Alan").waitFor();
    expect(await again.getByRole("listitem").filter({ hasText: "Hello" }).allInnerTexts()).toEqual([
      "Hello, Alan",
      "Hello, Grace",
    ]);
    expect(errors).toEqual([]);
  });
});
