import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};

export interface StaticServer {
  /** Without a slash at its end. */
  readonly origin: string;
  /** Cuts open connections too, so that it is really gone for the browser. */
  close(): Promise<void>;
}

export interface ServingOptions {
  /** Sent with every file. */
  headers?: Record<string, string>;
  /** Waited for before a file is answered. */
  hold?: (file: string) => Promise<unknown> | undefined;
}

/** Serves a folder on a free port of this machine. */
export const serveFolder = async (
  folder: string,
  { headers = {}, hold }: ServingOptions = {},
): Promise<StaticServer> => {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    await hold?.(path.slice(1));
    readFile(file).then(
      (content) => {
        response.writeHead(200, {
          "content-type": types[extname(file)] ?? "application/octet-stream",
          "cache-control": "no-cache",
          ...headers,
        });
        response.end(content);
      },
      () => response.writeHead(404, { "content-type": "text/plain" }).end("Not here."),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
};
