import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { inject } from "vitest";
import type { LedgerNote } from "./app/handlers.ts";

/** A note with the time it came. */
export type Entry = LedgerNote & { at: number };

interface Waiting {
  condition: (entries: readonly Entry[]) => unknown;
  resolve: (value: unknown) => void;
}

const html = (
  script: string,
): string => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Test app</title>
<body><script src="${script}"></script></body></html>`;

const STRICT = "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src";
/** The app's page, and the same under policies of an app that is careful. */
const POLICIES: Record<string, string> = {
  "/page.html": "",
  "/strict.html": `${STRICT} 'self'`,
  "/no-workers.html": `${STRICT} 'none'`,
  "/places.html": "",
};

/**
 * Serves the test app, and keeps the ledger outside the browser: what handlers really began and ended, whatever became
 * of tabs, workers and the browser itself. It can be closed and opened again at the same address.
 */
export class LedgerServer {
  /** What was reported, in the order it came. */
  readonly entries: Entry[] = [];
  /** Every request, by path. */
  readonly requests: { path: string; at: number }[] = [];
  /** The worker's version from now on. */
  version = "v1";
  readonly #folder = inject("testApp");
  readonly #open = new Set<string>();
  readonly #held: { gate: string; answer: () => void }[] = [];
  readonly #waiting: Waiting[] = [];
  #server: Server | undefined;
  #port = 0;

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<this> {
    const server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
    // A browser that reuses a connection in the moment it times out would see the network fail.
    server.keepAliveTimeout = 600_000;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    return this;
  }

  /** Goes away, cutting what is under way; `start` brings it back. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    this.#held.length = 0;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  /** Lets the attempts go on that wait at this gate, and all that come to it later. */
  open(gate: string): void {
    this.#open.add(gate);
    for (const held of this.#held.filter((each) => each.gate === gate)) held.answer();
  }

  /** Resolves with what `condition` answers as soon as it answers something. */
  when<T>(condition: (entries: readonly Entry[]) => T | undefined | false): Promise<T> {
    return new Promise((resolve) => {
      this.#waiting.push({ condition, resolve: resolve as (value: unknown) => void });
      this.#check();
    });
  }

  /** Resolves when a job's attempts have been begun this many times. */
  begun(job: string, times = 1): Promise<Entry> {
    return this.when(() => this.of("begin", job)[times - 1]);
  }

  of(type: Entry["type"], job?: string): Entry[] {
    return this.entries.filter(
      (entry) => entry.type === type && (job === undefined || ("job" in entry && entry.job === job)),
    );
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", this.origin);
    this.requests.push({ path: pathname, at: Date.now() });
    if (pathname === "/ledger") return this.#note(request, response);
    const policy = POLICIES[pathname];
    if (policy !== undefined) {
      const headers = policy === "" ? {} : { "content-security-policy": policy };
      response
        .writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers })
        .end(html(pathname === "/places.html" ? "/places.js" : "/page.js"));
    } else if (pathname.endsWith(".js") && existsSync(join(this.#folder, pathname))) {
      const text = await readFile(join(this.#folder, pathname), "utf8");
      const version = pathname === "/sw.js" ? `const VERSION = ${JSON.stringify(this.version)};\n` : "";
      response.writeHead(200, { "content-type": "text/javascript", "cache-control": "no-cache" });
      response.end(version + text);
    } else response.writeHead(404, { "content-type": "text/plain" }).end("Not here.");
  }

  async #note(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const part of request) text += String(part);
    const note = JSON.parse(text) as LedgerNote;
    this.entries.push({ ...note, at: Date.now() });
    const answer = (): unknown => response.writeHead(204).end();
    if ("gate" in note && note.gate !== undefined && !this.#open.has(note.gate))
      this.#held.push({ gate: note.gate, answer });
    else answer();
    this.#check();
  }

  #check(): void {
    for (const one of [...this.#waiting]) {
      const value = one.condition(this.entries);
      if (value === undefined || value === false) continue;
      this.#waiting.splice(this.#waiting.indexOf(one), 1);
      one.resolve(value);
    }
  }
}
