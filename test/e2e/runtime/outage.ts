import type { BrowserContext, CDPSession } from "playwright";

/** What DevTools is told of a network without a limit but this one. */
export const conditions = (offline: boolean) => ({
  offline,
  latency: 0,
  downloadThroughput: -1,
  uploadThroughput: -1,
});

/**
 * The network is gone for every page and every service worker, until `end`. Playwright's own switch does the same, but
 * never answers once one of the workers has been stopped.
 */
export class Outage {
  readonly #browser: CDPSession;
  readonly #pages: CDPSession[] = [];
  readonly #workers: string[] = [];

  private constructor(browser: CDPSession) {
    this.#browser = browser;
  }

  static async begin(context: BrowserContext): Promise<Outage> {
    const outage = new Outage(await context.browser()!.newBrowserCDPSession());
    const { targetInfos } = await outage.#browser.send("Target.getTargets");
    for (const { targetId, type } of targetInfos)
      if (type === "service_worker") await outage.#cutOff(targetId);
    for (const page of context.pages()) {
      const session = await context.newCDPSession(page);
      await session.send("Network.emulateNetworkConditions", conditions(true));
      outage.#pages.push(session);
    }
    return outage;
  }

  async end(): Promise<void> {
    for (const sessionId of this.#workers) {
      // Not waited for: one that has been stopped would never answer.
      await this.#send(sessionId, false);
      await this.#browser.send("Target.detachFromTarget", { sessionId });
    }
    for (const session of this.#pages) await session.detach().catch(() => {});
    await this.#browser.detach();
  }

  async #cutOff(targetId: string): Promise<void> {
    const { sessionId } = await this.#browser.send("Target.attachToTarget", { targetId, flatten: false });
    this.#workers.push(sessionId);
    const answered = new Promise<void>((resolve) => {
      this.#browser.on("Target.receivedMessageFromTarget", (event) => {
        if (event.sessionId === sessionId) resolve();
      });
    });
    await this.#send(sessionId, true);
    await answered;
  }

  async #send(sessionId: string, offline: boolean): Promise<void> {
    const method = "Network.emulateNetworkConditions";
    const message = JSON.stringify({ id: 1, method, params: conditions(offline) });
    await this.#browser.send("Target.sendMessageToTarget", { sessionId, message });
  }
}
