import type { Channel } from "./channel.ts";
import { type Clock, timerOf } from "./clock.ts";
import {
  DEVICE_CONDITIONS,
  type Device,
  type DeviceCondition,
  type DeviceReading,
  listening,
} from "./device.ts";
import { DEVICE_CHANNEL, type DeviceTalk } from "./device-pages.ts";
import { pageSenses, type Sense } from "./device-senses.ts";

interface PageParts {
  clock: Clock;
  openChannel: (name: string) => Channel;
  /** Names this page to the workers. */
  name: () => string;
  senses?: Readonly<Record<DeviceCondition, Sense>>;
}

/** What a page can know, by itself. */
export function pageDevice({ clock, openChannel, name, senses = pageSenses() }: PageParts): Device {
  const { changed, onChange } = listening();
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
    onChange,
    async look(wanted) {
      for (const each of wanted) watch(each);
      return read(wanted);
    },
    answerOthers() {
      channel = openChannel(DEVICE_CHANNEL);
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

/** Some permissions are never answered: what takes so long can't be told. */
const PATIENCE = 1_000;

function soon<T>(answer: Promise<T>, clock: Clock): Promise<T | undefined> {
  const { over, stop } = timerOf(clock, PATIENCE);
  return Promise.race([answer, over.then(() => undefined)]).finally(stop);
}
