import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Note } from "./app/notes.ts";

const page = (script: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Under faults</title><body>${script}</body></html>`;

/**
 * Serves the app, and keeps what its handlers really did: outside of the browser, so that nothing that is done to the
 * browser can touch it. It can be closed and started again at the same address.
 */
export class Ledger {
  readonly notes: Note[] = [];
  /** Of the service worker; another one is a new version of it. */
  version = 1;
  /** How far the browser's clock is set, milliseconds. */
  clock = 0;
  readonly #folder: string;
  readonly #held = new Set<ServerResponse>();
  #server: Server | undefined;
  #port = 0;
  #watchers: (() => void)[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get isOpen(): boolean {
    return this.#server !== undefined;
  }

  async start(): Promise<this> {
    if (this.#server) return this;
    const server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
    server.keepAliveTimeout = 600_000;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    return this;
  }

  /** Goes away, cutting what is under way. */
  async close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  /** Resolves when the book has so many notes. */
  async reaches(count: number): Promise<void> {
    while (this.notes.length < count) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  /** Pages whose core was withheld have it now. */
  giveCores(): void {
    for (const response of [...this.#held]) this.#giveCore(response);
  }

  #giveCore(response: ServerResponse): void {
    if (this.#held.delete(response)) response.writeHead(204).end();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", this.origin);
    switch (pathname) {
      case "/ledger": {
        let text = "";
        for await (const part of request) text += String(part);
        this.notes.push(JSON.parse(text) as Note);
        response.writeHead(204).end();
        for (const tell of this.#watchers.splice(0)) tell();
        return;
      }
      case "/core": {
        this.#held.add(response);
        const after = searchParams.get("after");
        if (after !== "never") setTimeout(() => this.#giveCore(response), Number(after));
        return;
      }
      case "/clock":
        response.writeHead(200, { "cache-control": "no-store" }).end(String(this.clock));
        return;
      case "/page.html":
      case "/idle.html": {
        const script = `<script>var CLOCK = ${this.clock};</script><script src="/page.js"></script>`;
        response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
        response.end(page(pathname === "/page.html" ? script : ""));
        return;
      }
      case "/page.js":
      case "/sw.js": {
        const text = await readFile(join(this.#folder, pathname), "utf8");
        response.writeHead(200, { "content-type": "text/javascript", "cache-control": "no-cache" });
        response.end(`/* version ${this.version} */\n${text}`);
        return;
      }
      default:
        response.writeHead(404).end();
    }
  }
}
