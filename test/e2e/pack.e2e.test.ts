import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RealBrowser } from "../support/real-browser.ts";
import { type StaticServer, serveFolder } from "../support/static-server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const sample = fileURLToPath(new URL("../pack/app", import.meta.url));

/** Outside the repository, so that nothing of it can be found by walking up the folders. */
const home = mkdtempSync(join(tmpdir(), "slowmatch-pack-"));
const app = join(home, "app");
const bin = (path: string): string => join(root, "node_modules", path);

const run = (cwd: string, command: string, ...args: string[]): string => {
  try {
    return execFileSync(command, args, {
      cwd,
      // Inside Vitest NODE_ENV is "test", which would bundle the development build of the dependencies.
      env: { ...process.env, NODE_ENV: "production" },
      encoding: "utf8",
      shell: process.platform === "win32",
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")}\n${stdout ?? ""}${stderr ?? ""}`);
  }
};

const packAndInstall = (): void => {
  run(root, "npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", home);
  const tarball = readdirSync(home).find((file) => file.endsWith(".tgz"));
  if (tarball === undefined) throw new Error("npm pack left no tarball.");
  mkdirSync(app);
  cpSync(sample, app, { recursive: true });
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
  run(
    app,
    "npm",
    "install",
    "--omit=dev",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    join("..", tarball),
  );
};

const typeCheck = (...options: string[]): string =>
  run(app, process.execPath, bin("typescript/bin/tsc"), "-p", "tsconfig.json", ...options);

describe("the packed library in an app of its own", () => {
  const browser = new RealBrowser();
  let server: StaticServer | undefined;
  let page: Page;

  beforeAll(async () => {
    packAndInstall();
    const vite = bin("vite/bin/vite.js");
    run(app, process.execPath, vite, "build", "--logLevel", "warn");
    run(app, process.execPath, vite, "build", "--logLevel", "warn", "--config", "vite.sw.config.mjs");
    server = await serveFolder(join(app, "dist"));
    const context = await browser.start();
    page = await context.newPage();
  }, 240_000);

  afterAll(async () => {
    await browser.dispose();
    await server?.close();
    rmSync(home, { recursive: true, force: true });
  });

  test("contains the build and nothing of the workshop", () => {
    const packed = readdirSync(join(app, "node_modules", "slowmatch")).sort();
    const optional = ["README.md", "CHANGELOG.md"];
    expect(packed.filter((file) => !optional.includes(file))).toEqual([
      "LICENSE",
      "NOTICE.md",
      "dist",
      "package.json",
    ]);
  });

  test("infers arguments and results in an app, and refuses wrong ones", () => {
    // The sample's `@ts-expect-error` lines fail this when something wrong is accepted.
    typeCheck();
  });

  test("has declarations that hold in an app that checks its libraries", () => {
    typeCheck("--skipLibCheck", "false");
    typeCheck("--skipLibCheck", "false", "--module", "NodeNext", "--moduleResolution", "NodeNext");
  });

  test("can be imported by Node itself: in tests, and by a server that renders pages", () => {
    const entries = [
      "slowmatch",
      "slowmatch/sw",
      "slowmatch/server",
      "slowmatch/testing",
      "slowmatch/dashboard",
      "slowmatch/memory",
      "slowmatch/observe",
      "slowmatch/svelte",
      "slowmatch/lit",
    ];
    const script = `for (const each of ${JSON.stringify(entries)}) await import(each); console.log("all");`;
    expect(run(app, process.execPath, "--input-type=module", "--eval", script).trim()).toBe("all");
  });

  test("runs jobs in memory in Node itself, touches no global there, and lets the process end", () => {
    const script = `
      const before = Object.getOwnPropertyNames(globalThis);
      const { defineJob, handle } = await import("slowmatch");
      const { createMemoryClient } = await import("slowmatch/memory");
      const greet = defineJob("greet");
      const jobs = createMemoryClient({ handlers: [handle(greet, ({ name }) => "Hello, " + name)] });
      const answer = await jobs.result(await jobs.enqueue(greet, { name: "Ada" }));
      await jobs.close();
      const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name));
      console.log(JSON.stringify({ answer, added }));`;
    const said = run(app, process.execPath, "--input-type=module", "--eval", script);
    expect(JSON.parse(said)).toEqual({ answer: "Hello, Ada", added: [] });
  });

  test("costs an app what it imports: next to nothing for a definition alone, nothing for a bare import", async () => {
    const weigh = async (code: string): Promise<{ text: string; gzipped: number }> => {
      const file = join(app, "weighed.mjs");
      writeFileSync(file, code);
      const bundle = await rolldown({ input: file, cwd: app, platform: "browser", logLevel: "silent" });
      const { output } = await bundle.generate({ format: "es", minify: true });
      await bundle.close();
      const text = output.map((part) => (part.type === "chunk" ? part.code : "")).join("");
      return { text, gzipped: gzipSync(text, { level: 9 }).length };
    };

    expect((await weigh('import "slowmatch";')).text.trim()).toBe("");
    const definition = await weigh('import { defineJob } from "slowmatch"; console.log(defineJob("a"));');
    expect(definition.text).not.toMatch(/indexedDB|IDBKeyRange|CronExpression/);
    expect(definition.gzipped).toBeLessThan(6_500);
    expect((await weigh('import "slowmatch/dashboard";')).text).toContain("job-dashboard");
  });

  test("says import() in none of the files that a worker's entry loads", () => {
    const dist = join(app, "node_modules/slowmatch/dist");
    const loaded = new Set(["sw.js"]);
    for (const file of loaded) {
      const code = readFileSync(join(dist, file), "utf8");
      for (const [, next] of code.matchAll(/^(?:import|export) .*from "\.\.?\/(?:chunks\/)?([^"/]+)";$/gm))
        loaded.add(`chunks/${next}`);
      expect(code, file).not.toMatch(/\bimport\(["'`]/);
    }
    expect(loaded.size).toBeGreaterThan(5);
  });

  test("is tested by an app's own Vitest, with matchers that have their types", { timeout: 60_000 }, () => {
    const tested = join(app, "tested");
    mkdirSync(tested);
    for (const tool of ["vitest", "vite"]) symlinkSync(bin(tool), join(app, "node_modules", tool), "dir");
    writeFileSync(
      join(tested, "greet.test.ts"),
      `import "slowmatch/testing/vitest";
      import { defineJob, handle } from "slowmatch";
      import { createTestRuntime, runJob } from "slowmatch/testing";
      import { expect, test } from "vitest";
      const greet = defineJob<{ name: string }, string>("greet");
      const greeting = handle(greet, ({ name }) => \`Hello, \${name}\`);
      test("a greeting", async () => {
        await using runtime = createTestRuntime({ handlers: [greeting] });
        const id = await runtime.jobs.enqueue(greet, { name: "Ada" });
        await runtime.settle();
        await expect(runtime).toHaveSucceeded(id, "Hello, Ada");
        await expect(runtime.jobs).not.toHaveFailed(greet);
        // @ts-expect-error: a state has a name of ours
        await expect(runtime).not.toBeInState(id, "done");
        expect((await runJob(greeting, { name: "Bob" })).result).toBe("Hello, Bob");
      });`,
    );
    const config = {
      extends: "../tsconfig.json",
      include: ["*.ts"],
      compilerOptions: { lib: ["ES2023", "ESNext.Disposable", "DOM"] },
    };
    writeFileSync(join(tested, "tsconfig.json"), JSON.stringify(config));
    run(tested, process.execPath, bin("typescript/bin/tsc"), "-p", "tsconfig.json");
    expect(run(tested, process.execPath, bin("vitest/vitest.mjs"), "run", "--root", tested)).toContain(
      "1 passed",
    );
  });

  test("declares only dependencies that are needed", () => {
    const manifest = JSON.parse(readFileSync(join(app, "node_modules/slowmatch/package.json"), "utf8"));
    expect(new Set(Object.keys(manifest.dependencies))).toEqual(
      new Set(["cronstrue", "idb", "lit", "workbox-window"]),
    );
  });

  test("runs a job in the service worker", async () => {
    await page.goto(`${server?.origin}/`);
    await page.waitForFunction(() => "done" in document.body.dataset, undefined, { timeout: 30_000 });
    const outcome = await page.evaluate(() => ({ ...document.body.dataset }));
    expect(outcome).toMatchObject({
      done: "yes",
      state: "succeeded",
      greeting: "Hello, Ada",
      where: "ServiceWorkerGlobalScope",
    });
  });

  test("shows the dashboard, whose elements survive the app's bundler", async () => {
    const registered = await page.evaluate(() => customElements.get("job-dashboard") !== undefined);
    expect(registered).toBe(true);
  });
});
