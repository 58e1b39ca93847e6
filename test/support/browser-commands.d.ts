// What commands.ts offers, as a browser test sees it. Kept apart: that file is for Node.
import type { Emulation } from "./commands.ts";

declare module "vitest/browser" {
  interface BrowserCommands {
    /** Stops every service worker; resolves when they are stopped. */
    stopWorkers: () => Promise<void>;
    runningWorkers: () => Promise<number>;
    /** `scope` is a path such as `/` or a whole address; `tag` is `slowmatch` unless told. */
    periodicSync: (scope: string, tag?: string) => Promise<void>;
    sync: (scope: string, tag?: string, lastChance?: boolean) => Promise<void>;
    push: (scope: string, data?: string) => Promise<void>;
    /** Grants one permission of DevTools' names, such as `periodic-background-sync`, to the test's origin. */
    grant: (permission: string) => Promise<void>;
    /** Opens a further tab in the same profile; `url` may be relative to the test's origin. */
    openTab: (url: string) => Promise<{ id: string; controlled: boolean }>;
    reloadTab: (id: string) => Promise<void>;
    closeTab: (id: string) => Promise<void>;
    /** Closes what a test left open, for `afterEach`. */
    closeTabs: () => Promise<void>;
    /** `code`: an expression, or an async function that is called with `argument`. Answers plain data. */
    evaluateInTab: (id: string, code: string, argument?: unknown) => Promise<unknown>;
    crashTab: (id: string) => Promise<void>;
    /** Resolves when the network is back: start it, do what happens offline, then await it. */
    offlineFor: (milliseconds: number) => Promise<void>;
    emulate: (media: Emulation) => Promise<void>;
  }
}
