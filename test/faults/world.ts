import { RawBrowser, type RawPage } from "../support/raw-browser.ts";
import type { Told, Trouble } from "./app/notes.ts";
// Brings the type of what the page offers to the code that runs in it.
import type {} from "./app/page.ts";
import { Ledger } from "./ledger.ts";

/** One tab of the app. */
export interface Tab {
  readonly page: RawPage;
  /** It has a job server of its own beside the service worker. */
  readonly serves: boolean;
  /** Its core comes late, if ever: for this round only. */
  readonly isHasty: boolean;
  /** What the harness has done to it. */
  state: "open" | "frozen" | "away" | "dead";
}

/** A page that does not answer in this time is taken for dead; nothing that is asked of one takes so long. */
const ANSWER = 10_000;
/** More than a round stores, bytes. */
const ROOM = 3_000_000;

/** One browser on one profile, the app's tabs in it, and the ledger outside. */
export class World {
  readonly browser: RawBrowser = new RawBrowser(
    // Work that takes a second longer in each hidden tab finds nothing more.
    "--disable-background-timer-throttling",
  );
  readonly ledger: Ledger;
  /** Of another origin: where a tab goes that leaves the app. */
  readonly elsewhere: Ledger;
  tabs: Tab[] = [];
  readonly #dead = new Set<string>();
  readonly #deaths: { tab: Tab; resolve: () => void }[] = [];
  readonly #hear: (told: Told) => void;
  /** A page of no origin, to speak to the browser through and to keep it open. */
  #control: RawPage | undefined;

  constructor(folder: string, hear: (told: Told) => void) {
    this.ledger = new Ledger(folder);
    this.elsewhere = new Ledger(folder);
    this.#hear = hear;
    this.browser.on<{ name: string; payload: string }>("Runtime.bindingCalled", ({ name, payload }) => {
      if (name === "tell") this.#hear(JSON.parse(payload) as Told);
    });
    this.browser.on<{ targetId: string }>("Target.targetCrashed", ({ targetId }) => this.#died(targetId));
    this.browser.on<{ targetId: string }>("Target.targetDestroyed", ({ targetId }) => this.#died(targetId));
  }

  async start(): Promise<void> {
    await this.ledger.start();
    await this.elsewhere.start();
    await this.startBrowser();
    // How much room there is must be said from a page of the origin, and before its first transaction.
    const tab = await this.#openTab(false);
    await tab.page.goto(`${this.ledger.origin}/idle.html`);
    await this.leaveRoom();
    await tab.page.goto(this.address(false));
  }

  async startBrowser(): Promise<void> {
    await this.browser.start();
    await this.browser.send("Target.setDiscoverTargets", { discover: true });
    await this.#openControl();
  }

  async dispose(): Promise<void> {
    await this.browser.dispose();
    await this.ledger.close();
    await this.elsewhere.close();
  }

  get control(): RawPage {
    return this.#control!;
  }

  /** Tabs that do what a user's tabs do. */
  get open(): Tab[] {
    return this.tabs.filter(({ state }) => state === "open");
  }

  /** @param core when its further scripts come: milliseconds, or `never`; absent: they are there from the start */
  async openTab(serves: boolean, core?: string): Promise<Tab> {
    // A process that is about to die may still be given a new tab.
    for (let left = 3; ; left--) {
      const tab = await this.#openTab(serves, core !== undefined);
      const loaded = await inTime(
        "a tab of the app to load",
        tab.page.goto(this.address(serves, core)),
      ).catch((error: Error) => error);
      if (loaded === undefined) return tab;
      if (tab.state !== "dead" || left === 0) throw loaded;
      await this.closeTab(tab);
    }
  }

  async #openTab(serves: boolean, isHasty = false): Promise<Tab> {
    const page = await this.browser.open("about:blank");
    const tab: Tab = { page, serves, isHasty, state: "open" };
    this.tabs.push(tab);
    await page.send("Runtime.enable");
    await page.send("Runtime.addBinding", { name: "tell" });
    return tab;
  }

  address(serves: boolean, core?: string): string {
    const later = core === undefined ? "" : `&core=${core}`;
    return `${this.ledger.origin}/page.html?server=${serves ? "yes" : "no"}${later}`;
  }

  /** Power is cut: every process of the browser is gone, and the tabs with it. */
  async killBrowser(): Promise<void> {
    await this.browser.kill();
    for (const tab of this.tabs) tab.state = "dead";
    this.tabs = [];
    this.#control = undefined;
  }

  /** Leaves this many bytes for the app's storage, and so few that the browser soon has to look how many there are. */
  async leaveRoom(bytes: number = ROOM): Promise<void> {
    const { origin } = this.ledger;
    const page = this.open[0]?.page;
    const used = await page?.send<{ usage: number }>("Storage.getUsageAndQuota", { origin });
    if (used) await page?.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: used.usage + bytes });
  }

  /** There is all the room there is. */
  async liftQuota(): Promise<void> {
    await this.open[0]?.page.send("Storage.overrideQuotaForOrigin", { origin: this.ledger.origin });
  }

  /** Closes what no longer answers, and opens what every round needs: a tab that serves and one that doesn't. */
  async mend(): Promise<void> {
    if (this.#dead.has(this.control.targetId)) {
      await this.control.close();
      await this.#openControl();
    }
    for (const tab of [...this.tabs]) {
      if (tab.isHasty || tab.state !== "open" || !(await answers(tab.page))) await this.closeTab(tab);
    }
    for (const serves of [false, true])
      if (!this.tabs.some((tab) => tab.serves === serves)) await this.openTab(serves);
  }

  async closeTab(tab: Tab): Promise<void> {
    this.tabs = this.tabs.filter((each) => each !== tab);
    await inTime("a tab to close", tab.page.close()).catch(() => {});
  }

  /** Tells all contexts of the app; what is frozen or gone doesn't hear it. */
  async trouble(trouble: Trouble): Promise<void> {
    const [tab] = this.open;
    if (!tab) return;
    const told = tab.page.evaluate((each) => underFaults.trouble(each), trouble);
    // A tab that has just died tells nobody; the next round's does.
    await inTime("the trouble to be told", told).catch(() => {});
  }

  async #openControl(): Promise<void> {
    this.#control = await this.browser.open("about:blank");
    await this.#control.send("ServiceWorker.enable");
  }

  /** Resolves when a tab has come back to the app, from the back/forward cache or by loading it anew. */
  shown(tab: Tab): Promise<void> {
    return new Promise((resolve) => {
      const stops = [
        this.browser.on("Page.loadEventFired", (_, sessionId) => stop(sessionId)),
        this.browser.on<{ type: string }>("Page.frameNavigated", ({ type }, sessionId) => {
          if (type === "BackForwardCacheRestore") stop(sessionId);
        }),
      ];
      const stop = (sessionId: string | undefined): void => {
        if (sessionId !== tab.page.sessionId) return;
        for (const each of stops) each();
        resolve();
      };
    });
  }

  /** Resolves when the browser has noticed that a tab is gone. */
  async death(tab: Tab): Promise<void> {
    if (tab.state !== "dead") await new Promise<void>((resolve) => this.#deaths.push({ tab, resolve }));
  }

  #died(targetId: string): void {
    this.#dead.add(targetId);
    for (const tab of this.tabs) if (tab.page.targetId === targetId) tab.state = "dead";
    for (const { tab, resolve } of this.#deaths) if (tab.page.targetId === targetId) resolve();
  }
}

/** Whether a page is alive and shows the app. */
async function answers(page: RawPage): Promise<boolean> {
  const asked = page.evaluate(() => "underFaults" in globalThis);
  return inTime("an answer", asked).catch(() => false);
}

/** Rejects when it takes too long: a crashed page, or one that stands still, never answers. */
export async function inTime<T>(what: string, promise: Promise<T>, patience: number = ANSWER): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${patience / 1_000} s for ${what}.`)), patience);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
