// @ts-check
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { median } from "../figures.mjs";

/** A slow mobile network, as browsers' own tools imitate one. */
const SLOW = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 };

const root = fileURLToPath(new URL("../..", import.meta.url));
/** As an app has the library: built, and split once more by the app's own bundler. */
const fromPackage = {
  name: "from-package",
  /** @param {string} source */
  resolveId: (source) => (source.endsWith("/src/index.ts") ? `${root}dist/index.js` : undefined),
};
/** None of these is needed here: what has no file is tried again when it is. */
const PARTS =
  /\/(?:reading|recurring-client|batches-client|commands|portable|browser-senses|page-duties)\.ts$/;

/** @param {string} name */
async function built(name) {
  const build = await rolldown({
    input: { [name]: `${root}bench/early/${name}.ts` },
    platform: "browser",
    ...(name === "split" ? { plugins: [fromPackage] } : { external: PARTS }),
    transform: { define: { "process.env.NODE_ENV": '"production"' } },
    logLevel: "silent",
  });
  const { output } = await build.generate({ format: "esm", minify: true });
  await build.close();
  return output.flatMap((part) => (part.type === "chunk" ? [part] : []));
}

/**
 * From a visit to the answer of the page's first enqueue on a slow network with an empty cache, the client split as it is
 * and in one piece, in turn.
 *
 * @param {import("../host.mjs").Host} host
 * @param {{ quick: boolean }} options
 * @returns {Promise<import("../figures.mjs").Table>}
 */
export async function start({ browser }, { quick }) {
  execFileSync("npm", ["run", "build"], { cwd: root, stdio: "ignore", shell: process.platform === "win32" });
  const names = ["split", "whole"];
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  for (const name of names) {
    for (const { fileName, code } of await built(name)) files.set(`/${name}/${fileName}`, gzipSync(code));
    const page = `<!doctype html><title>start</title><script type="module" src="/${name}/${name}.js"></script>`;
    files.set(`/${name}/`, gzipSync(page));
  }
  const server = createServer(({ url = "" }, response) => {
    const type = url.endsWith("/") ? "text/html" : "text/javascript";
    response.writeHead(files.has(url) ? 200 : 404, { "content-type": type, "content-encoding": "gzip" });
    response.end(files.get(url));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const { targetId } = await browser.send("Target.createTarget", { url: "about:blank" });
  /** @type {Map<string, { begun: number, answered: number, ready: number }[]>} */
  const results = new Map(names.map((name) => [name, []]));
  await browser.attached(targetId, async (command) => {
    for (const domain of ["Page", "Network", "Runtime"]) await command(`${domain}.enable`);
    await command("Network.setCacheDisabled", { cacheDisabled: true });
    for (let round = -1; round < (quick ? 3 : 15); round++) {
      // The first visit makes the database.
      if (round === 0) await command("Network.emulateNetworkConditions", SLOW);
      for (const name of names) {
        await command("Page.navigate", { url: `http://127.0.0.1:${port}/${name}/` });
        const expression =
          "new Promise((resolve) => { (function look() { globalThis.saved ? resolve(saved) : setTimeout(look, 5); })(); })";
        const { result } = await command("Runtime.evaluate", {
          expression,
          awaitPromise: true,
          returnByValue: true,
        });
        if (round >= 0) results.get(name)?.push(result.value);
      }
    }
  });
  server.close();
  const words = new Map([
    ["split", "as it is: what is needed first, then the rest"],
    ["whole", "in one piece"],
  ]);
  return {
    title: `A visit on a slow network (${SLOW.latency} ms, ${SLOW.downloadThroughput / 1000} kB/s), nothing cached, ms since its begin`,
    head: ["the client", "its script runs", "an enqueue is answered", "everything is ready"],
    rows: names.map((name) => {
      const times = results.get(name) ?? [];
      return [
        words.get(name) ?? name,
        median(times.map(({ begun }) => begun)),
        median(times.map(({ answered }) => answered)),
        median(times.map(({ ready }) => ready)),
      ];
    }),
  };
}
