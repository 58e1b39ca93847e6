import type { Chance } from "./chance.ts";
import { inTime, type Tab, type World } from "./world.ts";

/** Something that befalls the browser; answers how to make good what lasts. */
export type Fault = (world: World, chance: Chance) => Promise<(() => Promise<void>) | undefined>;

const nothing = async (): Promise<void> => {};
const anyTab = ({ open }: World, chance: Chance): Tab | undefined =>
  open.length > 0 ? chance.one(open) : undefined;

/** Every fault by the name under which the summary counts it. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  async "service worker stopped"({ control }) {
    await control.send("ServiceWorker.stopAllWorkers");
    return undefined;
  },
  async "lock stolen"(world) {
    // As good as a server that is taken for dead and isn't: its jobs go on elsewhere, and what it still says is refused.
    const [tab] = world.open;
    const stolen = tab?.page.evaluate(() => underFaults.stealLock());
    // A tab whose process has just been killed steals nothing, and never says so.
    await inTime("a lock to be stolen", Promise.resolve(stolen), 3_000).catch(nothing);
    return undefined;
  },
  async "tab crashed"(world, chance) {
    const tab = anyTab(world, chance);
    // The answer never comes: the process that would send it is gone.
    tab?.page.send("Page.crash").catch(nothing);
    if (tab) await world.death(tab);
    return undefined;
  },
  async "tab closed"(world, chance) {
    const tab = anyTab(world, chance);
    if (tab) await world.closeTab(tab);
    return undefined;
  },
  async "renderer killed"(world, chance) {
    interface Processes {
      processInfo: { type: string; id: number }[];
    }
    const { processInfo } = await world.browser.send<Processes>("SystemInfo.getProcessInfo");
    const renderers = processInfo.filter(({ type }) => type === "renderer");
    if (renderers.length > 0) process.kill(chance.one(renderers).id, "SIGKILL");
    return undefined;
  },
  async "browser killed"(world) {
    await world.killBrowser();
    return () => world.startBrowser();
  },
  async "network cut"({ ledger }) {
    await ledger.close();
    return () => ledger.start().then(nothing);
  },
  async offline(world) {
    const offline = { offline: true, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
    const pages = world.open.map(({ page }) => page);
    await Promise.all(pages.map((page) => page.send("Network.emulateNetworkConditions", offline)));
    return async () => {
      const over = { ...offline, offline: false };
      await Promise.all(
        pages.map((page) =>
          inTime("the network's return", page.send("Network.emulateNetworkConditions", over)).catch(nothing),
        ),
      );
    };
  },
  async "transactions aborted"(world, chance) {
    await world.trouble({ abort: chance.between(2, 10) });
    return undefined;
  },
  async "quota exhausted"(world) {
    await world.leaveRoom(0);
    const [tab] = world.open;
    // The browser goes by what room it last saw until that is used up.
    const flood = async (): Promise<void> => {
      for (let left = 4; left > 0 && !(await tab?.page.evaluate(() => underFaults.flood())); left--);
    };
    await inTime("the storage to be full", flood()).catch(nothing);
    return () => world.leaveRoom();
  },
  async "clock set"(world, chance) {
    const before = world.ledger.clock;
    const set = async (to: number): Promise<void> => {
      world.ledger.clock = to;
      await world.trouble({ clock: to });
    };
    await set(before + chance.one([-1, 1]) * chance.between(1, 40) * 60_000);
    // It never ends up behind: what is due by a clock that was set back would be due in an hour.
    return () => set(Math.max(before, world.ledger.clock));
  },
  async "worker replaced"(world, chance) {
    const tab = anyTab(world, chance);
    world.ledger.version += 1;
    tab?.page
      .evaluate(async () => {
        await (await navigator.serviceWorker.getRegistration())?.update();
      })
      .catch(nothing);
    return undefined;
  },
  async "page frozen"(world, chance) {
    const tab = anyTab(world, chance);
    if (!tab) return undefined;
    tab.state = "frozen";
    await tab.page.send("Page.setWebLifecycleState", { state: "frozen" });
    return async () => {
      if (tab.state !== "frozen") return;
      tab.state = "open";
      await tab.page.send("Page.setWebLifecycleState", { state: "active" });
    };
  },
  async "page kept aside"(world, chance) {
    const tab = anyTab(world, chance);
    if (!tab) return undefined;
    tab.state = "away";
    await inTime("a tab to go elsewhere", tab.page.goto(`${world.elsewhere.origin}/idle.html`)).catch(
      nothing,
    );
    return async () => {
      if (tab.state !== "away") return;
      const back = world.shown(tab);
      // Its process may just have been killed: then it says nothing, and the next round opens another.
      tab.page.evaluate(() => history.back()).catch(nothing);
      await inTime("a tab to come back", back, 5_000).catch(nothing);
      tab.state = "open";
    };
  },
};
