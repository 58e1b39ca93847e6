import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium } from "playwright";
import { chromiumArgs, findChromium } from "../../scripts/browser.mjs";

export {
  crashTab,
  deliverPush,
  dispatchPeriodicSync,
  dispatchSync,
  grantPermission,
  runningServiceWorkers,
  stopServiceWorkers,
} from "./service-workers.ts";

/** The file of a Chromium, or an error that says how to get one. */
export const chromiumFile = (): string => {
  const file = findChromium();
  if (file === undefined)
    throw new Error("No Chromium here. Run `node scripts/browser.mjs`, or set CHROME_PATH.");
  return file;
};

/** As the network goes away for the whole profile: pages and service workers both see it. */
export const setOffline = (context: BrowserContext, offline: boolean): Promise<void> =>
  context.setOffline(offline);

/**
 * A Chromium process of our own with a profile that outlives it, so that a test can cut its power and start it again.
 * Playwright is connected to it and attaches to each service worker, which then never idles out: how long a worker
 * lives has to be tested with `RawBrowser`.
 */
export class RealBrowser {
  readonly profile: string = mkdtempSync(join(tmpdir(), "slowmatch-e2e-"));
  readonly #arguments: readonly string[];
  #process: ChildProcess | undefined;
  #browser: Browser | undefined;

  constructor(...moreArguments: string[]) {
    this.#arguments = moreArguments;
  }

  /** Starts the browser on its profile, also again after `kill` or `close`. */
  async start(): Promise<BrowserContext> {
    if (this.#process !== undefined) throw new Error("This browser runs already: kill or close it first.");
    const started = spawn(
      chromiumFile(),
      [
        "--headless",
        `--user-data-dir=${this.profile}`,
        "--remote-debugging-port=0",
        ...chromiumArgs,
        ...this.#arguments,
        "about:blank",
      ],
      { stdio: ["ignore", "ignore", "pipe"], detached: process.platform !== "win32" },
    );
    this.#process = started;
    endWithThisProcess(started);
    this.#browser = await chromium.connectOverCDP(await debuggerAddress(started));
    const [context] = this.#browser.contexts();
    if (context === undefined) throw new Error("Chromium offers no default context.");
    return context;
  }

  /** A power cut: every process of the browser dies at once, and nothing of it runs any more. */
  async kill(): Promise<void> {
    const running = this.#process;
    if (running === undefined) return;
    if (running.exitCode === null && running.signalCode === null) {
      const gone = once(running, "exit");
      killGroup(running);
      await gone;
    }
    await this.#forget();
  }

  /** As a person quits the browser: it may finish its writes. */
  async close(): Promise<void> {
    const running = this.#process;
    if (running === undefined || this.#browser === undefined) return;
    const gone = once(running, "exit");
    const session = await this.#browser.newBrowserCDPSession();
    session.send("Browser.close").catch(() => {});
    await gone;
    await this.#forget();
  }

  async dispose(): Promise<void> {
    await this.kill();
    // The kernel may still be writing for the killed processes, so that a folder is "not empty" for a moment.
    await rm(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  async #forget(): Promise<void> {
    await this.#browser?.close().catch(() => {});
    this.#process = undefined;
    this.#browser = undefined;
  }
}

const alive = new Set<ChildProcess>();

/** A test that fails before it disposes of its browser must not leave it running: Vitest ends its workers by signal. */
export const endWithThisProcess = (child: ChildProcess): void => {
  if (alive.size === 0 && process.listenerCount("exit", killAll) === 0) {
    process.once("exit", killAll);
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
      process.once(signal, () => {
        killAll();
        process.exit(1);
      });
  }
  alive.add(child);
  child.once("exit", () => alive.delete(child));
};

const killAll = (): void => {
  for (const child of alive) killGroup(child);
};

/** Chromium's children write to the profile even without their parent, so the whole group has to go. */
export const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === "win32") child.kill("SIGKILL");
  else process.kill(-child.pid, "SIGKILL");
};

const debuggerAddress = (started: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = "";
    started.stderr?.on("data", (data) => {
      text += String(data);
      const address = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
      if (address !== undefined) resolve(address);
    });
    started.once("error", reject);
    started.once("exit", (code) =>
      reject(new Error(`Chromium ended with ${code} before it listened:\n${text}`)),
    );
  });
