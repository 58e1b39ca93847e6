import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { chromiumArgs } from "../../scripts/browser.mjs";
import { chromiumFile, endWithThisProcess, killGroup } from "./real-browser.ts";

interface Message {
  id?: number;
  method?: string;
  sessionId?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

interface Call {
  method: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

type Listener = (params: never, sessionId: string | undefined) => void;

/**
 * A Chromium that nothing is attached to but the pages a test opens here. An attached DevTools client keeps a service
 * worker alive for ever, so idle ends, event limits, throttling, freezing and the back/forward cache can be seen only
 * this way. It speaks DevTools' protocol through a pipe, which needs no library.
 */
export class RawBrowser {
  readonly profile: string = mkdtempSync(join(tmpdir(), "slowmatch-raw-"));
  readonly #arguments: readonly string[];
  #process: ChildProcess | undefined;
  #lastId = 0;
  readonly #calls = new Map<number, Call>();
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(...moreArguments: string[]) {
    this.#arguments = moreArguments;
  }

  /** Starts the browser on its profile, also again after `kill`. */
  async start(): Promise<void> {
    if (this.#process !== undefined) throw new Error("This browser runs already: kill it first.");
    const started = spawn(
      chromiumFile(),
      [
        "--headless",
        `--user-data-dir=${this.profile}`,
        "--remote-debugging-pipe",
        ...chromiumArgs,
        ...this.#arguments,
        "about:blank",
      ],
      { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"], detached: process.platform !== "win32" },
    );
    this.#process = started;
    endWithThisProcess(started);
    started.once("exit", () => {
      for (const { method, reject } of this.#calls.values())
        reject(new Error(`The browser ended during ${method}.`));
      this.#calls.clear();
    });
    let rest = "";
    (started.stdio[4] as Readable).setEncoding("utf8").on("data", (data: string) => {
      const parts = (rest + data).split("\0");
      rest = parts.pop() ?? "";
      for (const part of parts) this.#receive(JSON.parse(part) as Message);
    });
    (started.stdio[3] as Writable).on("error", () => {});
    await this.send("Browser.getVersion");
  }

  /** One call of DevTools' protocol, to the browser or to an attached target. */
  send<Result = unknown>(method: string, params: object = {}, sessionId?: string): Promise<Result> {
    const running = this.#process;
    if (running === undefined) return Promise.reject(new Error(`${method}: the browser does not run.`));
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { method, resolve: (result) => resolve(result as Result), reject });
      (running.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  /** Answers a function that ends the listening. */
  on<Params>(method: string, listener: (params: Params, sessionId: string | undefined) => void): () => void {
    const listeners = this.#listeners.get(method) ?? new Set<Listener>();
    this.#listeners.set(method, listeners.add(listener as Listener));
    return () => listeners.delete(listener as Listener);
  }

  /** Opens a tab and attaches to it alone. */
  async open(url: string): Promise<RawPage> {
    const { targetId } = await this.send<{ targetId: string }>("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send<{ sessionId: string }>("Target.attachToTarget", {
      targetId,
      flatten: true,
    });
    const page = new RawPage(this, targetId, sessionId);
    await page.goto(url);
    return page;
  }

  async kill(): Promise<void> {
    const running = this.#process;
    if (running === undefined) return;
    if (running.exitCode === null && running.signalCode === null) {
      const gone = once(running, "exit");
      killGroup(running);
      await gone;
    }
    this.#process = undefined;
  }

  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  #receive({ id, method, params, result, error, sessionId }: Message): void {
    if (id === undefined) {
      for (const listener of this.#listeners.get(method ?? "") ?? []) listener(params as never, sessionId);
      return;
    }
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (error === undefined) call?.resolve(result);
    else call?.reject(new Error(`${call.method}: ${error.message}`));
  }
}

/** One tab of a `RawBrowser`. */
export class RawPage {
  readonly #browser: RawBrowser;
  readonly targetId: string;
  readonly sessionId: string;

  constructor(browser: RawBrowser, targetId: string, sessionId: string) {
    this.#browser = browser;
    this.targetId = targetId;
    this.sessionId = sessionId;
  }

  send<Result = unknown>(method: string, params: object = {}): Promise<Result> {
    return this.#browser.send<Result>(method, params, this.sessionId);
  }

  async goto(url: string): Promise<void> {
    await this.send("Page.enable");
    const loaded = new Promise<void>((resolve) => {
      const stop = this.#browser.on("Page.loadEventFired", (_, sessionId) => {
        if (sessionId !== this.sessionId) return;
        stop();
        resolve();
      });
    });
    await this.send("Page.navigate", { url });
    await loaded;
  }

  /** Runs in the page. The function is sent as text, so it sees its arguments and nothing else. */
  async evaluate<Args extends unknown[], Result>(
    run: (...args: Args) => Result,
    ...args: Args
  ): Promise<Awaited<Result>> {
    interface Evaluated {
      result: { value: Awaited<Result> };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    }
    const { result, exceptionDetails } = await this.send<Evaluated>("Runtime.evaluate", {
      expression: `(${run})(${args.map((argument) => JSON.stringify(argument)).join(",")})`,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Leaves the tab open and lets go of it, so that its workers live as long as they would at a user's. */
  async detach(): Promise<void> {
    await this.#browser.send("Target.detachFromTarget", { sessionId: this.sessionId });
  }

  async close(): Promise<void> {
    await this.#browser.send("Target.closeTarget", { targetId: this.targetId });
  }
}
