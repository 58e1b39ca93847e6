import type { Channel } from "./channel.ts";
import type { Clock } from "./clock.ts";
import { type Device, type DeviceCondition, listening } from "./device.ts";
import { DEVICE_CHANNEL, DevicePages } from "./device-pages.ts";
import { storageLeft } from "./device-senses.ts";
import type { ContextKind } from "./platform.ts";

interface WorkerParts {
  kind: ContextKind;
  clock: Clock;
  openChannel: (name: string) => Channel;
}

/** What a worker can know, from its pages. */
export function workerDevice({ kind, clock, openChannel }: WorkerParts): Device {
  const { changed, onChange } = listening();
  let pages: DevicePages | undefined;
  const ask = (what: DeviceCondition): Promise<boolean | undefined> => {
    pages ??= new DevicePages(openChannel(DEVICE_CHANNEL), clock, changed);
    return pages.look(what);
  };
  const sense = (what: DeviceCondition): Promise<boolean | undefined> => {
    if (what === "roomy") return storageLeft.read();
    return what === "visible" && kind === "service-worker" ? somePageIsVisible() : ask(what);
  };
  return {
    onChange,
    async look(wanted) {
      const values = await Promise.all(wanted.map(sense));
      return Object.fromEntries(wanted.map((each, i) => [each, values[i] ?? true]));
    },
    answerOthers: () => () => {},
  };
}

interface Clients {
  matchAll(options: object): Promise<readonly { visibilityState?: string }[]>;
}

/** A service worker sees all its pages, also those without a client of ours. */
async function somePageIsVisible(): Promise<boolean> {
  const { clients } = globalThis as unknown as { clients: Clients };
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  return pages.some(({ visibilityState }) => visibilityState === "visible");
}
