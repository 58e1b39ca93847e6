import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrowserContext, Locator, Page } from "playwright";
import { expect } from "vitest";
import { type DemoServer, startDemoServer } from "../../demo/server/server.mjs";

export const fromRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
/** A real photo of 1,600 by 1,200 pixels. */
export const PHOTO: string = fromRoot("demo/photos/dawn.jpg");

/**
 * The built demo on a server of its own, and a person's page on it. With the server's port each visit has an origin
 * of its own, so that nothing is left over from the one before.
 */
export class DemoVisit {
  server: DemoServer;
  page: Page;

  /** Asked in vain of the page's policy. */
  readonly #violations: string[] = [];

  private constructor(server: DemoServer, page: Page) {
    this.server = server;
    this.page = page;
  }

  static async begin(context: BrowserContext): Promise<DemoVisit> {
    const server = await startDemoServer({ root: fromRoot("dist-demo"), data: "temporary" });
    const visit = new DemoVisit(server, await context.newPage());
    await visit.#load();
    return visit;
  }

  /** In another tab, or in another browser. */
  async openAgain(context: BrowserContext): Promise<void> {
    this.page = await context.newPage();
    await this.#load();
  }

  /** The same server at the same address with what it had, after `server.close()`. */
  async restartServer(): Promise<void> {
    const { port, data } = this.server;
    this.server = await startDemoServer({ root: fromRoot("dist-demo"), data, port });
  }

  async end(): Promise<void> {
    await this.page.close();
    await this.server.close();
    await rm(this.server.data, { recursive: true, force: true });
    expect(this.#violations).toEqual([]);
  }

  /** Until the worker is in charge, so that the page works offline from here on. */
  async #load(): Promise<void> {
    this.page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) this.#violations.push(message.text());
    });
    await this.page.setViewportSize({ width: 1_440, height: 900 });
    await this.page.goto(this.server.url);
    await this.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  }

  /** Fills in the form and saves; resolves when the note is in the list. */
  async write(title: string, photo?: Parameters<Locator["setInputFiles"]>[0]): Promise<Locator> {
    const { page } = this;
    if (photo !== undefined) {
      await page.getByLabel("Attach photos").setInputFiles(photo);
      await page.getByRole("list", { name: "Attached photos" }).getByRole("listitem").waitFor();
    }
    await page.getByLabel("Title").fill(title);
    await page.getByRole("button", { name: "Save note" }).click();
    const note = this.note(title);
    await note.waitFor();
    return note;
  }

  note(title: string): Locator {
    return this.page.getByRole("article", { name: title });
  }

  /** What the experiments say. */
  get experiments(): Locator {
    return this.page.getByRole("status", { name: "Experiments" });
  }

  /** What the server has received, by kind. */
  received(kind: "note" | "photo" | "summary"): number {
    return this.server.ledger.read().receipts.filter((receipt) => receipt.kind === kind).length;
  }

  /** Files of the photos on the server's disk. */
  async photosOnDisk(): Promise<string[]> {
    const folder = join(this.server.data, "photos");
    return (await readdir(folder)).map((name) => join(folder, name));
  }
}

export const confirmed = (note: Locator): Promise<void> =>
  note.getByText("The server has everything.").waitFor();
