import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { PAGES } from "../../src/dashboard/pages/index.ts";
import type { JobSelectedEvent, NavigateEvent } from "../../src/dashboard.ts";
import { FakeClient } from "./fake-client.ts";
import { makeJob } from "./make-job.ts";
import { clean, deepAll, deepText, mount, settled, until } from "./mount.ts";
import { sampleClient } from "./sample.ts";

afterEach(clean);

describe("going about", () => {
  test("shows where it is in its attributes, and says where a person goes", async () => {
    const client = new FakeClient().seed(makeJob({ displayName: "Mail" }));
    const { dashboard, button, shows } = await mount(client);
    const told: string[] = [];
    dashboard.addEventListener("navigate", (event) => told.push((event as NavigateEvent).route.view));
    dashboard.addEventListener("job-selected", (event) => told.push((event as JobSelectedEvent).jobId));

    button("Jobs").click();
    await shows("Newest first");
    button("Mail").click();
    await shows("History");

    const id = [...client.jobs.keys()][0];
    expect(told).toEqual(["jobs", "job", id]);
    expect([dashboard.getAttribute("view"), dashboard.getAttribute("job-id")]).toEqual(["job", id]);
  });

  test("stays where it is when the page cancels", async () => {
    const { dashboard, button } = await mount(sampleClient());
    dashboard.addEventListener("navigate", (event) => event.preventDefault());

    button("Queues").click();
    await settled(dashboard);

    expect(dashboard.view).toBe("overview");
  });

  test("follows attributes set by the page", async () => {
    const { dashboard, shows } = await mount(sampleClient());

    dashboard.setAttribute("view", "servers");

    await shows("Service worker");
  });

  test("keeps address and view together with hash routing, back and forward too", async () => {
    const { dashboard, button, shows, all } = await mount(sampleClient(), { routing: "hash" });
    button("Recurring").click();
    await shows("nightly-report");
    expect(location.hash).toBe("#/recurring");
    button("Queues").click();
    await shows("Oldest");

    history.back();

    await until("the view before", () => dashboard.view === "recurring");
    location.hash = "#/jobs/failed?q=queue%3Abilling";
    await shows("Charge order 20-4411");
    expect(all<HTMLAnchorElement>("a.name")[0]?.getAttribute("href")).toMatch(/^#\/job\/j\d+$/);
  });

  test("opens at the place an address names", async () => {
    history.replaceState(null, "", "#/jobs/scheduled");

    const { dashboard } = await mount(sampleClient(), { routing: "hash" });

    expect([dashboard.view, dashboard.state]).toEqual(["jobs", "scheduled"]);
  });

  test("leaves the address alone without routing", async () => {
    const { button, shows } = await mount(sampleClient());

    button("Queues").click();
    await shows("Oldest");

    expect(location.hash).toBe("");
  });

  test("goes back from a job to the list it was opened from", async () => {
    const { dashboard, button, shows } = await mount(sampleClient(), {
      view: "jobs",
      state: "failed",
      search: "queue:billing",
    });
    button("Charge order 20-4411").click();
    await shows("Back to jobs");

    button("Back to jobs").click();
    await shows("Newest first");

    expect([dashboard.view, dashboard.state, dashboard.search]).toEqual(["jobs", "failed", "queue:billing"]);
  });
});

describe("the keyboard", () => {
  test("goes to views, searches, and shows what else there is", async () => {
    const { dashboard, button, shows, all } = await mount(sampleClient());
    button("Overview").focus();

    await userEvent.keyboard("gj");
    await shows("Newest first");
    await userEvent.keyboard("/");
    await until("the search box in focus", () =>
      all("job-search-box")[0]?.shadowRoot?.activeElement?.matches("input"),
    );
    await userEvent.keyboard("gq");
    expect(dashboard.view).toBe("jobs");
    await userEvent.keyboard("{Escape}{Escape}");
    button("Overview").focus();
    await userEvent.keyboard("?");

    await until("the help", () => all("dialog[open]").length > 0);
    expect(all("dialog[open]")[0]?.textContent).toContain("Next row");
  });

  test("is heard with nothing in focus where the page's address is the dashboard's, and nowhere else", async () => {
    const field = document.createElement("input");
    document.body.append(field);
    const owner = await mount(sampleClient(), { routing: "hash" });
    const guest = await mount(sampleClient());
    field.focus();
    await userEvent.keyboard("gj");
    field.blur();
    expect([owner.dashboard.view, guest.dashboard.view, field.value]).toEqual(["overview", "overview", "gj"]);

    await userEvent.keyboard("gq");
    await until("the queues", () => owner.dashboard.view === "queues");
    owner.dashboard.style.display = "none";
    await userEvent.keyboard("gj");

    expect([owner.dashboard.view, guest.dashboard.view]).toEqual(["queues", "overview"]);
  });

  test("walks the rows, chooses, requeues and opens", async () => {
    const jobs = ["A", "B", "C"].map((displayName, i) =>
      makeJob({
        state: "failed",
        displayName,
        finishedAt: Date.now() - i * 1_000,
        createdAt: Date.now() - 60_000 - i,
      }),
    );
    const { client, button, shows, all, dashboard } = await mount(new FakeClient().seed(...jobs), {
      view: "jobs",
      state: "failed",
    });
    const focused = (): string | undefined =>
      all("job-table")[0]?.shadowRoot?.activeElement?.textContent?.trim();
    button("Overview").focus();

    await userEvent.keyboard("jj");
    expect(focused()).toBe("B");
    await userEvent.keyboard("x");
    await shows("1 selected");
    await userEvent.keyboard("{Escape}");
    await userEvent.keyboard("k");
    expect(focused()).toBe("A");
    await userEvent.keyboard("r");
    await shows("A is back in its queue");
    expect(client.calls).toEqual([`requeue ${jobs[0]?.id}`]);
    await userEvent.keyboard("j{Enter}");

    await until("a job's page", () => dashboard.view === "job");
    await userEvent.keyboard("{Escape}");
    await until("the list again", () => dashboard.view === "jobs");
  });

  test("keeps out of the way of the page around it", async () => {
    const { dashboard } = await mount(sampleClient());
    const field = document.createElement("textarea");
    document.body.append(field);
    field.focus();

    await userEvent.keyboard("gj?");

    expect(dashboard.view).toBe("overview");
    expect(field.value).toBe("gj?");
  });
});

describe("inside another element's shadow root", () => {
  test("the keys are its own only while it has the focus", async () => {
    const app = document.createElement("div");
    const root = app.attachShadow({ mode: "open" });
    const elsewhere = document.createElement("button");
    root.append(elsewhere);
    document.body.append(app);
    const { dashboard } = await mount(sampleClient(), {}, root as unknown as Element);
    elsewhere.focus();

    await userEvent.keyboard("gj");

    expect(dashboard.view).toBe("overview");
  });
});

describe("language and time", () => {
  test("speaks Persian with its digits, calendar and direction, and keeps ids and code left to right", async () => {
    const { dashboard, shows, all } = await mount(sampleClient(), {
      lang: "fa",
      view: "jobs",
      state: "scheduled",
    });

    await shows("زمان‌بندی‌شده");
    await shows("۶");

    const base = dashboard.shadowRoot?.querySelector(".base");
    expect(base?.getAttribute("dir")).toBe("rtl");
    expect(getComputedStyle(all(".meta code")[0] as Element).direction).toBe("ltr");
    const year = new Intl.DateTimeFormat("fa", { year: "numeric" }).format(new Date());
    expect(all("time")[0]?.title).toContain(year.replace(/[^۰-۹]/g, ""));
  });

  test("takes another calendar by choice", async () => {
    const { shows, all } = await mount(sampleClient(), {
      lang: "fa-u-ca-gregory",
      view: "jobs",
      state: "scheduled",
    });

    await shows("زمان‌بندی‌شده");

    expect(all("time")[0]?.title).toContain("۲۰");
  });

  test("speaks Turkish, and the language of the page where it has none of its own", async () => {
    const around = document.createElement("div");
    around.lang = "tr";
    document.body.append(around);

    const { shows } = await mount(sampleClient(), { lang: "" }, around);

    await shows("Genel bakış");
  });

  test("falls back to English", async () => {
    const { shows } = await mount(sampleClient(), { lang: "xx-not-a-language" });

    await shows("Overview");
  });

  test("shows exact times in the zone that was chosen", async () => {
    const at = Date.UTC(2026, 0, 2, 3, 4, 5);
    const job = makeJob({ state: "failed", createdAt: at, startedAt: at, finishedAt: at });
    const { dashboard, all } = await mount(new FakeClient().seed(job), {
      view: "jobs",
      state: "failed",
      timeZone: "Asia/Tehran",
    });
    const title = (): string | undefined => all("job-table time")[0]?.title ?? all("time")[0]?.title;

    expect(title()).toBe("Jan 2, 2026, 6:34:05 AM");
    dashboard.timeZone = "UTC";

    await until("UTC", () => title() === "Jan 2, 2026, 3:04:05 AM");
  });

  test("are set in the menu, for this person only", async () => {
    const { dashboard, button, all, shows } = await mount(sampleClient());
    button("Settings").click();
    const select = (n: number): HTMLSelectElement =>
      all<HTMLSelectElement>("job-settings-menu select, select")[n] as HTMLSelectElement;
    await until("the menu", () => all("select").length === 4);

    await userEvent.selectOptions(select(0), "dark");
    await userEvent.selectOptions(select(1), "tr");

    await shows("Genel bakış");
    expect(dashboard.theme).toBe("dark");
    expect(getComputedStyle(dashboard).colorScheme).toBe("dark");
    expect(dashboard.lang).toBe("en");
  });

  test("are as they were at the next visit", async () => {
    const { dashboard, button, all, shows } = await mount(sampleClient());
    button("Settings").click();
    await until("the menu", () => all("select").length === 4);
    const selects = all<HTMLSelectElement>("select");
    for (const [n, value] of ["dark", "tr", "exact", "UTC"].entries())
      await userEvent.selectOptions(selects[n] as HTMLSelectElement, value);
    await shows("Genel bakış");
    dashboard.remove();

    const again = await mount(sampleClient());

    await again.shows("Genel bakış");
    expect(again.dashboard.settings.shown).toEqual({
      theme: "dark",
      language: "tr",
      exactTimes: true,
      timeZone: "UTC",
    });
  });

  test("are followed when they are set in another tab", async () => {
    const { dashboard, shows } = await mount(sampleClient(), { theme: "light" });
    const set = (kept: object): void => {
      localStorage.setItem("slowmatch-dashboard", JSON.stringify(kept));
      window.dispatchEvent(new StorageEvent("storage", { key: "slowmatch-dashboard" }));
    };

    set({ language: "tr", theme: "dark", insteadOf: "light" });
    await shows("Genel bakış");
    expect(dashboard.theme).toBe("dark");

    set({ theme: "auto", insteadOf: "light" });
    await shows("Overview");
    expect(dashboard.theme).toBe("auto");

    localStorage.clear();
    window.dispatchEvent(new StorageEvent("storage", { key: null }));
    await until("the page's own theme", () => dashboard.theme === "light");
  });

  test("are followed by another dashboard of the page, and by one that is put back into it", async () => {
    const set = await mount(sampleClient());
    const dark = await mount(sampleClient(), { theme: "dark" });
    const back = await mount(sampleClient());
    back.dashboard.remove();
    set.button("Settings").click();
    await until("the menu", () => set.all("select").length === 4);
    const select = (n: number, value: string): Promise<void> =>
      userEvent.selectOptions(set.all<HTMLSelectElement>("select")[n] as HTMLSelectElement, value);

    await select(0, "light");
    await select(1, "tr");

    await dark.shows("Genel bakış");
    expect(dark.dashboard.theme).toBe("dark");
    document.body.append(back.dashboard);
    await back.shows("Genel bakış");
    expect(back.dashboard.theme).toBe("light");
    dark.button("Ayarlar").click();
    await until("the menu", () => dark.all("select").length === 4);
    await userEvent.selectOptions(dark.all<HTMLSelectElement>("select")[1] as HTMLSelectElement, "en");
    await set.shows("Overview");
    expect(set.dashboard.theme).toBe("light");
  });

  test("are followed also where the browser keeps nothing", async () => {
    const setItem = vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    onTestFinished(() => setItem.mockRestore());
    const { dashboard } = await mount(sampleClient());
    const other = await mount(sampleClient());

    dashboard.settings.choose({ ...dashboard.settings.shown, language: "tr" });

    await other.shows("Genel bakış");
    dashboard.remove();
    document.body.append(dashboard);
    await until("it in Turkish", () => dashboard.settings.shown.language === "tr");
    // Until it keeps what is set again.
    setItem.mockRestore();
    dashboard.settings.choose({ ...dashboard.settings.shown, language: "en" });
    await other.shows("Overview");
    expect(localStorage.getItem("slowmatch-dashboard")).toContain('"language":"en"');
  });

  test("give way in their theme once the page asks for another", async () => {
    const { dashboard, button, all } = await mount(sampleClient());
    button("Settings").click();
    await until("the menu", () => all("select").length === 4);
    await userEvent.selectOptions(all<HTMLSelectElement>("select")[0] as HTMLSelectElement, "dark");
    dashboard.remove();

    expect((await mount(sampleClient(), { theme: "light" })).dashboard.theme).toBe("light");
    expect((await mount(sampleClient())).dashboard.theme).toBe("dark");
  });

  test.each([
    "null",
    "5",
    "{",
    '{"language":7,"timeZone":{},"theme":1}',
    '{"timeZone":"Mars/Olympus"}',
    '{"language":{"toString":1}}',
    '{"insteadOf":"auto","theme":{"toString":1}}',
  ])("are the page's own where the browser has kept %s", async (kept) => {
    localStorage.setItem("slowmatch-dashboard", kept);

    const { dashboard, shows } = await mount(sampleClient());

    await shows("Overview");
    expect(dashboard.settings.shown).toMatchObject({ theme: "auto", language: "en" });
  });
});

describe("what is said of the runtime", () => {
  test("is that the device is offline, while it is", async () => {
    const { shows, hides } = await mount(sampleClient());

    const onLine = { value: false };
    Object.defineProperty(navigator, "onLine", { configurable: true, get: () => onLine.value });
    try {
      window.dispatchEvent(new Event("offline"));
      await shows("This device is offline");
      await shows("Network offline");
      onLine.value = true;
      window.dispatchEvent(new Event("online"));

      await hides("This device is offline");
      await shows("Network online");
    } finally {
      Reflect.deleteProperty(navigator, "onLine");
    }
  });

  test("is that this page is out of date", async () => {
    const { client, shows } = await mount(sampleClient());

    client.events.dispatchEvent(new Event("outdated"));

    await shows("This page is out of date");
  });
});

describe("a dashboard that is put away", () => {
  test("listens no longer", async () => {
    const { dashboard, client } = await mount(sampleClient());
    expect(client.listeners).toBe(1);

    dashboard.remove();

    expect(client.listeners).toBe(0);
  });

  test("shows the present when it comes back", async () => {
    const { dashboard, client, shows } = await mount(new FakeClient().seed(makeJob()), {
      view: "jobs",
      state: "enqueued",
    });
    dashboard.remove();
    client.commit(makeJob({ displayName: "Meanwhile" }));

    document.body.append(dashboard);

    await shows("Meanwhile");
  });

  test("reads nothing while the page is hidden, and everything when it is seen again", async () => {
    const { dashboard, client, shows } = await mount(new FakeClient().seed(makeJob()), {
      view: "jobs",
      state: "enqueued",
    });
    const hidden = { value: true };
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden.value });
    try {
      const before = client.reads;
      client.commit(makeJob({ displayName: "Meanwhile" }));
      await settled(dashboard);
      expect(client.reads).toBe(before);

      hidden.value = false;
      document.dispatchEvent(new Event("visibilitychange"));

      await shows("Meanwhile");
    } finally {
      Reflect.deleteProperty(document, "hidden");
    }
  });
});

describe("a store that fails", () => {
  test("is told above what was known, until it answers again", async () => {
    const { client, shows, hides, text } = await mount(sampleClient());

    client.failure = Object.assign(new Error("closed"), { code: "storage-lost" });
    client.tell({ type: "many", count: 1, at: Date.now() });
    await shows("The storage was lost");
    expect(text()).toContain("Enqueued 16");
    client.failure = undefined;
    client.tell({ type: "many", count: 1, at: Date.now() });

    await hides("The storage was lost");
  });
});

describe("a page that can't be fetched", () => {
  test("says so, and is fetched when asked again", async () => {
    const { recurring } = PAGES;
    const { load } = recurring;
    recurring.load = () => Promise.reject(new TypeError("Failed to fetch"));
    try {
      const { shows, button } = await mount(sampleClient(), { view: "recurring" });
      await shows("Failed to fetch");

      recurring.load = load;
      button("Try again").click();

      await shows("nightly-report");
    } finally {
      recurring.load = load;
    }
  });
});

describe("its small elements", () => {
  test("counters keep no room for lines that nobody gives them", async () => {
    const { all } = await mount(sampleClient());
    const alone = document.body.appendChild(
      Object.assign(document.createElement("job-counters"), { client: new FakeClient() }),
    );
    await until("the tiles", () => deepAll(alone, "li").length === 8);
    const paddingOf = (tile: Element | undefined): string =>
      getComputedStyle(tile?.firstElementChild as Element).paddingBlockEnd;

    expect(paddingOf(all("job-counters")[0]?.shadowRoot?.querySelector("li") ?? undefined)).toBe("26px");
    expect(paddingOf(deepAll(alone, "li")[0])).toBe("11px");
  });

  test("counters keep that room while their lines are read, also where nothing may be done", async () => {
    const client = sampleClient();
    client.monitor.history = () => new Promise(() => {});
    const { all } = await mount(client, { readonly: true });

    const [tile] = deepAll(all("job-counters")[0]!, "li > :first-child");
    expect(getComputedStyle(tile!).paddingBlockEnd).toBe("26px");
  });

  test("work alone, with a client and without a dashboard", async () => {
    const client = new FakeClient().seed(
      makeJob({ state: "processing", displayName: "Alone", progress: { fraction: 0.5 } }),
    );
    const [id] = client.jobs.keys();
    const box = document.createElement("div");
    box.lang = "en";
    document.body.append(box);
    const make = (tag: string, properties: object): void =>
      box.append(Object.assign(document.createElement(tag), properties));
    let chosen = "";
    box.addEventListener("job-selected", (event) => {
      chosen = (event as JobSelectedEvent).jobId;
    });

    make("job-list", { client, state: "processing" });
    make("job-progress", { client, jobId: id });
    make("job-counters", { client });
    make("job-badge", { state: "failed" });
    await until("all of them", () =>
      ["Alone", "50%", "Processing 1", "Failed"].every((text) => deepText(box).includes(text)),
    );
    client.tell({
      type: "job",
      id: id ?? "",
      name: "",
      queue: "",
      state: "progress",
      at: 0,
      progress: { fraction: 1 },
    });
    deepAll(box, "job-list button")[0]?.click();
    deepAll(box.querySelector("job-list") as Element, "button")[0]?.click();

    expect(chosen).toBe(id);
  });
});
