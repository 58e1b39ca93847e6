import type { BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { RealBrowser } from "../../support/real-browser.ts";
// Brings the type of what the page offers to every test that runs code in it.
import type {} from "./app/page.ts";
import { LedgerServer } from "./ledger-server.ts";

/** What the tests of one file share. */
export interface Scene {
  readonly browser: RealBrowser;
  /** Each test has a server of its own, and with its port an origin of its own: nothing is left over. */
  readonly server: LedgerServer;
  /** Changes when a test starts the browser anew. */
  context: BrowserContext;
  /** Opens the test app in a new tab. */
  openApp(path?: string): Promise<Page>;
  /** A tab of another origin, to speak to the browser through and to keep it open. */
  elsewhere(): Promise<Page>;
}

/** Prepares a file's tests: one browser for all, one server for each, every tab closed in between. */
export const setScene = (): Scene => {
  const browser = new RealBrowser();
  let server: LedgerServer;
  const scene: Scene = {
    browser,
    get server() {
      return server;
    },
    context: undefined as unknown as BrowserContext,
    async openApp(path = "/page.html") {
      const page = await scene.context.newPage();
      await page.goto(server.origin + path);
      return page;
    },
    elsewhere: () => scene.context.newPage(),
  };

  beforeAll(async () => {
    scene.context = await browser.start();
  });
  afterAll(async () => {
    await browser.dispose();
  });
  beforeEach(async () => {
    server = await new LedgerServer().start();
  });
  afterEach(async () => {
    // The browser must keep a tab, or it ends; what a test's worker still does ends with its server.
    const keep = await scene.context.newPage();
    for (const page of scene.context.pages()) if (page !== keep) await page.close();
    await server.close();
  });
  return scene;
};

/**
 * Waits until the page's worker is in charge of it. A page that is on its way while a worker becomes active never comes
 * under it: measured in Chromium, whose `clients.claim()` passes over pages that aren't there yet. So whoever needs several
 * begins with one, and opens the next when that one is controlled: see {@link openTabs}.
 */
export const controlled = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    if (navigator.serviceWorker.controller) return;
    await new Promise((resolve) => {
      navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
    });
  });

/** Two tabs under one worker; `prepare` readies each. */
export const openTabs = async (
  scene: Scene,
  prepare: (page: Page, nth: number) => Promise<unknown> = async () => {},
): Promise<[Page, Page]> => {
  const tab = async (nth: number): Promise<Page> => {
    const page = await scene.openApp();
    await controlled(page);
    await prepare(page, nth);
    return page;
  };
  return [await tab(1), await tab(2)];
};

/** In each of {@link openTabs} a server that is called after it in the ledger. */
export const serveIn = (page: Page, nth: number): Promise<void> =>
  page.evaluate((where) => app.startServer({ where }).ready, `tab ${nth}`);

/** Waits until the alarm runs and this many tabs watch over it. */
export const alarmRuns = (page: Page, tabs = 1): Promise<void> =>
  page.evaluate(lockWatched, ["slowmatch-alarm:", tabs] as const);

/** Waits until the alarm has had an answer as well, and watches over the worker that gave it. */
export const alarmed = async (page: Page): Promise<void> => {
  await alarmRuns(page);
  await page.evaluate(lockWatched, ["server-", 1] as const);
};

/**
 * Makes the shared worker that is the alarm end itself at a word, when it is run in it. A worker that ends while a debugger is
 * attached takes the next one with it: Chromium begins that for the debugger, and it never runs.
 */
export const ENDS_AT_WORD = `new BroadcastChannel("end of the alarm").onmessage = () => close()`;

/** In a page: says that word. */
export const endAlarm = (): void => {
  const channel = new BroadcastChannel("end of the alarm");
  channel.postMessage("end");
  channel.close();
};

/** In the page: waits until a lock of such a name is held and this many wait for it. */
export const lockWatched = async ([prefix, times]: readonly [string, number]): Promise<void> => {
  for (;;) {
    const { held = [], pending = [] } = await navigator.locks.query();
    const isHeld = held.some(({ name }) => name?.startsWith(prefix));
    if (isHeld && pending.filter(({ name }) => name?.startsWith(prefix)).length >= times) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** Ends every worker at once, as the browser may: nothing in it is told. It may be running again when this answers. */
export const stopWorkers = async (page: Page): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  await session.send("ServiceWorker.enable");
  await session.send("ServiceWorker.stopAllWorkers");
  await session.detach();
};
