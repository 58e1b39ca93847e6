import type { Channel } from "../platform/channel.ts";
import type { Clock } from "../platform/clock.ts";
import { DEVICE_CONDITIONS, type DeviceCondition } from "../platform/device.ts";
import type { Locks } from "../platform/locks.ts";
import type { ContextKind, Platform } from "../platform/platform.ts";

/** What the platform of a virtual browser finds, as far as it is given. */
export type VirtualChange = Partial<Record<DeviceCondition | "online" | "unmetered" | "saving", boolean>>;

/** What all contexts of one virtual browser share: locks, channels, the network, a seeded source of chance. */
export class VirtualBrowser {
  readonly clock: Clock;
  online = true;
  unmetered = true;
  saving = false;
  readonly device: Record<DeviceCondition, boolean> = {
    charging: true,
    visible: true,
    idle: true,
    roomy: true,
  };
  readonly memory: Map<string, string> = new Map();
  readonly #locks = new Map<string, { context: VirtualContext; waiting: (() => void)[] }>();
  readonly #channels = new Map<string, Set<VirtualChannel>>();
  readonly #contexts = new Set<VirtualContext>();
  #seed: number;

  constructor(clock: Clock, seed = 1) {
    this.clock = clock;
    this.#seed = seed;
  }

  /** A new context: a tab, a worker. */
  open(kind: ContextKind = "window"): VirtualContext {
    const context = new VirtualContext(this, kind);
    this.#contexts.add(context);
    return context;
  }

  /** What changes is told to every context, as the platform's events do. */
  change({
    online = this.online,
    unmetered = this.unmetered,
    saving = this.saving,
    ...device
  }: VirtualChange): void {
    const network = online !== this.online || unmetered !== this.unmetered || saving !== this.saving;
    Object.assign(this, { online, unmetered, saving });
    if (network) for (const context of this.#contexts) context.connectivityChanged();
    for (const what of DEVICE_CONDITIONS) {
      const value = device[what];
      if (value === undefined || value === this.device[what]) continue;
      this.device[what] = value;
      for (const context of this.#contexts) context.deviceChanged(what);
    }
  }

  /** A number from 0 to 1, the same sequence for the same seed (mulberry32). */
  random(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** The context is gone at once: its locks are free, and nothing of it is heard again. */
  release(context: VirtualContext): void {
    this.#contexts.delete(context);
    for (const [name, lock] of [...this.#locks]) if (lock.context === context) this.#free(name);
  }

  locksOf(context: VirtualContext): Locks {
    return {
      hold: async (name) => {
        if (this.#locks.has(name)) return undefined;
        this.#locks.set(name, { context, waiting: [] });
        return () => {
          if (this.#locks.get(name)?.context === context) this.#free(name);
        };
      },
      held: async () => new Set(this.#locks.keys()),
      freed: (name, signal) =>
        new Promise((resolve) => {
          const lock = this.#locks.get(name);
          if (!lock) return resolve(!signal.aborted);
          lock.waiting.push(() => resolve(!signal.aborted && context.alive));
          signal.addEventListener("abort", () => resolve(false), { once: true });
        }),
    };
  }

  openChannel(name: string): Channel {
    const peers = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, peers);
    return new VirtualChannel(peers);
  }

  #free(name: string): void {
    const waiting = this.#locks.get(name)?.waiting ?? [];
    this.#locks.delete(name);
    for (const tell of waiting) tell();
  }
}

class VirtualChannel implements Channel {
  readonly #peers: Set<VirtualChannel>;
  #listener: ((message: unknown) => void) | undefined;

  constructor(peers: Set<VirtualChannel>) {
    this.#peers = peers;
    peers.add(this);
  }

  post(message: unknown): void {
    for (const peer of this.#peers) {
      if (peer !== this) queueMicrotask(() => peer.#listener?.(structuredClone(message)));
    }
  }

  listen(listener: (message: unknown) => void): void {
    this.#listener = listener;
  }

  close(): void {
    this.#listener = undefined;
    this.#peers.delete(this);
  }
}

/** One context of a virtual browser. */
export class VirtualContext {
  readonly platform: Platform;
  alive = true;
  readonly #browser: VirtualBrowser;
  readonly #network = new Set<() => void>();
  readonly #device = new Set<(what: DeviceCondition) => void>();
  readonly #suspend = new Set<(still?: boolean) => void>();
  readonly #resume = new Set<() => void>();
  readonly #timers = new Set<() => void>();

  constructor(browser: VirtualBrowser, kind: ContextKind) {
    this.#browser = browser;
    const listenTo =
      <Listener>(set: Set<Listener>) =>
      (listener: Listener): (() => void) => {
        set.add(listener);
        return () => set.delete(listener);
      };
    this.platform = {
      kind,
      clock: {
        now: () => browser.clock.now(),
        elapsed: () => browser.clock.elapsed(),
        setTimer: (delay, run) => {
          const stop = browser.clock.setTimer(delay, () => {
            this.#timers.delete(stop);
            if (this.alive) run();
          });
          this.#timers.add(stop);
          return stop;
        },
      },
      locks: browser.locksOf(this),
      connectivity: {
        online: () => browser.online,
        unmetered: () => browser.unmetered && !browser.saving,
        saving: () => browser.saving,
        onChange: listenTo(this.#network),
      },
      device: {
        look: async (wanted) => Object.fromEntries(wanted.map((each) => [each, browser.device[each]])),
        onChange: listenTo(this.#device),
        answerOthers: () => () => {},
      },
      lifecycle: {
        onSuspend: listenTo(this.#suspend),
        onResume: listenTo(this.#resume),
        onVisible: () => () => {},
      },
      memory: {
        recall: (key) => browser.memory.get(key),
        remember: (key, word) => void browser.memory.set(key, word),
        forget: (key) => void browser.memory.delete(key),
      },
      siteStorage: async () => ({}),
      askToPersist: async () => undefined,
      capabilities: async () => ({
        serviceWorker: true,
        sharedWorker: true,
        worker: true,
        sync: true,
        periodicSync: false,
        push: false,
      }),
      random: () => browser.random(),
      openChannel: (name) => browser.openChannel(name),
    };
  }

  /** A kill: nothing runs any more, not even what would clean up. */
  kill(): void {
    this.alive = false;
    for (const stop of this.#timers) stop();
    this.#browser.release(this);
  }

  /** @param still it is kept as it is: frozen, or in the back/forward cache */
  suspend(still = false): void {
    for (const listener of this.#suspend) listener(still);
  }

  resume(): void {
    for (const listener of this.#resume) listener();
  }

  deviceChanged(what: DeviceCondition): void {
    // As in a browser nothing tells of free storage.
    if (what !== "roomy") for (const listener of this.#device) listener(what);
  }

  connectivityChanged(): void {
    for (const listener of this.#network) listener();
  }
}
