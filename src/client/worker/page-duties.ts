import { isWork } from "../../job/notice.ts";
import { readRecurring } from "../../operations/reads/queries.ts";
import type { Platform } from "../../platform/platform.ts";
import type { Storage } from "../../storage/storage.ts";
import { SHORTEST_WAKE } from "../../time/shortest-wake.ts";
import type { Feature } from "../parts/feature.ts";
import type * as Recurring from "../recurring/recurring-client.ts";
import { startAlarm } from "./alarm.ts";
import { EnqueueWakes } from "./enqueue-wakes.ts";
import { WorkerLink, type WorkerLinkOptions } from "./worker-link.ts";

export interface DutyParts extends Omit<WorkerLinkOptions, "clock"> {
  storage: Storage;
  platform: Platform;
  recurring: Feature<Pick<typeof Recurring, "wakeInterval">>;
}

/** What a page does for its service worker beside enqueueing: registers it, updates it, wakes it. */
export interface Duties extends Pick<WorkerLink, "ready" | "run" | "close"> {}

export function beginDuties(parts: DutyParts): Duties {
  const link = new WorkerLink({ ...parts, clock: parts.platform.clock });
  const stops = wakings(link, parts);
  return {
    ready: link.ready,
    run: (operation, input, options) => link.run(operation, input, options),
    close() {
      for (const stop of stops) stop();
      link.close();
    },
  };
}

/** Everything in a page that wakes the worker: its own commits, coming back, the network, the alarm. */
function wakings(link: WorkerLink, { database, storage, platform, recurring }: DutyParts): (() => void)[] {
  const { clock, connectivity, device, lifecycle } = platform;
  let stopAlarm = (): void => {};
  const fitWakeUps = async (): Promise<void> => {
    if (!link.syncsPeriodically) return;
    try {
      const records = await storage.run(readRecurring, {});
      // Without a definition the answer is known, and what reckons with schedules need not be fetched.
      const wakeInterval = records.length === 0 ? () => SHORTEST_WAKE : (await recurring.load()).wakeInterval;
      await link.requestPeriodicSync(wakeInterval(records, clock.now()));
    } catch {
      // A safety net only, and the storage's errors are told by the calls that need it.
    }
  };
  link.onActive((registration) => {
    void fitWakeUps();
    if (platform.kind === "window")
      stopAlarm = startAlarm({ scope: registration.scope, database }, storage, platform, (source) =>
        link.wake(source),
      );
  });
  const wakes = new EnqueueWakes(() => link.wake("enqueue"), clock);
  return [
    storage.subscribe((notices, own) => {
      if (own && notices.some(({ type }) => type === "recurring")) void fitWakeUps();
      if (!own || !notices.some(isWork)) return;
      wakes.ask();
      if (!connectivity.online()) void link.requestSync();
    }),
    // Offline: whatever is waiting by then is run when the network is back, with no page open too.
    connectivity.onChange(() => (connectivity.online() ? link.wake("online") : void link.requestSync())),
    // Of what some worker has asked this page for.
    device.onChange((what) => link.wake(what)),
    lifecycle.onVisible(() => link.wake("visible")),
    lifecycle.onResume(() => link.wake("resume")),
    () => stopAlarm(),
    () => wakes.end(),
  ];
}
