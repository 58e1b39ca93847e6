import type { Channel } from "./channel.ts";
import type { Clock } from "./clock.ts";
import type { DeviceCondition, DeviceReading } from "./device.ts";

/** Of all databases and apps of the origin: what is told on it is true for all of them. */
export const DEVICE_CHANNEL = "slowmatch-device";

/** What pages and workers say to each other of the device. */
export type DeviceTalk =
  /** A worker wants to know; every page answers. */
  | { ask: readonly DeviceCondition[] }
  /** A page's answer, and whatever changes later. */
  | { page: string; tells: DeviceReading }
  | { page: string; gone: true };

/** A page answers within a few milliseconds; where there is none, or it is frozen, a claim must not wait long. */
const PATIENCE = 150;
/** What pages have said is asked again after this long: one may have crashed and said nothing of it. */
const FRESH = 10_000;

interface Known {
  reading: DeviceReading;
  at: number;
}

/** A worker's knowledge of what its pages sense. */
export class DevicePages {
  readonly #channel: Channel;
  readonly #clock: Clock;
  readonly #changed: (what: DeviceCondition) => void;
  readonly #pages = new Map<string, Known>();
  readonly #asked = new Map<DeviceCondition, number>();
  /** Asked for the first time, and waited for: the answers are no news. */
  readonly #first = new Set<DeviceCondition>();
  #heard: (() => void)[] = [];

  constructor(channel: Channel, clock: Clock, changed: (what: DeviceCondition) => void) {
    this.#channel = channel;
    this.#clock = clock;
    this.#changed = changed;
    channel.listen((message) => this.#hear(message as DeviceTalk));
  }

  /** One page that says yes is enough; without an answer it can't be told. */
  async look(what: DeviceCondition): Promise<boolean | undefined> {
    const now = this.#clock.now();
    const asked = this.#asked.get(what);
    if (asked === undefined) {
      this.#first.add(what);
      await this.#ask(what, now);
      this.#first.delete(what);
    } else if (now - asked >= FRESH) {
      // Who has not answered the last question is not there any more.
      for (const [page, { at }] of this.#pages) if (at < asked) this.#pages.delete(page);
      void this.#ask(what, now);
    }
    return this.#known(what);
  }

  #known(what: DeviceCondition): boolean | undefined {
    const answers = [...this.#pages.values()].flatMap(({ reading }) => reading[what] ?? []);
    return answers.length === 0 ? undefined : answers.includes(true);
  }

  async #ask(what: DeviceCondition, now: number): Promise<void> {
    this.#asked.set(what, now);
    await new Promise<void>((resolve) => {
      const stop = this.#clock.setTimer(PATIENCE, resolve);
      const look = (): void => {
        // Of several pages each has its own say in whether one is visible; of the battery all say the same.
        const known = this.#known(what);
        if (known !== true && !(known === false && what !== "visible")) {
          this.#heard.push(look);
          return;
        }
        stop();
        resolve();
      };
      look();
      this.#channel.post({ ask: [what] } satisfies DeviceTalk);
    });
  }

  #hear(message: DeviceTalk): void {
    if (!("page" in message)) return;
    const conditions = [...this.#asked.keys()].filter((each) => !this.#first.has(each));
    const before = conditions.map((each) => this.#known(each));
    if ("gone" in message) this.#pages.delete(message.page);
    else {
      const { reading } = this.#pages.get(message.page) ?? { reading: {} };
      this.#pages.set(message.page, {
        reading: { ...reading, ...message.tells },
        at: this.#clock.now(),
      });
    }
    const waiting = this.#heard.splice(0);
    for (const look of waiting) look();
    for (const [i, each] of conditions.entries()) if (this.#known(each) !== before[i]) this.#changed(each);
  }
}
