// @ts-check
// The bench's server and browser: a page and a service worker ask for measures by long polling and post the results.
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { leanCron } from "../scripts/lean-cron.mjs";
import { startBrowser } from "./browser.mjs";

/**
 * @param {string} file
 * @param {"esm" | "iife"} format
 */
async function bundle(file, format) {
  const build = await rolldown({
    input: fileURLToPath(new URL(file, import.meta.url)),
    platform: "browser",
    plugins: [leanCron()],
    transform: { define: { "process.env.NODE_ENV": '"production"' } },
  });
  const { output } = await build.generate({ format, minify: true, codeSplitting: false });
  return output[0].code;
}

/**
 * One browser, one origin.
 *
 * @typedef {Awaited<ReturnType<typeof openHost>>} Host
 */
export async function openHost() {
  const [page, worker] = await Promise.all([
    bundle("./page/entry.ts", "esm"),
    bundle("./worker/entry.ts", "iife"),
  ]);
  /** @type {Map<string, { queue: object[], waiting: import("node:http").ServerResponse[] }>} */
  const contexts = new Map();
  /** @param {string} name */
  const contextOf = (name) => {
    const known = contexts.get(name) ?? { queue: [], waiting: [] };
    contexts.set(name, known);
    return known;
  };
  /** @type {Map<number, { resolve(value: any): void, reject(error: Error): void }>} */
  const asked = new Map();
  /** @param {{ queue: object[], waiting: import("node:http").ServerResponse[] }} context */
  const give = ({ queue, waiting }) => {
    while (queue.length > 0 && waiting.length > 0) waiting.shift()?.end(JSON.stringify(queue.shift()));
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    // Isolated pages have timers of 5 µs.
    response.setHeader("cross-origin-opener-policy", "same-origin");
    response.setHeader("cross-origin-embedder-policy", "require-corp");
    if (url.pathname === "/next") {
      const context = contextOf(url.searchParams.get("context") ?? "");
      response.setHeader("content-type", "application/json");
      context.waiting.push(response);
      request.once("close", () => {
        context.waiting = context.waiting.filter((each) => each !== response);
      });
      return give(context);
    }
    if (url.pathname === "/done") {
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
    // Where replayed requests go: it answers at once.
    if (url.pathname === "/job") return response.end();
    const script = { "/page.js": page, "/sw.js": worker }[url.pathname];
    response.setHeader("content-type", script ? "text/javascript" : "text/html");
    response.end(
      script ?? '<!doctype html><title>bench</title><script type="module" src="/page.js"></script>',
    );
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const origin = `http://127.0.0.1:${port}`;
  const browser = await startBrowser();
  let serial = 0;
  return {
    browser,
    version: browser.version,
    /**
     * Opens a tab; `name` is what {@link run} addresses it by.
     * @param {string} name
     * @returns {Promise<string>} its target's id
     */
    async open(name) {
      const url = `${origin}/?context=${encodeURIComponent(name)}`;
      return (await browser.send("Target.createTarget", { url })).targetId;
    },
    /**
     * Has a context do a measure.
     * @param {string} context a tab's name, or `worker` once a page has registered it
     * @param {string} measure
     * @param {object} [input]
     * @returns {Promise<any>}
     */
    run(context, measure, input = {}) {
      const id = ++serial;
      return new Promise((resolve, reject) => {
        asked.set(id, { resolve, reject });
        contextOf(context).queue.push({ id, measure, input });
        give(contextOf(context));
      });
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await browser.close();
    },
  };
}
