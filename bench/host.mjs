// @ts-check
// Runs measures in a real Chromium with a profile on disk and no debugger attached: the page asks for work by long
// polling and posts what it measured.
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { chromiumArgs, findChromium } from "../scripts/browser.mjs";
import { leanCron } from "../scripts/lean-cron.mjs";

/** @param {string} file */
async function bundle(file) {
  const build = await rolldown({
    input: fileURLToPath(new URL(file, import.meta.url)),
    platform: "browser",
    plugins: [leanCron()],
    transform: { define: { "process.env.NODE_ENV": '"production"' } },
  });
  const { output } = await build.generate({ format: "esm", minify: true, codeSplitting: false });
  return output[0].code;
}

/**
 * @returns {Promise<{ run(measure: string, input: object): Promise<any>, close(): Promise<void>, version: string }>}
 */
export async function openHost() {
  const executable = findChromium();
  if (!executable) throw new Error("No Chromium found: npm test says how to get one.");
  const script = await bundle("./page/entry.ts");
  /** @type {{ id: number, measure: string, input: object }[]} */
  const queue = [];
  /** @type {import("node:http").ServerResponse[]} */
  const waiting = [];
  /** @type {Map<number, { resolve(value: any): void, reject(error: Error): void }>} */
  const asked = new Map();
  let version = "";
  const give = () => {
    while (queue.length > 0 && waiting.length > 0) waiting.shift()?.end(JSON.stringify(queue.shift()));
  };
  const server = createServer((request, response) => {
    if (request.url === "/next") {
      version = /Chrome\/\S+/.exec(request.headers["user-agent"] ?? "")?.[0] ?? version;
      response.setHeader("content-type", "application/json");
      waiting.push(response);
      return give();
    }
    if (request.url === "/done") {
      let body = "";
      request.on("data", (part) => (body += part));
      request.on("end", () => {
        response.end();
        const { id, result, error } = JSON.parse(body);
        const promise = asked.get(id);
        if (error) promise?.reject(new Error(error));
        else promise?.resolve(result);
      });
      return;
    }
    // Isolated pages have timers of 5 µs.
    response.setHeader("cross-origin-opener-policy", "same-origin");
    response.setHeader("cross-origin-embedder-policy", "require-corp");
    if (request.url === "/page.js") {
      response.setHeader("content-type", "text/javascript");
      response.end(script);
    } else {
      response.setHeader("content-type", "text/html");
      response.end('<!doctype html><title>bench</title><script type="module" src="/page.js"></script>');
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const profile = mkdtempSync(join(tmpdir(), "slowmatch-bench-"));
  const args = ["--headless", `--user-data-dir=${profile}`, ...chromiumArgs, `http://127.0.0.1:${port}/`];
  const browser = spawn(executable, args, { stdio: "ignore", detached: process.platform !== "win32" });
  let serial = 0;
  return {
    run(measure, input) {
      const id = ++serial;
      return new Promise((resolve, reject) => {
        asked.set(id, { resolve, reject });
        queue.push({ id, measure, input });
        give();
      });
    },
    async close() {
      server.closeAllConnections();
      server.close();
      const ended = new Promise((resolve) => browser.once("exit", resolve));
      if (process.platform === "win32") browser.kill("SIGKILL");
      else process.kill(-(browser.pid ?? 0), "SIGKILL");
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
    get version() {
      return version;
    },
  };
}
