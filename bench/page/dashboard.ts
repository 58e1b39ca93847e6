import type { JobClient } from "../../src/client/api/client-api.ts";
import type { JobDashboard } from "../../src/dashboard.ts";
import type { Notice } from "../../src/job/notice.ts";
import { fresh, remove } from "../measures/databases.ts";
import { argsOf } from "../measures/lives.ts";
import { Bench, noop } from "../measures/slowmatch.ts";
import { fill } from "./growth.ts";
import { inWorker } from "./worker.ts";

const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
/** After the frame that shows it. */
const painted = async (): Promise<number> => {
  await frame();
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.now());
    port2.postMessage(0);
  });
};

/** Every element below a root, through the shadow roots. */
function deep(root: ParentNode, selector: string): Element | undefined {
  const found = root.querySelector(selector);
  if (found) return found;
  for (const element of root.querySelectorAll("*")) {
    const inside = element.shadowRoot && deep(element.shadowRoot, selector);
    if (inside) return inside;
  }
  return undefined;
}

/** Jobs enqueued and done at a time. */
const BURST = 25;

let name = "";
let bench: Bench | undefined;
let load: { tasks: number[]; stop: () => Promise<number> } | undefined;

/** A dashboard on the store, and how long it took to show what it is there for. */
async function show(
  properties: Partial<JobDashboard>,
  useful: string,
): Promise<{ dashboard: JobDashboard; time: number }> {
  const dashboard = document.createElement("job-dashboard");
  Object.assign(dashboard, { client: bench?.client, lang: "en" }, properties);
  const begun = performance.now();
  document.body.append(dashboard);
  while (!dashboard.shadowRoot || !deep(dashboard.shadowRoot, useful)) await frame();
  return { dashboard, time: (await painted()) - begun };
}

export const dashboard = {
  /** A store that holds so many finished jobs; the elements are loaded, as they are in an app that has been opened. */
  async dashboardStore({ stored }: { stored: number }) {
    await import("../../src/dashboard.ts");
    document.body.style.margin = "0";
    name = fresh();
    bench = new Bench(name);
    await bench.client.enqueueMany(Array.from({ length: 100 }, (_, i) => ({ job: noop, args: argsOf(i) })));
    await bench.drain(100);
    await fill(name, stored);
    return {};
  },

  async dashboardEnd() {
    await bench?.client.close();
    await remove(name);
    return {};
  },

  /** From the element's birth to the paint that shows numbers, or rows; the first time, and later ones. */
  async dashboardPaint({ rounds }: { rounds: number }) {
    const times: Record<string, number[]> = {};
    for (const [what, properties, useful] of [
      ["overview", { view: "overview" }, "strong[title]"],
      ["list", { view: "jobs", state: "succeeded" }, "tr.row"],
    ] as const) {
      times[what] = [];
      for (let i = 0; i < rounds; i++) {
        const { dashboard: shown, time } = await show(properties, useful);
        times[what].push(time);
        shown.remove();
        await painted();
      }
    }
    return times;
  },

  /** Scrolls down a list for so many frames, and says how long each took. */
  async dashboardScroll({ frames }: { frames: number }) {
    const { dashboard: shown } = await show({ view: "jobs", state: "succeeded" }, "tr.row");
    const lengths: number[] = [];
    let before = await frame();
    for (let i = 0; i < frames; i++) {
      window.scrollBy(0, 60);
      const now = await frame();
      lengths.push(now - before);
      before = now;
    }
    const table = deep(shown.shadowRoot as ShadowRoot, "tbody")?.closest("table");
    const rows = table?.querySelectorAll("tr.row").length ?? 0;
    const scrolled = window.scrollY;
    shown.remove();
    return { lengths, rows, scrolled };
  },

  /** 500 changes of jobs a second for so long, with the reads of the real store that they lead to. */
  async dashboardChanges({ seconds, view }: { seconds: number; view: "jobs" | "overview" }) {
    const { client: noisy, tell, ids } = await noisyClient();
    const { dashboard: shown } = await show(
      { client: noisy, view, ...(view === "jobs" ? { state: "succeeded" } : {}) },
      view === "jobs" ? "tr.row" : "strong[title]",
    );
    const tasks: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push(entry.duration);
    });
    observer.observe({ type: "longtask" });
    const stop = tellEvery(20, 10, ids, tell);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    const told = stop();
    await painted();
    observer.disconnect();
    shown.remove();
    return { told, tasks };
  },

  /**
   * Begins a load that goes on: jobs that are enqueued and run for real, and notices of others, 500 changes a second in
   * all, with a list and an overview open. The host looks at the page meanwhile.
   */
  async dashboardLoad() {
    const { client, tell, ids } = await noisyClient();
    const list = await show({ client, view: "jobs" }, "tr.row");
    const overview = await show({ client, view: "overview" }, "strong[title]");
    const observer = new PerformanceObserver((entries) => {
      for (const { duration } of entries.getEntries()) load?.tasks.push(duration);
    });
    const stopTelling = tellEvery(20, 7, ids, tell);
    let running = true;
    let changes = 0;
    const work = async (): Promise<void> => {
      // Each is three changes: enqueued, begun, ended.
      while (running) {
        // In the service worker, as in an app: what the page's thread does is the dashboard's doing.
        await inWorker("burst", { name, jobs: BURST });
        changes += 3 * BURST;
        await new Promise((resolve) => setTimeout(resolve, 400));
      }
    };
    load = {
      tasks: [],
      stop: async () => {
        running = false;
        await worked;
        observer.disconnect();
        list.dashboard.remove();
        overview.dashboard.remove();
        return changes + stopTelling();
      },
    };
    observer.observe({ type: "longtask" });
    const worked = work();
    return {};
  },

  /** What has blocked the page since it was asked last. */
  async dashboardLongTasks() {
    return { tasks: load?.tasks.splice(0) ?? [] };
  },

  async dashboardLoadEnd() {
    const changes = await load?.stop();
    load = undefined;
    return { changes };
  },
};

/** The client as it is, with notices of its own beside the real ones: what other contexts commit comes in the same way. */
async function noisyClient(): Promise<{
  client: JobClient;
  tell: (notices: Notice[]) => void;
  ids: string[];
}> {
  const client = bench?.client as JobClient;
  const listeners = new Set<(notices: readonly Notice[]) => void>();
  const ids = (await client.monitor.jobs({ state: "succeeded", limit: 50 })).map(({ id }) => id);
  const { monitor } = client;
  const noisy = Object.create(client, {
    monitor: {
      value: {
        ...monitor,
        subscribe: (listener: (notices: readonly Notice[]) => void) => {
          listeners.add(listener);
          const stop = monitor.subscribe(listener);
          return () => {
            listeners.delete(listener);
            stop();
          };
        },
      },
    },
    ready: { value: client.ready },
    addEventListener: { value: () => {} },
    removeEventListener: { value: () => {} },
  }) as JobClient;
  const tell = (notices: Notice[]): void => {
    for (const listener of listeners) listener(notices);
  };
  return { client: noisy, tell, ids };
}

/** So many notices every so many milliseconds, until the answer is called, which says how many there were. */
function tellEvery(
  pause: number,
  count: number,
  ids: readonly string[],
  tell: (notices: Notice[]) => void,
): () => number {
  let told = 0;
  const timer = setInterval(() => {
    const notices = Array.from({ length: count }, (_, i): Notice => {
      told += 1;
      return {
        type: "job",
        id: ids[(told + i) % ids.length] ?? "",
        name: "noop",
        queue: "default",
        state: "succeeded",
        previous: "processing",
        at: Date.now(),
      };
    });
    tell(notices);
  }, pause);
  return () => {
    clearInterval(timer);
    return told;
  };
}
