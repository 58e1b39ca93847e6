import type { Channel } from "./channel.ts";
import type { Clock } from "./clock.ts";
import { DEVICE_CONDITIONS, type Device, type DeviceCondition, type DeviceReading } from "./device.ts";
import { DevicePages, type DeviceTalk } from "./device-pages.ts";
import { pageSenses, type Sense, storageLeft } from "./device-senses.ts";
import type { ContextKind } from "./platform.ts";

/** Of all databases and apps of the origin: what is told on it is true for all of them. */
const CHANNEL = "slowmatch-device";

interface Surroundings {
  kind: ContextKind;
  clock: Clock;
  openChannel: (name: string) => Channel;
  /** Names this page to the workers. */
  name: () => string;
  senses?: Readonly<Record<DeviceCondition, Sense>>;
}

/** What this context can know: a page by itself, a worker from its pages. */
export function browserDevice(surroundings: Surroundings): Device {
  const listeners = new Set<(what: DeviceCondition) => void>();
  const changed = (what: DeviceCondition): void => {
    for (const listener of listeners) listener(what);
  };
  const sensing = surroundings.kind === "window" || surroundings.kind === "node";
  const own = sensing ? inPage(surroundings, changed) : inWorker(surroundings, changed);
  return {
    look: own.look,
    answerOthers: own.answerOthers,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type Own = Pick<Device, "look" | "answerOthers">;

function inPage(
  { clock, openChannel, name, senses = pageSenses() }: Surroundings,
  changed: (what: DeviceCondition) => void,
): Own {
  const watched = new Set<DeviceCondition>();
  const page = name();
  let channel: Channel | undefined;
  const read = async (wanted: readonly DeviceCondition[]): Promise<DeviceReading> => {
    const values = await Promise.all(wanted.map((each) => soon(senses[each].read(), clock)));
    return Object.fromEntries(wanted.map((each, i) => [each, values[i] ?? true]));
  };
  const tell = (wanted: readonly DeviceCondition[]): void => {
    void read(wanted).then((tells) => channel?.post({ page, tells } satisfies DeviceTalk));
  };
  const watch = (what: DeviceCondition): void => {
    if (watched.has(what)) return;
    watched.add(what);
    let last: boolean | undefined;
    void senses[what].read().then((value) => {
      last = value;
    });
    senses[what].watch(async () => {
      const value = await senses[what].read();
      // The battery tells of each percent.
      if (value === last) return;
      last = value;
      tell([what]);
      changed(what);
    });
  };
  return {
    async look(wanted) {
      for (const each of wanted) watch(each);
      return read(wanted);
    },
    answerOthers() {
      channel = openChannel(CHANNEL);
      channel.listen((message) => {
        const { ask } = message as { ask?: readonly DeviceCondition[] };
        if (!ask) return;
        const known = ask.filter((each) => DEVICE_CONDITIONS.includes(each));
        for (const each of known) watch(each);
        tell(known);
      });
      const leave = (): void => channel?.post({ page, gone: true } satisfies DeviceTalk);
      const back = (): void => tell([...watched]);
      globalThis.addEventListener?.("pagehide", leave);
      globalThis.addEventListener?.("pageshow", back);
      return () => {
        leave();
        globalThis.removeEventListener?.("pagehide", leave);
        globalThis.removeEventListener?.("pageshow", back);
        channel?.close();
        channel = undefined;
      };
    },
  };
}

function inWorker({ kind, clock, openChannel }: Surroundings, changed: (what: DeviceCondition) => void): Own {
  let pages: DevicePages | undefined;
  const ask = (what: DeviceCondition): Promise<boolean | undefined> => {
    pages ??= new DevicePages(openChannel(CHANNEL), clock, changed);
    return pages.look(what);
  };
  const sense = (what: DeviceCondition): Promise<boolean | undefined> => {
    if (what === "roomy") return storageLeft.read();
    return what === "visible" && kind === "service-worker" ? somePageIsVisible() : ask(what);
  };
  return {
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

/** Some permissions are never answered: what takes so long can't be told. */
const PATIENCE = 1_000;

function soon<T>(answer: Promise<T>, clock: Clock): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = clock.setTimer(PATIENCE, () => resolve(undefined));
    answer.then(resolve, reject).finally(stop);
  });
}
