import { afterEach, describe, expect, test, vi } from "vitest";
import type { Device, DeviceCondition } from "../../src/platform/device.ts";
import { pageSenses, type Sense, storageLeft } from "../../src/platform/device-senses.ts";
import { pageDevice } from "../../src/platform/page-device.ts";
import { workerDevice } from "../../src/platform/worker-device.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { VirtualBrowser } from "../../src/testing/virtual-platform.ts";
import { NOON } from "../support/make-job.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const turns = async (count = 10): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe("free storage", () => {
  const MB = 1_000_000;
  test.each([
    [{ usage: 0, quota: 10_000 * MB }, true],
    [{ usage: 9_500 * MB, quota: 10_000 * MB }, true],
    [{ usage: 9_501 * MB, quota: 10_000 * MB }, false],
    [{ usage: 90 * MB, quota: 100 * MB }, true],
    [{ usage: 91 * MB, quota: 100 * MB }, false],
    [{}, undefined],
    [{ usage: 5, quota: 0 }, undefined],
  ])("of %o is enough: %s", async (estimate, enough) => {
    vi.stubGlobal("navigator", { storage: { estimate: async () => estimate } });
    expect(await storageLeft.read()).toBe(enough);
  });

  test("can't be told where there is no estimate, or it is refused", async () => {
    vi.stubGlobal("navigator", {});
    expect(await storageLeft.read()).toBeUndefined();
    vi.stubGlobal("navigator", { storage: { estimate: () => Promise.reject(new Error("no")) } });
    expect(await storageLeft.read()).toBeUndefined();
  });
});

describe("a page's senses", () => {
  test("can't tell what the browser has no words for", async () => {
    vi.stubGlobal("navigator", {});
    const senses = pageSenses();
    for (const sense of Object.values(senses)) expect(await sense.read()).toBeUndefined();
  });

  test("can't tell of the battery where the browser refuses it", async () => {
    vi.stubGlobal("navigator", {
      getBattery: () => Promise.reject(new DOMException("no", "NotAllowedError")),
    });
    expect(await pageSenses().charging.read()).toBeUndefined();
  });

  test("ask the idle detector only where the app was given the permission", async () => {
    let started = 0;
    class IdleDetector extends EventTarget {
      userState = "active";
      screenState = "unlocked";
      async start(): Promise<void> {
        started += 1;
      }
    }
    vi.stubGlobal("IdleDetector", IdleDetector);
    vi.stubGlobal("navigator", { permissions: { query: async () => ({ state: "prompt" }) } });
    expect(await pageSenses().idle.read()).toBeUndefined();
    expect(started).toBe(0);

    vi.stubGlobal("navigator", { permissions: { query: async () => ({ state: "granted" }) } });
    const { idle } = pageSenses();
    expect(await idle.read()).toBe(false);
    expect(await idle.read()).toBe(false);
    expect(started).toBe(1);
  });
});

/** A sense that a test holds. */
function held(value: boolean | undefined) {
  let now = value;
  let tell = (): void => {};
  const sense: Sense & { reads: number } = {
    reads: 0,
    async read() {
      sense.reads += 1;
      return now;
    },
    watch: (changed) => {
      tell = changed;
    },
  };
  return {
    sense,
    set(next: boolean) {
      now = next;
      tell();
    },
  };
}

describe("a worker", () => {
  const clock = new VirtualClock(NOON);
  const setup = (...values: (boolean | undefined)[]) => {
    const browser = new VirtualBrowser(clock);
    const openChannel = (name: string) => browser.openChannel(name);
    const pages = values.map((value, i) => {
      const charging = held(value);
      const visible = held(value);
      const other = held(true).sense;
      const senses = { charging: charging.sense, visible: visible.sense, idle: other, roomy: other };
      const device = pageDevice({ clock, openChannel, name: () => `page ${i}`, senses });
      return { device, charging, visible, leave: device.answerOthers() };
    });
    const worker = workerDevice({ kind: "dedicated-worker", clock, openChannel });
    const heard: DeviceCondition[] = [];
    worker.onChange((what) => heard.push(what));
    return { pages, worker, heard };
  };
  const look = async (device: Device, what: DeviceCondition): Promise<boolean | undefined> => {
    const answer = device.look([what]);
    await turns();
    // Where nobody answers it does not wait for ever.
    clock.moveTo(clock.now() + 200);
    return (await answer)[what];
  };

  test("learns from its pages what it can't see, and of each change once", async () => {
    const { pages, worker, heard } = setup(false);
    expect(await look(worker, "charging")).toBe(false);
    pages[0]!.charging.set(true);
    pages[0]!.charging.set(true);
    await turns();
    expect(heard).toEqual(["charging"]);
    expect(await look(worker, "charging")).toBe(true);
  });

  test("finds the app visible if any of its pages is", async () => {
    const { pages, worker, heard } = setup(false, true);
    expect(await look(worker, "visible")).toBe(true);
    pages[1]!.visible.set(false);
    await turns();
    expect(await look(worker, "visible")).toBe(false);
    pages[0]!.visible.set(true);
    await turns();
    expect(heard).toEqual(["visible", "visible"]);
  });

  test("forgets a page that leaves, and one that no longer answers", async () => {
    const { pages, worker } = setup(true, false);
    expect(await look(worker, "visible")).toBe(true);
    pages[0]!.leave();
    await turns();
    expect(await look(worker, "visible")).toBe(false);
  });

  test("takes for met what no page can tell", async () => {
    expect(await look(setup().worker, "charging")).toBe(true);
    expect(await look(setup(undefined).worker, "charging")).toBe(true);
  });

  test("touches no page's battery before somebody has asked", async () => {
    const { pages, worker } = setup(true);
    await turns();
    expect(pages[0]!.charging.sense.reads).toBe(0);
    await look(worker, "charging");
    expect(pages[0]!.charging.sense.reads).toBeGreaterThan(0);
  });
});
