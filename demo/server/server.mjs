// @ts-check
import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createApi } from "./api.mjs";
import { refuse } from "./exchange.mjs";
import { openLedger } from "./ledger.mjs";
import { createMood } from "./mood.mjs";
import { openShelf } from "./shelf.mjs";
import { serveStatic } from "./static-files.mjs";

/** @import { Mood, MoodSetting } from "./mood.mjs" */
/** @import { Ledger } from "./ledger.mjs" */

/**
 * @typedef {object} DemoServerOptions
 * @property {string} [root] folder of the built demo; without one only the API answers
 * @property {string} [data] folder to write to, or `"temporary"`; default `data` beside this file
 * @property {number} [port] default 0: a free one
 * @property {string} [host] default 127.0.0.1, so that nobody else on the network can reach it
 */

/**
 * @typedef {object} DemoServer
 * @property {string} url address with a slash at its end
 * @property {number} port
 * @property {string} data the folder it writes to
 * @property {Ledger} ledger
 * @property {(setting: MoodSetting) => Mood} setMode as `POST /api/mode`
 * @property {() => Promise<void>} close also cuts the connections that browsers keep open
 */

/**
 * Starts the demo's server; resolves when it listens.
 *
 * @param {DemoServerOptions} [options]
 * @returns {Promise<DemoServer>}
 */
export async function startDemoServer(options = {}) {
  const { root, port = 0, host = "127.0.0.1" } = options;
  const data = await dataFolder(options.data);
  const [shelf, ledger] = await Promise.all([openShelf(data), openLedger(data)]);
  const mood = createMood();
  const api = createApi({ shelf, ledger, mood });
  const files = root === undefined ? undefined : serveStatic(resolve(root));

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://demo.invalid");
    const answer = url.pathname.startsWith("/api/") ? api : files;
    if (answer === undefined)
      return refuse(response, 404, "This server was started without a page to serve.");
    answer(request, response, url).catch((error) => {
      // A connection that the mood or the browser has cut is nobody's fault.
      if (response.destroyed || request.destroyed) return;
      console.error(error);
      refuse(response, 500, "The demo server failed; its terminal says why.");
    });
  });
  await new Promise((ok, failed) => {
    server.once("error", failed);
    server.listen(port, host, () => ok(undefined));
  });
  const address = server.address();
  const chosen = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://${host}:${chosen}/`,
    port: chosen,
    data,
    ledger,
    setMode: mood.set,
    close: () =>
      new Promise((ok, failed) => {
        server.close((error) => (error === undefined ? ok() : failed(error)));
        // Browsers keep connections open for the next request, and `close` alone would wait for them.
        server.closeAllConnections();
      }),
  };
}

/** @param {string | undefined} wanted */
async function dataFolder(wanted) {
  if (wanted === "temporary") return mkdtemp(join(tmpdir(), "slowmatch-demo-"));
  return resolve(wanted ?? fileURLToPath(new URL("data", import.meta.url)));
}
