// @ts-check
// A Chromium with a profile on disk. Nothing is attached to its pages: a debugger slows what is measured, and keeps a
// service worker alive for ever. Commands go through a pipe, to the browser; a page is attached to for one command only.
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromiumArgs, findChromium } from "../scripts/browser.mjs";

export async function startBrowser() {
  const executable = findChromium();
  if (!executable) throw new Error("No Chromium found: npm test says how to get one.");
  const profile = mkdtempSync(join(tmpdir(), "slowmatch-bench-"));
  const args = ["--headless", `--user-data-dir=${profile}`, "--remote-debugging-pipe", ...chromiumArgs];
  const browser = spawn(executable, [...args, "about:blank"], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  /** @type {Map<number, { resolve(value: any): void, reject(error: Error): void }>} */
  const calls = new Map();
  let lastId = 0;
  let rest = "";
  const commands = /** @type {import("node:stream").Writable} */ (browser.stdio[3]);
  const answers = /** @type {import("node:stream").Readable} */ (browser.stdio[4]);
  answers.setEncoding("utf8");
  answers.on("data", (data) => {
    const parts = (rest + data).split("\0");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const { id, result, error } = JSON.parse(part);
      const call = calls.get(id);
      calls.delete(id);
      if (error) call?.reject(new Error(error.message));
      else call?.resolve(result);
    }
  });
  /**
   * @param {string} method
   * @param {object} [params]
   * @param {string} [sessionId]
   * @returns {Promise<any>}
   */
  const send = (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      calls.set(id, { resolve, reject });
      commands.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  const { product } = await send("Browser.getVersion");
  return {
    /** @type {string} */
    version: product,
    send,
    /**
     * Attaches to a target for as long as `work` takes.
     * @template T
     * @param {string} targetId
     * @param {(command: (method: string, params?: object) => Promise<any>) => Promise<T>} work
     */
    async attached(targetId, work) {
      const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
      try {
        return await work((method, params) => send(method, params, sessionId));
      } finally {
        await send("Target.detachFromTarget", { sessionId }).catch(() => {});
      }
    },
    /** @returns {Promise<{ targetId: string, type: string, url: string }[]>} */
    async targets() {
      return (await send("Target.getTargets")).targetInfos;
    },
    async close() {
      const ended = new Promise((resolve) => browser.once("exit", resolve));
      if (process.platform === "win32") browser.kill("SIGKILL");
      else process.kill(-(browser.pid ?? 0), "SIGKILL");
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
