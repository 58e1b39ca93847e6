import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { findFirefox, findWebKit } from "../../scripts/browser.mjs";
import { endWithThisProcess, killGroup } from "./real-browser.ts";

/** A tab of a browser that Playwright can't drive as it is installed. */
export interface Tab {
  goto(url: string): Promise<void>;
  /** Runs in the page. The function is sent as text, so it sees its arguments and nothing else. */
  evaluate<Args extends unknown[], Result>(
    run: (...args: Args) => Result,
    ...args: Args
  ): Promise<Awaited<Result>>;
  close(): Promise<void>;
}

/** The browser, with its first tab. */
export interface Engine extends Tab {
  /** As the browser calls itself. */
  readonly version: string;
  openTab(): Promise<Tab>;
}

/** How to start an engine, or why it can't be. */
export type Found = { start(): Promise<Engine> } | { missing: string };

/**
 * Firefox, by WebDriver BiDi: no driver beside the browser is needed.
 *
 * @param workerLife how long it lets a service worker go on, milliseconds; half of it without an event
 */
export const firefox = (workerLife?: number): Found => {
  const { path, looked } = findFirefox();
  return path === undefined ? { missing: looked } : { start: () => startFirefox(path, workerLife) };
};

/** WebKitGTK, by its own WebDriver; it needs a display, which Xvfb provides. */
export const webKit = (): Found => {
  const { driver, browser, hasDisplay, looked } = findWebKit();
  return driver === undefined || browser === undefined || !hasDisplay
    ? { missing: looked }
    : { start: () => startWebKit(driver, browser) };
};

const startFirefox = async (executablePath: string, workerLife?: number): Promise<Engine> => {
  const { default: puppeteer } = await import("puppeteer-core");
  const life = workerLife === undefined ? undefined : workerLife / 2;
  const extraPrefsFirefox =
    life === undefined
      ? {}
      : { "dom.serviceWorkers.idle_timeout": life, "dom.serviceWorkers.idle_extended_timeout": life };
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath,
    headless: true,
    extraPrefsFirefox,
  });
  const openTab = async (): Promise<Tab> => {
    const page = await browser.newPage();
    return {
      async goto(url) {
        await page.goto(url);
      },
      evaluate: (run, ...args) => page.evaluate(textOf(run, args)) as never,
      close: () => page.close(),
    };
  };
  const version = await browser.version();
  return { ...(await openTab()), version, openTab, close: () => browser.close() };
};

const startWebKit = async (driver: string, binary: string): Promise<Engine> => {
  const home = mkdtempSync(join(tmpdir(), "slowmatch-webkit-"));
  const children: ChildProcess[] = [];
  const close = async (): Promise<void> => {
    for (const child of children.reverse()) killGroup(child);
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  try {
    const display = process.env["DISPLAY"] ?? (await startDisplay(children));
    const port = await freePort();
    const env = { ...process.env, HOME: home, XDG_RUNTIME_DIR: home, DISPLAY: display };
    const more = { GDK_BACKEND: "x11", LIBGL_ALWAYS_SOFTWARE: "1" };
    const running = spawn(driver, [`--port=${port}`], {
      env: { ...env, ...more },
      stdio: "ignore",
      detached: true,
    });
    children.push(running);
    endWithThisProcess(running);
    const call = webDriver(`http://127.0.0.1:${port}`);
    await answering(call, running);
    const options = { "webkitgtk:browserOptions": { binary, args: ["--automation"] } };
    const session = await call<Session>("POST", "/session", {
      capabilities: { alwaysMatch: options },
    });
    const at = `/session/${session.sessionId}`;
    await call("POST", `${at}/timeouts`, { script: 60_000 });
    // Commands go to the window that was switched to last: each tab switches to its own, one command after another.
    let turn: Promise<unknown> = Promise.resolve();
    const tabOf = (handle: string): Tab => {
      const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
        const next = turn.then(async () => {
          await call("POST", `${at}/window`, { handle });
          return run();
        });
        turn = next.catch(() => {});
        return next;
      };
      return {
        goto: (url) => inTurn(() => call("POST", `${at}/url`, { url })),
        evaluate: (run, ...args) => inTurn(() => evaluateIn(call, at, textOf(run, args))) as never,
        close: () => inTurn(() => call("DELETE", `${at}/window`)),
      };
    };
    const first = await call<string>("GET", `${at}/window`);
    const { browserName, browserVersion } = session.capabilities;
    return {
      ...tabOf(first),
      version: `${browserName}/${browserVersion}`,
      async openTab() {
        await turn;
        // The window that was switched to last may have been closed.
        await call("POST", `${at}/window`, { handle: first });
        const { handle } = await call<{ handle: string }>("POST", `${at}/window/new`, { type: "tab" });
        return tabOf(handle);
      },
      async close() {
        await call("DELETE", at).catch(() => {});
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
};

interface Session {
  sessionId: string;
  capabilities: { browserName: string; browserVersion: string };
}

interface Answer {
  value?: unknown;
  error?: string;
}

const evaluateIn = async (call: Call, at: string, text: string): Promise<unknown> => {
  const script = `const done = arguments[0]; Promise.resolve(${text})
    .then((value) => done({ value }), (error) => done({ error: String(error && error.stack || error) }));`;
  const answer = await call<Answer>("POST", `${at}/execute/async`, { script, args: [] });
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.value;
};

const textOf = (run: (...args: never[]) => unknown, args: readonly unknown[]): string =>
  `(${run})(${args.map((argument) => JSON.stringify(argument)).join(",")})`;

type Call = <Value>(method: string, path: string, body?: object) => Promise<Value>;

const webDriver =
  (base: string): Call =>
  async (method, path, body) => {
    const response = await fetch(base + path, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: never };
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  };

const answering = async (call: Call, driver: ChildProcess): Promise<void> => {
  while (driver.exitCode === null) {
    const status = await call("GET", "/status").catch(() => undefined);
    if (status !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The driver ended with ${driver.exitCode}.`);
};

/** A constant, not a literal in the call: knip takes those for binaries of packages, and asks for the package. */
const X_SERVER = "Xvfb";

/** Xvfb chooses a free display by itself and says which. */
const startDisplay = (children: ChildProcess[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const server = spawn(X_SERVER, ["-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
      detached: true,
    });
    children.push(server);
    endWithThisProcess(server);
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`Xvfb ended with ${code}.`)));
    (server.stdio[3] as Readable).once("data", (number) => resolve(`:${String(number).trim()}`));
  });

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
