// @ts-check
// The built demo, read from its folder and from nowhere else.
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { refuse } from "./exchange.mjs";

/** @import { IncomingMessage, ServerResponse } from "node:http" */

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

/** As strict as it can be: the dashboard and the runtime promise to work under it, so the demo holds them to it. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types slowmatch lit-html",
].join("; ");

/** @param {string} root absolute */
export function serveStatic(root) {
  /** The file an address means, or undefined: outside of the root there are no files. @param {string} pathname */
  const find = async (pathname) => {
    let path;
    try {
      path = decodeURIComponent(pathname);
    } catch {
      return undefined;
    }
    if (path.includes("\0")) return undefined;
    try {
      const home = await realpath(root);
      // `realpath` follows links and dots, so what is compared is where the file really lies.
      const file = await realpath(join(home, path.endsWith("/") ? `${path}index.html` : path));
      if (!file.startsWith(home + sep)) return undefined;
      const about = await stat(file);
      if (!about.isFile()) return undefined;
      const tag = `"${about.size.toString(36)}-${Math.round(about.mtimeMs).toString(36)}"`;
      return { file, tag, size: about.size };
    } catch {
      return undefined;
    }
  };

  /** @param {IncomingMessage} request @param {ServerResponse} response @param {URL} url */
  return async (request, response, url) => {
    if (request.method !== "GET" && request.method !== "HEAD")
      return refuse(response, 405, "Only GET and HEAD here.", { allow: "GET, HEAD" });
    const found = await find(url.pathname);
    if (found === undefined) return refuse(response, 404, "There is no such file. Has the demo been built?");
    const { file, tag, size } = found;
    /** @type {Record<string, string | number>} */
    const headers = {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      // Only the names under assets/ carry a digest of their content; all else must be asked for again each time,
      // above all sw.js, or a browser would go on with an old version.
      "cache-control": url.pathname.startsWith("/assets/")
        ? "public, max-age=31536000, immutable"
        : "no-cache",
      "content-security-policy": POLICY,
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      etag: tag,
    };
    if (request.headers["if-none-match"] === tag) {
      response.writeHead(304, headers).end();
      return;
    }
    response.writeHead(200, { ...headers, "content-length": size });
    if (request.method === "HEAD") response.end();
    else await pipeline(createReadStream(file), response);
  };
}
