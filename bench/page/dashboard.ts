import type { JobClient } from "../../src/client/client-api.ts";
import type { JobDashboard } from "../../src/dashboard.ts";
import type { Notice } from "../../src/job/notice.ts";
import { fresh, remove } from "../measures/databases.ts";
import { argsOf } from "../measures/lives.ts";
import { Bench, noop } from "../measures/slowmatch.ts";
import { fill } from "./growth.ts";

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

let name = "";
let bench: Bench | undefined;

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
    const client = bench?.client as JobClient;
    const listeners = new Set<(notices: readonly Notice[]) => void>();
    const ids = (await client.monitor.jobs({ state: "succeeded", limit: 50 })).map(({ id }) => id);
    // The client as it is, with notices of its own: what other contexts commit comes in the same way.
    const noisy = Object.create(client, {
      monitor: {
        value: {
          ...client.monitor,
          subscribe: (listener: (notices: readonly Notice[]) => void) => {
            listeners.add(listener);
            return () => listeners.delete(listener);
          },
        },
      },
      ready: { value: client.ready },
      addEventListener: { value: () => {} },
    }) as JobClient;
    const { dashboard: shown } = await show(
      { client: noisy, view, ...(view === "jobs" ? { state: "succeeded" } : {}) },
      view === "jobs" ? "tr.row" : "strong[title]",
    );
    const tasks: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push(entry.duration);
    });
    observer.observe({ type: "longtask" });
    let told = 0;
    const timer = setInterval(() => {
      const notices = Array.from({ length: 10 }, (_, i): Notice => {
        told += 1;
        const id = ids[(told + i) % ids.length] ?? "";
        return {
          type: "job",
          id,
          name: "noop",
          queue: "default",
          state: "succeeded",
          previous: "processing",
          at: Date.now(),
        };
      });
      for (const listener of listeners) listener(notices);
    }, 20);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    clearInterval(timer);
    await painted();
    observer.disconnect();
    shown.remove();
    return { told, tasks };
  },
};
