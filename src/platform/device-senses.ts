import type { DeviceCondition } from "./device.ts";

/** One thing that a context can sense by itself. */
export interface Sense {
  /** `undefined`: this browser, or the user, doesn't tell. */
  read(): Promise<boolean | undefined>;
  /** Calls back when it may have changed. Begins to watch. */
  watch(changed: () => void): void;
}

/** Low is what Android calls low: less than this much of all there is, and less than 500 MB. */
const LOW_PART = 0.1;
const LOW_BYTES = 500_000_000;
/** The shortest time without use that the browser's detector takes. */
const IDLE_AFTER = 60_000;

interface Battery extends EventTarget {
  charging: boolean;
}

interface Detector extends EventTarget {
  readonly userState: "active" | "idle" | null;
  readonly screenState: "locked" | "unlocked" | null;
  start(options: { threshold: number }): Promise<void>;
}

interface Scope {
  document?: EventTarget & { visibilityState: string };
  navigator?: {
    getBattery?: () => Promise<Battery>;
    permissions?: { query(permission: { name: string }): Promise<{ state: string }> };
    storage?: { estimate?: () => Promise<{ usage?: number; quota?: number }> };
  };
  IdleDetector?: new () => Detector;
}

const scope = (): Scope => globalThis as unknown as Scope;

/** What a page can sense. */
export function pageSenses(): Readonly<Record<DeviceCondition, Sense>> {
  return { charging: power(), visible: sight(), idle: idleness(), roomy: storageLeft };
}

/** Free storage is something that every context can tell. */
export const storageLeft: Sense = {
  async read() {
    try {
      const { usage, quota } = (await scope().navigator?.storage?.estimate?.()) ?? {};
      if (usage === undefined || !quota) return undefined;
      return quota - usage >= Math.min(quota * LOW_PART, LOW_BYTES);
    } catch {
      return undefined;
    }
  },
  // There is no event for it: the server looks by itself, now and then, while a job waits for it.
  watch() {},
};

function power(): Sense {
  let asked: Promise<Battery | undefined> | undefined;
  const battery = (): Promise<Battery | undefined> => {
    // Refused in frames of other origins, and by a policy.
    asked ??= Promise.resolve(scope().navigator?.getBattery?.()).catch(() => undefined);
    return asked;
  };
  return {
    read: async () => (await battery())?.charging,
    watch: (changed) =>
      void battery().then((found) => {
        for (const type of ["chargingchange", "levelchange"]) found?.addEventListener(type, changed);
      }),
  };
}

function sight(): Sense {
  return {
    async read() {
      const { document } = scope();
      return document && document.visibilityState === "visible";
    },
    watch: (changed) => scope().document?.addEventListener("visibilitychange", changed),
  };
}

function idleness(): Sense {
  let started: Promise<Detector | undefined> | undefined;
  const detector = (): Promise<Detector | undefined> => {
    started ??= startDetector().catch(() => undefined);
    return started;
  };
  return {
    async read() {
      const found = await detector();
      return found && (found.userState === "idle" || found.screenState === "locked");
    },
    watch: (changed) => void detector().then((found) => found?.addEventListener("change", changed)),
  };
}

/** Only where the app has been given the permission: asking for it is the app's affair, and needs a click. */
async function startDetector(): Promise<Detector | undefined> {
  const { IdleDetector, navigator } = scope();
  const permission = await navigator?.permissions?.query({ name: "idle-detection" });
  if (!IdleDetector || permission?.state !== "granted") return undefined;
  const detector = new IdleDetector();
  await detector.start({ threshold: IDLE_AFTER });
  return detector;
}
