import { readWakeups } from "../operations/reads/queries.ts";
import type { WakeupRow } from "../operations/tables.ts";
import type { Capabilities } from "../platform/capabilities.ts";
import type { Storage } from "../storage/storage.ts";
import type { Wakeup } from "./monitor-api.ts";

/** What each source is, and how it is known whether it exists here. */
const SOURCES: readonly {
  source: string;
  detail: string;
  exists: (here: Capabilities) => boolean | undefined;
}[] = [
  { source: "start", detail: "A job server begins.", exists: () => true },
  { source: "enqueue", detail: "A page tells the worker of new work.", exists: (here) => here.serviceWorker },
  { source: "page", detail: "A page has been opened.", exists: (here) => here.serviceWorker },
  {
    source: "update",
    detail: "A new version of the service worker has taken over.",
    exists: (here) => here.serviceWorker,
  },
  { source: "change", detail: "Another context has committed something.", exists: () => true },
  {
    source: "timer",
    detail: "The server's own timer, exact while its context is awake.",
    exists: () => true,
  },
  {
    source: "alarm",
    detail:
      "A timer beside the page wakes the service worker at the next due time, also when the page is hidden.",
    exists: (here) => here.serviceWorker && (here.sharedWorker || here.worker),
  },
  { source: "visible", detail: "A page is shown or focused.", exists: () => true },
  { source: "online", detail: "The network is back.", exists: () => true },
  { source: "charging", detail: "The device is connected to power, or no longer.", exists: () => true },
  { source: "idle", detail: "The device is no longer used, or is again.", exists: () => true },
  { source: "resume", detail: "A page comes back from the cache or from being frozen.", exists: () => true },
  { source: "takeover", detail: "Another server has died.", exists: () => true },
  {
    source: "fetch",
    detail: "The app asks the service worker for something while work is due.",
    exists: (here) => here.serviceWorker,
  },
  {
    source: "activate",
    detail: "A service worker version takes over.",
    exists: (here) => here.serviceWorker,
  },
  {
    source: "sync",
    detail: "Background Sync: the network is back, with no page open too.",
    exists: (here) => here.sync,
  },
  {
    source: "periodicsync",
    detail: "Periodic Background Sync: for installed apps, every 12 hours at best.",
    exists: (here) => here.periodicSync,
  },
  {
    source: "push",
    detail: "A push message, for apps that subscribe and call handlePush.",
    exists: (here) => here.push,
  },
];

/** Which wake-ups exist here, when each last came and what it brought. */
export async function readWakeupReport(
  storage: Storage,
  capabilities: () => Promise<Capabilities>,
): Promise<Wakeup[]> {
  const [{ rows, totals }, here] = await Promise.all([storage.run(readWakeups, undefined), capabilities()]);
  const known = new Map(rows.map((row) => [row.source, row]));
  const report = SOURCES.map(({ source, detail, exists }): Wakeup => {
    const row = known.get(source);
    known.delete(source);
    return wakeup(source, detail, exists(here), row);
  });
  for (const row of known.values()) report.push(wakeup(row.source, "Named by the app.", true, row));
  const jump = totals?.jumps.at(-1);
  if (jump) {
    const by = `${Math.abs(Math.round(jump.by / 1_000))} s ${jump.by < 0 ? "back" : "forward"}`;
    const detail = `The clock was set: last by ${by}.`;
    report.push({
      source: "clock",
      detail,
      available: true,
      lastAt: jump.at,
      count: totals?.jumps.length ?? 1,
      jobs: 0,
    });
  }
  return report;
}

function wakeup(
  source: string,
  detail: string,
  available: boolean | undefined,
  row: WakeupRow | undefined,
): Wakeup {
  return {
    source,
    detail,
    ...(available === undefined ? {} : { available }),
    ...(row ? { lastAt: row.lastAt } : {}),
    count: row?.count ?? 0,
    jobs: row?.jobs ?? 0,
  };
}
