// Vitest's browser commands: they run in Node, beside Playwright's page and context, because a test page can neither
// stop its own worker nor open a tab that outlives it.
import type {} from "@vitest/browser-playwright";
import type { Page } from "playwright";
import type { BrowserCommand } from "vitest/node";
import * as workers from "./service-workers.ts";

export const stopWorkers: BrowserCommand<[]> = ({ page }) => workers.stopServiceWorkers(page);

export const runningWorkers: BrowserCommand<[]> = ({ page }) => workers.runningServiceWorkers(page);

export const periodicSync: BrowserCommand<[scope: string, tag?: string]> = ({ page }, scope, tag) =>
  workers.dispatchPeriodicSync(page, scope, tag);

export const sync: BrowserCommand<[scope: string, tag?: string, lastChance?: boolean]> = (
  { page },
  scope,
  tag,
  lastChance,
) => workers.dispatchSync(page, scope, tag, lastChance);

export const push: BrowserCommand<[scope: string, data?: string]> = ({ page }, scope, data) =>
  workers.deliverPush(page, scope, data);

export const grant: BrowserCommand<[permission: string]> = ({ page }, permission) =>
  workers.grantPermission(page, permission, new URL(page.url()).origin);

let opened = 0;
const tabs = new Map<string, Page>();

const tab = (id: string): Page => {
  const page = tabs.get(id);
  if (page === undefined)
    throw new Error(`No tab "${id}" is open. Open: ${[...tabs.keys()].join(", ") || "none"}.`);
  return page;
};

export const openTab: BrowserCommand<[url: string]> = async ({ context, page }, url) => {
  const next = await context.newPage();
  await next.goto(new URL(url, page.url()).href);
  opened += 1;
  const id = `tab-${opened}`;
  tabs.set(id, next);
  const controlled = await next.evaluate(() => navigator.serviceWorker.controller !== null);
  return { id, controlled };
};

export const closeTab: BrowserCommand<[id: string]> = async (_, id) => {
  await tab(id).close();
  tabs.delete(id);
};

export const closeTabs: BrowserCommand<[]> = async ({ context }) => {
  for (const [id, page] of tabs)
    if (page.context() === context) {
      await page.close();
      tabs.delete(id);
    }
};

/** `code` is the text of an expression or of an async function, which is called with `argument`. */
export const evaluateInTab: BrowserCommand<[id: string, code: string, argument?: unknown]> = (
  _,
  id,
  code,
  argument,
) =>
  tab(id).evaluate(`Promise.resolve((${code})).then((value) =>
      typeof value === "function" ? value(${argument === undefined ? "" : JSON.stringify(argument)}) : value)`);

export const reloadTab: BrowserCommand<[id: string]> = async (_, id) => {
  await tab(id).reload();
};

export const crashTab: BrowserCommand<[id: string]> = async (_, id) => {
  await workers.crashTab(tab(id));
  tabs.delete(id);
};

/**
 * Reaches the service worker as well as every page. A time and not a switch: the answer to a command comes through the
 * test page's own socket, so a page that stayed offline would wait for ever to be told that it is.
 */
export const offlineFor: BrowserCommand<[milliseconds: number]> = async ({ context }, milliseconds) => {
  await context.setOffline(true);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  await context.setOffline(false);
};

export interface Emulation {
  colorScheme?: "light" | "dark" | null;
  forcedColors?: "active" | "none" | null;
  reducedMotion?: "reduce" | "no-preference" | null;
  contrast?: "more" | "no-preference" | null;
  media?: "screen" | "print" | null;
}

export const emulate: BrowserCommand<[media: Emulation]> = ({ page }, media) => page.emulateMedia(media);
