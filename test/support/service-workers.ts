import type { CDPSession, Page } from "playwright";

interface Registration {
  registrationId: string;
  scopeURL: string;
  isDeleted: boolean;
}

interface Version {
  versionId: string;
  registrationId: string;
  runningStatus: string;
}

interface Watch {
  session: CDPSession;
  registrations: Map<string, Registration>;
  versions: Map<string, Version>;
}

const watches = new WeakMap<Page, Promise<Watch>>();

/** One DevTools session per page: Chromium tells it about every worker of the profile, whatever page is shown. */
const watch = (page: Page): Promise<Watch> => {
  let found = watches.get(page);
  if (found === undefined) {
    found = startWatch(page);
    watches.set(page, found);
  }
  return found;
};

const startWatch = async (page: Page): Promise<Watch> => {
  const session = await page.context().newCDPSession(page);
  const registrations = new Map<string, Registration>();
  const versions = new Map<string, Version>();
  session.on("ServiceWorker.workerRegistrationUpdated", (event) => {
    for (const registration of event.registrations)
      if (registration.isDeleted) registrations.delete(registration.registrationId);
      else registrations.set(registration.registrationId, registration);
  });
  session.on("ServiceWorker.workerVersionUpdated", (event) => {
    for (const version of event.versions) versions.set(version.versionId, version);
  });
  // What runs already is told soon after the answer, and nothing says that it has been told: without this wait a
  // running worker can look stopped. Where there is no worker it costs its whole time, once per page.
  const told = new Promise((resolve) => session.once("ServiceWorker.workerVersionUpdated", resolve));
  await session.send("ServiceWorker.enable");
  await Promise.race([told, new Promise((resolve) => setTimeout(resolve, 300))]);
  return { session, registrations, versions };
};

const until = async <T>(what: string, read: () => T | undefined | false): Promise<T> => {
  for (const end = Date.now() + 5_000; Date.now() < end; await new Promise((next) => setTimeout(next, 10))) {
    const value = read();
    if (value) return value;
  }
  throw new Error(`Waited 5 s for ${what}.`);
};

const registrationFor = async (page: Page, scope: string): Promise<{ watched: Watch; target: Target }> => {
  const watched = await watch(page);
  const registration = await until(`a service worker registration with the scope "${scope}"`, () =>
    [...watched.registrations.values()].find(
      ({ scopeURL }) => scopeURL === scope || new URL(scopeURL).pathname === scope,
    ),
  );
  const target = {
    origin: new URL(registration.scopeURL).origin,
    registrationId: registration.registrationId,
  };
  return { watched, target };
};

interface Target {
  origin: string;
  registrationId: string;
}

/** Ends every running service worker of the profile, as the browser does with an idle one: no `finally` runs. */
export const stopServiceWorkers = async (page: Page): Promise<void> => {
  const { session, versions } = await watch(page);
  // One that something wakes at once has been stopped all the same.
  const stopped = new Set<string>();
  const note = (event: { versions: readonly Version[] }): void => {
    for (const { versionId, runningStatus } of event.versions) {
      if (runningStatus === "stopped") stopped.add(versionId);
    }
  };
  session.on("ServiceWorker.workerVersionUpdated", note);
  await session.send("ServiceWorker.stopAllWorkers");
  await until("all service workers to stop", () =>
    [...versions.values()].every(
      ({ versionId, runningStatus }) => runningStatus === "stopped" || stopped.has(versionId),
    ),
  );
  session.off("ServiceWorker.workerVersionUpdated", note);
};

/** How many service workers run now, for a test that asserts one was, or was not, woken. */
export const runningServiceWorkers = async (page: Page): Promise<number> => {
  const { versions } = await watch(page);
  return [...versions.values()].filter(({ runningStatus }) => runningStatus === "running").length;
};

/** `scope` is a whole address or its path. Works on a stopped worker, and with no page of the origin open. */
export const dispatchPeriodicSync = async (page: Page, scope: string, tag = "slowmatch"): Promise<void> => {
  const { watched, target } = await registrationFor(page, scope);
  await watched.session.send("ServiceWorker.dispatchPeriodicSyncEvent", { ...target, tag });
};

export const dispatchSync = async (
  page: Page,
  scope: string,
  tag = "slowmatch",
  lastChance = false,
): Promise<void> => {
  const { watched, target } = await registrationFor(page, scope);
  await watched.session.send("ServiceWorker.dispatchSyncEvent", { ...target, tag, lastChance });
};

export const deliverPush = async (page: Page, scope: string, data = ""): Promise<void> => {
  const { watched, target } = await registrationFor(page, scope);
  await watched.session.send("ServiceWorker.deliverPushMessage", { ...target, data });
};

/** One permission, leaving the others alone: `context.grantPermissions` knows no periodic sync and breaks after it. */
export const grantPermission = async (page: Page, name: string, origin: string): Promise<void> => {
  const { session } = await watch(page);
  // Without its profile named, the grant goes to the browser's default profile and not to the test's.
  const { browserContextId } = (await session.send("Target.getTargetInfo")).targetInfo;
  await session.send("Browser.setPermission", {
    permission: { name },
    setting: "granted",
    origin,
    ...(browserContextId === undefined ? {} : { browserContextId }),
  });
};

/** Kills the tab's process, then closes the tab. The service worker may share the process and die as well. */
export const crashTab = async (page: Page): Promise<void> => {
  const crashed = page.waitForEvent("crash");
  const session = await page.context().newCDPSession(page);
  // The answer never comes: the process that would send it is gone.
  session.send("Page.crash").catch(() => {});
  await crashed;
  // Left open, it would make every later call to the whole context fail.
  await page.close();
};
