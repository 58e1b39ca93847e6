import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { build, type InlineConfig, type Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { chromiumArgs, findChromium } from "./scripts/browser.mjs";
import { firstFiles } from "./scripts/first-files.mjs";
import { leanCron } from "./scripts/lean-cron.mjs";
import * as commands from "./test/support/commands.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const digest = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex").slice(0, 12);

const entries: Record<string, string> = {
  index: at("src/index.ts"),
  sw: at("sw/index.ts"),
  server: at("src/server.ts"),
  memory: at("src/memory.ts"),
  dashboard: at("src/dashboard.ts"),
  observe: at("src/observe.ts"),
  react: at("src/react.ts"),
  vue: at("src/vue.ts"),
  svelte: at("src/svelte.ts"),
  lit: at("src/lit.ts"),
  testing: at("src/testing.ts"),
  "testing/vitest": at("src/testing-vitest.ts"),
};

/** The demo and the tests say `slowmatch`, as an app does, and get the sources. */
const alias = Object.entries(entries).map(([name, replacement]) => ({
  find: name === "index" ? /^slowmatch$/ : new RegExp(`^slowmatch/${name}$`),
  replacement,
}));

interface Precached {
  url: string;
  revision: string;
}

const precacheOf = (dir: string): Precached[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ url: relative(dir, file).split(sep).join("/"), revision: digest(readFileSync(file)) }))
    .filter(({ url }) => url !== "sw.js" && !url.endsWith(".map"))
    .map((entry) => (entry.url === "index.html" ? { ...entry, url: "./" } : entry))
    .sort((a, b) => (a.url < b.url ? -1 : 1));

/** One classic script, so that its address and its way of updating are the same in development and in production. */
const workerBundle = (
  input: string,
  precache: Precached[],
  more: InlineConfig["build"] = {},
): InlineConfig => ({
  configFile: false,
  root: at("."),
  logLevel: "warn",
  publicDir: false,
  resolve: { alias },
  plugins: [leanCron()],
  define: {
    __PRECACHE__: JSON.stringify(precache),
    __BUILD__: JSON.stringify(digest(JSON.stringify(precache))),
  },
  build: {
    target: "es2022",
    emptyOutDir: false,
    copyPublicDir: false,
    modulePreload: false,
    ...more,
    // `import()` is forbidden in a service worker, so everything has to be in the one file.
    rolldownOptions: { input, output: { format: "iife", entryFileNames: "sw.js", codeSplitting: false } },
  },
});

/** The script a request asks for: the demo's worker, or a test's `*.sw.ts` asked for as `*.sw.js`. */
const workerSource = (path: string, base: string): string | undefined => {
  if (path === `${base}sw.js`) return at("demo/sw.ts");
  const test = /^\/(test\/[\w./-]+\.sw)\.js$/.exec(path)?.[1];
  const file = test === undefined ? undefined : at(`${test}.ts`);
  return file !== undefined && existsSync(file) ? file : undefined;
};

function serviceWorker(): Plugin {
  let outDir = "";
  let failed = false;
  return {
    name: "slowmatch:service-worker",
    configResolved(config) {
      outDir = config.build.outDir.startsWith("/")
        ? config.build.outDir
        : join(config.root, config.build.outDir);
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const source = workerSource((request.url ?? "").split("?")[0] ?? "", server.config.base);
        if (source === undefined) return next();
        build(workerBundle(source, [], { write: false, minify: false, sourcemap: "inline" })).then(
          (result) => {
            const [bundle] = Array.isArray(result) ? result : [result];
            const output = bundle !== undefined && "output" in bundle ? bundle.output : [];
            const chunk = output.find((part) => part.type === "chunk");
            response.setHeader("content-type", "text/javascript");
            response.setHeader("cache-control", "no-cache");
            response.setHeader("service-worker-allowed", "/");
            response.end(chunk?.type === "chunk" ? chunk.code : "");
          },
          next,
        );
      });
    },
    buildEnd(error) {
      failed = error !== undefined;
    },
    closeBundle: {
      order: "post",
      sequential: true,
      async handler() {
        // Also called after a build that failed, when an error here would hide the real one.
        if (failed || this.environment.config.command !== "build" || !existsSync(at("demo/sw.ts"))) return;
        await build(workerBundle(at("demo/sw.ts"), precacheOf(outDir), { outDir, sourcemap: true }));
      },
    },
  };
}

/** An empty page at any path that ends with `/blank.html`, for a test's further tabs under whatever scope it chose. */
const blankPages = (): Plugin => ({
  name: "slowmatch:blank-pages",
  configureServer(server) {
    server.middlewares.use((request, response, next) => {
      if (!(request.url ?? "").split("?")[0]?.endsWith("/blank.html")) return next();
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end('<!doctype html><html lang="en"><title>Blank</title><body></body></html>');
    });
  },
});

const library = {
  root: at("."),
  publicDir: false as const,
  plugins: [leanCron()],
  build: {
    outDir: at("dist"),
    target: "es2022",
    sourcemap: true,
    minify: false,
    lib: { entry: entries, formats: ["es" as const] },
    rolldownOptions: {
      // cron-parser is built in: only so can an app's bundle do without the luxon it brings.
      external: [
        /^cronstrue($|\/)/,
        /^idb($|\/)/,
        /^lit($|\/)/,
        /^react$/,
        /^vitest$/,
        /^vue$/,
        /^workbox-window($|\/)/,
      ],
      output: {
        // Its main file is a CommonJS one whose names Node can't import: a server that renders, or a test that runs the
        // library from node_modules, would fail at the import. This one is also the smaller: no ES5.
        paths: { "workbox-window": "workbox-window/build/workbox-window.prod.mjs" },
        codeSplitting: { groups: firstFiles },
        // A chunk that registers elements must be told apart: package.json lists it under sideEffects.
        chunkFileNames: ({ moduleIds }: { moduleIds: string[] }) =>
          moduleIds.some((id) => id.includes("/src/dashboard/"))
            ? "chunks/dashboard-[name]-[hash].js"
            : "chunks/[name]-[hash].js",
      },
    },
  },
};

/** For pages without a bundler: everything in, nothing to resolve. */
const standalone = (page: boolean): object => ({
  root: at("."),
  publicDir: false as const,
  plugins: [leanCron()],
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    outDir: at("dist/standalone"),
    emptyOutDir: page,
    target: "es2022",
    minify: true,
    modulePreload: false,
    rolldownOptions: page
      ? {
          input: {
            slowmatch: at("src/index.ts"),
            dashboard: at("src/dashboard.ts"),
            server: at("src/server.ts"),
          },
          preserveEntrySignatures: "strict" as const,
          output: {
            format: "es" as const,
            codeSplitting: { groups: firstFiles },
            entryFileNames: "[name].js",
            chunkFileNames: "chunks/[name]-[hash].js",
          },
        }
      : {
          input: at("sw/standalone.ts"),
          preserveEntrySignatures: "strict" as const,
          // A classic script for importScripts: one name, Slowmatch, and no import() that a worker would refuse.
          output: {
            format: "iife" as const,
            name: "Slowmatch",
            entryFileNames: "slowmatch.sw.js",
            codeSplitting: false,
          },
        },
  },
});

/** CI reads the tally from a file, so that its last line is the truth and not a piece of coloured text. */
const reporters = process.env["CI"]
  ? ["default", ["json", { outputFile: at("node_modules/.cache/vitest/results.json") }] as ["json", object]]
  : ["default"];

export default defineConfig(({ mode }) =>
  mode === "lib"
    ? library
    : mode === "standalone" || mode === "standalone-sw"
      ? standalone(mode === "standalone")
      : {
          root: at("demo"),
          base: "./",
          resolve: { alias },
          build: { outDir: at("dist-demo"), emptyOutDir: true, target: "es2022", sourcemap: true },
          plugins: [leanCron(), serviceWorker()],
          test: {
            root: at("."),
            reporters,
            maxWorkers: 2,
            coverage: {
              provider: "v8",
              include: ["src/**/*.ts", "sw/**/*.ts"],
              reporter: ["text", "html"],
              reportsDirectory: at("coverage"),
            },
            projects: [
              {
                root: at("."),
                resolve: { alias },
                test: {
                  name: "unit",
                  environment: "node",
                  include: ["test/**/*.test.ts"],
                  exclude: ["test/**/*.browser.test.ts", "test/e2e/**"],
                  // The oracles' tests take seconds alone; a busy machine of two cores must not turn that into a failure.
                  testTimeout: 20_000,
                  sequence: { groupOrder: 0 },
                },
              },
              {
                root: at("."),
                publicDir: false,
                resolve: { alias },
                plugins: [serviceWorker(), blankPages()],
                server: { headers: { "service-worker-allowed": "/" } },
                // A dependency met only in the middle of a run makes the page reload under a test.
                optimizeDeps: {
                  include: [
                    "idb",
                    "lit",
                    "lit/directives/*.js",
                    "cron-parser",
                    "cronstrue",
                    "cronstrue/locales/tr.js",
                    "cronstrue/locales/fa.js",
                    "workbox-window",
                    "axe-core",
                    "fast-check",
                  ],
                },
                test: {
                  name: "browser",
                  include: ["test/**/*.browser.test.ts"],
                  exclude: ["test/e2e/**"],
                  testTimeout: 15_000,
                  // Browser tests have a machine of two cores to themselves, or timing becomes luck.
                  sequence: { groupOrder: 1 },
                  browser: {
                    enabled: true,
                    commands,
                    headless: true,
                    screenshotFailures: false,
                    instances: [{ browser: "chromium" }],
                    provider: playwright({
                      launchOptions: { executablePath: findChromium(), args: chromiumArgs },
                    }),
                  },
                },
              },
              {
                root: at("."),
                resolve: { alias },
                test: {
                  name: "e2e",
                  environment: "node",
                  include: ["test/e2e/**/*.e2e.test.ts"],
                  globalSetup: ["test/e2e/global.ts"],
                  testTimeout: 60_000,
                  hookTimeout: 60_000,
                  // A deadline for what should come at once; on a busy machine a second is none.
                  expect: { poll: { timeout: 15_000 } },
                  sequence: { groupOrder: 2 },
                },
              },
            ],
          },
        },
);
