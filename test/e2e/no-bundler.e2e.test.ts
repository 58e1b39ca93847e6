import { execSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrowserContext } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDocument } from "../docs/markdown.ts";
import { RealBrowser } from "../support/real-browser.ts";
import { type StaticServer, serveFolder } from "../support/static-server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "slowmatch-plain-"));

describe("the example without a bundler, from a plain file server", () => {
  const browser = new RealBrowser();
  let context: BrowserContext;
  let server: StaticServer;

  beforeAll(async () => {
    if (!existsSync(join(root, "dist/standalone/slowmatch.sw.js")))
      throw new Error("Run `npm run build` first: the example uses what it makes.");
    cpSync(join(root, "examples/no-bundler"), home, { recursive: true });
    // As after `npm install slowmatch`; then the command of the example's README, as it stands there.
    cpSync(join(root, "dist"), join(home, "node_modules/slowmatch/dist"), { recursive: true });
    const { blocks } = readDocument("examples/no-bundler/README.md");
    const command = blocks.find(({ language }) => language === "sh")?.code ?? "";
    expect(command).toContain("cp -r");
    execSync(command, { cwd: home });
    server = await serveFolder(home);
    context = await browser.start();
  });

  afterAll(async () => {
    await browser.dispose();
    await server?.close();
    rmSync(home, { recursive: true, force: true });
  });

  test("runs a job in the classic worker, and shows it in the dashboard", async () => {
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(`${server.origin}/`);

    await page.getByLabel("Name").fill("Grace");
    await page.getByRole("button", { name: "Greet" }).click();

    await page.getByText("Hello, Grace").waitFor();
    await page.locator("job-dashboard").getByText("Succeeded").first().waitFor();
    expect(errors).toEqual([]);
    await page.close();
  });

  test("runs with docs/deploy.md's import map and worker in the place of its own", async () => {
    const { text, blocks } = readDocument("docs/deploy.md");
    const from = text.slice(0, text.indexOf("\n## No bundler\n")).split("\n").length;
    const [command, map, worker] = blocks.filter(({ line }) => line > from).map(({ code }) => code);
    const site = mkdtempSync(join(tmpdir(), "slowmatch-deploy-"));
    cpSync(join(root, "dist"), join(site, "node_modules/slowmatch/dist"), { recursive: true });
    execSync(command!, { cwd: site });
    writeFileSync(join(site, "sw.js"), worker!);
    writeFileSync(join(site, "index.html"), `<!doctype html><title>Deployed</title>${map}`);
    const deployed = await serveFolder(site);
    const page = await context.newPage();
    await page.goto(`${deployed.origin}/`);

    const answer = await page.evaluate(`(async () => {
      const { createClient, defineJob } = await import("slowmatch");
      await import("slowmatch/dashboard");
      const jobs = createClient({ serviceWorker: "/sw.js" });
      return jobs.result(await jobs.enqueue(defineJob("greet"), { name: "Ada" }), { timeout: "20s" });
    })()`);

    expect(answer).toBe("Hello, Ada");
    await page.close();
    await deployed.close();
    rmSync(site, { recursive: true, force: true });
  });

  test("has done a job whose tab was closed before its end", async () => {
    // As texts: inside Vitest an import() in a function is not the page's own.
    const page = await context.newPage();
    await page.goto(`${server.origin}/`);
    const id = await page.evaluate<string>(`(async () => {
      const { createClient, defineJob } = await import("slowmatch");
      return createClient({ serviceWorker: "./sw.js" }).enqueue(defineJob("greet"), { name: "Alan" });
    })()`);
    await page.close();
    const closedAt = Date.now();

    const again = await context.newPage();
    await again.goto(`${server.origin}/`);
    const job = await again.evaluate<{ result: { greeting: string; at: number } }>(`(async () => {
      const { createClient } = await import("slowmatch");
      const jobs = createClient({ serviceWorker: "./sw.js" });
      await jobs.result(${JSON.stringify(id)}, { timeout: "20s" });
      return jobs.get(${JSON.stringify(id)});
    })()`);
    expect(job.result.greeting).toBe("Hello, Alan");
    expect(job.result.at).toBeGreaterThan(closedAt);
  });
});
