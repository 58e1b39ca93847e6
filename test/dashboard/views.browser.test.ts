import { afterEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { FakeClient } from "./fake-client.ts";
import { makeJob } from "./make-job.ts";
import { clean, deepText, mount, settled, until } from "./mount.ts";
import { sampleClient } from "./sample.ts";

afterEach(clean);

const idOf = (client: FakeClient, displayName: string): string =>
  [...client.jobs.values()].find((job) => job.displayName.startsWith(displayName))?.id ?? "";

describe("the page of a job", () => {
  test("tells its history newest first, with reasons, attempts and the time spent", async () => {
    const client = sampleClient();

    const { all, text } = await mount(client, { view: "job", jobId: idOf(client, "Upload of the scanned") });

    const states = all("job-timeline")[0]?.shadowRoot?.querySelectorAll("li");
    expect([...(states ?? [])].map((each) => each.dataset["state"])).toEqual(
      [
        "enqueued",
        "processing",
        "scheduled",
        "enqueued",
        "processing",
        "scheduled",
        "enqueued",
        "processing",
        "failed",
      ].reverse(),
    );
    expect(text()).toContain("Retry 2 of 10: TypeError: Failed to fetch");
    expect(text()).toContain("Attempt 3 of 11");
    expect(text()).toContain("for 2m 54s");
  });

  test("shows its error with code, stack and what caused it", async () => {
    const client = sampleClient();

    const { text } = await mount(client, { view: "job", jobId: idOf(client, "Upload of the scanned") });

    expect(text()).toContain("TypeError ERR_NETWORK Failed to fetch");
    expect(text()).toMatch(/at async uploadChunk \(https:\/\/app\.example/);
    expect(text()).toContain("Caused by TimeoutError The server at uploads.example.com");
  });

  test("shows arguments of every kind as a tree, and masks what is to be hidden", async () => {
    const client = sampleClient();

    const { all } = await mount(client, { view: "job", jobId: idOf(client, "Upload of the scanned") });

    const tree = deepText(all("job-value[label=Arguments]")[0] as Node);
    for (const part of [
      '"Contracts"',
      "File contract-03.pdf application/pdf, 48kB",
      "Map 2 entries",
      "Set 2 items",
      "12884901888n",
      "parent: null",
    ])
      expect(tree).toContain(part);
    expect(tree).toContain("token: hidden");
    expect(tree).not.toContain("4711");
  });

  test("ends a circular value where it comes round", async () => {
    const args: Record<string, unknown> = { name: "a" };
    args["self"] = args;
    const job = makeJob({ args });

    const { all } = await mount(new FakeClient().seed(job), { view: "job", jobId: job.id });

    expect(deepText(all("job-value")[0] as Node)).toContain("self: Object ↑ refers back");
  });

  test("says why a job isn't running, and leads to the job it waits for", async () => {
    const client = sampleClient();
    const { text, all, shows } = await mount(client, {
      view: "job",
      jobId: idOf(client, "Merge the regional"),
    });
    await shows("Why isn’t it running? Waiting for Photo IMG_4300.jpg");
    expect(all(".why bdi[title]").map(({ title }) => title)).toContain(idOf(client, "Photo IMG_4300"));
    expect(text()).toMatch(/Waits for Photo IMG_4300\.jpg/);

    all(".why button")[0]?.click();

    await shows("Photo IMG_4300.jpg");
  });

  test("says why it waits and what became of it in its language, and leaves the app's words alone", async () => {
    const at = Date.now();
    const job = makeJob({
      state: "enqueued",
      attempt: 1,
      waitingFor: [{ kind: "constraint", detail: "Waiting for the device to be charging." }],
      history: [
        { state: "scheduled", at: at - 9_000, reason: "Retry 1 of 10: HttpError: 503 Bad Gateway" },
        { state: "enqueued", at: at - 4_000, reason: "Its time has come." },
        { state: "enqueued", at, reason: "Asked for by Ada" },
      ],
    });

    const { text, shows } = await mount(new FakeClient().seed(job), {
      view: "job",
      jobId: job.id,
      lang: "tr",
    });

    for (const part of [
      "Beklenen: cihazın şarj olması.",
      "Yeniden deneme 1 / 10: HttpError: 503 Bad Gateway",
      "Zamanı geldi.",
      "Asked for by Ada",
    ])
      await shows(part);
    expect(text()).not.toContain("Waiting for");
  });

  test("follows its job while it runs and ends", async () => {
    const job = makeJob({ state: "processing", displayName: "Long one", progress: { fraction: 0.2 } });
    const { client, shows, text } = await mount(new FakeClient().seed(job), { view: "job", jobId: job.id });
    expect(text()).toContain("20%");

    client.move(job.id, "succeeded", { result: { rows: 12 }, finishedAt: Date.now() });

    await shows("rows: 12");
  });

  test("says that a job is not there, any more or at all", async () => {
    const { text } = await mount(new FakeClient().seed(makeJob()), { view: "job", jobId: "nobody" });

    expect(text()).toContain("Expired or not found");
    expect(text()).toContain("There is no job nobody.");
  });

  test("shows what its handler wrote, down to the level that is asked for", async () => {
    const client = sampleClient();
    const { text, all, hides } = await mount(client, {
      view: "job",
      jobId: idOf(client, "Upload of the scanned"),
    });
    for (const part of ["Chunk 1 of 12 sent", "The server is slow", "Attempt 3", "شبکه در دسترس نیست"])
      expect(text()).toContain(part);

    const select = all<HTMLSelectElement>("job-log select, select")[0] as HTMLSelectElement;
    select.value = "warn";
    select.dispatchEvent(new Event("change"));

    await hides("Chunk 1 of 12 sent");
    expect(text()).toContain("The server is slow");
  });

  test("acts on its job", async () => {
    const job = makeJob({ state: "failed", displayName: "Mail" });
    const { client, button, shows } = await mount(new FakeClient().seed(job), { view: "job", jobId: job.id });

    button("Requeue").click();

    await shows("Mail is back in its queue");
    expect(client.calls).toEqual([`requeue ${job.id}`]);
  });
});

describe("a job that waits", () => {
  test("for a hold lets that be released where it is met", async () => {
    const client = sampleClient();
    const { button, shows } = await mount(client, { view: "job", jobId: idOf(client, "Sync orders of") });
    await shows("On hold.");

    button("Release").click();

    await shows("auth is released");
    expect(client.calls).toEqual(["release auth"]);
  });

  test("for what it only prefers can be told not to", async () => {
    const client = sampleClient();
    const jobId = idOf(client, "Photo IMG_4301");
    const { button, shows, buttons } = await mount(client, { view: "job", jobId });
    await shows("It would rather wait for a network that is not metered.");

    button("Don’t wait").click();

    await shows("runs without what it would rather wait for");
    await until("nothing more to waive", () => !buttons().includes("Don’t wait"));
    expect(client.calls).toEqual([`hurry ${jobId}`]);
  });

  test("says on its list why, and lets some of the list be told not to wait", async () => {
    const { rows, shows, button, buttons } = await mount(sampleClient(), {
      view: "jobs",
      state: "enqueued",
      search: "IMG_4301",
    });
    await until("the row", () => rows().length === 1);
    await shows("Waits for the device");

    rows()[0]?.querySelector<HTMLInputElement>("input")?.click();
    await until("the bar", () => buttons().includes("Don’t wait"));
    button("Don’t wait").click();

    await shows("runs without what it would rather wait for");
  });
});

describe("the overview", () => {
  test("counts every state, each a way to its list", async () => {
    const { all, dashboard } = await mount(sampleClient());

    const tiles = [...(all("job-counters")[0]?.shadowRoot?.querySelectorAll<HTMLElement>("li") ?? [])];
    expect(tiles.map((tile) => deepText(tile))).toEqual([
      "Enqueued 16",
      "Scheduled 6",
      "Processing 3",
      "Succeeded 69",
      "Failed 4",
      "Retries 3",
      "Recurring 5",
      "Servers 2",
    ]);
    tiles[4]?.querySelector("button")?.click();
    await settled(dashboard);
    expect([dashboard.view, dashboard.state]).toEqual(["jobs", "failed"]);
  });

  test("names what needs attention, and says so when nothing does", async () => {
    const { text } = await mount(sampleClient());
    for (const matter of ["4 jobs have failed", "month-end can’t be scheduled", "Queue reports is paused"])
      expect(text()).toContain(matter);
    await clean();
    const well = new FakeClient().seed(makeJob({ state: "succeeded" }));
    well.serverList = sampleClient().serverList;

    expect((await mount(well)).text()).toContain("All is well");
  });

  test("says that nobody runs the jobs that wait", async () => {
    const { text } = await mount(new FakeClient().seed(makeJob()));

    expect(text()).toContain("Nobody runs jobs right now");
  });

  test("reads a bar of the history out by key, and shows the same numbers as a table", async () => {
    const client = sampleClient();
    const { all, button } = await mount(client);
    const plot = all("job-history-graph")[0]?.shadowRoot?.querySelector<HTMLElement>("[role=slider]");

    plot?.dispatchEvent(new KeyboardEvent("keydown", { key: "End", bubbles: true, composed: true }));
    await until("the last bar", () => plot?.getAttribute("aria-valuenow") === "23");
    const spoken = plot?.getAttribute("aria-valuetext") ?? "";
    button("Show as table").click();
    const row = await until("the table", () =>
      all("job-history-graph")[0]?.shadowRoot?.querySelector("tbody tr"),
    );

    const succeeded = row.querySelectorAll("td")[1]?.textContent ?? "?";
    expect(spoken).toContain(`${succeeded} Succeeded`);
  });

  test("draws jobs that end, second by second, from the store's own counters", async () => {
    const client = sampleClient();
    const { all } = await mount(client);
    const live = all("job-live-graph")[0] as HTMLElement;
    expect(deepText(live)).toContain("0 Succeeded");

    client.buckets.minute = client.buckets.minute.map((bucket, i) =>
      i === 0 ? { ...bucket, succeeded: bucket.succeeded + 1_000 } : bucket,
    );
    client.tell({ type: "many", count: 1_000, at: Date.now() });

    await until("the thousand", () => deepText(live).includes("1,000 Succeeded"));
  });
});

describe("recurring jobs", () => {
  test("are told in words and as written, with the next run, the last and how the last ones ended", async () => {
    const { all, shows } = await mount(sampleClient(), { view: "recurring" });
    await shows("Every 15 minutes");

    const rows = all("tr.row").map((row) => deepText(row).replace(/[\u2068\u2069]/g, ""));
    expect(rows[0]).toContain("Every 15 minutes */15 * * * * · UTC");
    expect(rows[0]).toMatch(/in [56] min\./);
    expect(rows[1]).toContain("At 2:30 AM 30 2 * * * · Asia/Tehran");
    expect(rows[2]).toContain("At 9:00 AM, Monday through Friday");
    expect(rows[2]).toContain("Paused");
    expect(rows[3]).toContain("Every 1h 30m");
    expect(rows[4]).toContain("Asia/Nowhere is not a time zone this browser knows.");
    expect(all(".strip")[0]?.getAttribute("aria-label")).toBe(
      "Last 20 runs, oldest first: 19 Succeeded & 1 Failed",
    );
  });

  test.each([
    ["en", "Every 15 minutes", "At 12:00 AM, on the last day of the month", "Never"],
    ["tr", "Her 15 dakikada bir", "Saat 00:00, ayın son günü", "Hiçbir zaman"],
    ["fa", "هر ۱۵ دقیقه", "در ۰۰:۰۰، در آخرین روز ماه", "هرگز"],
  ])("are told in words in %s, in the direction of their own", async (lang, quarterly, monthly, never) => {
    const client = sampleClient();
    const [first] = client.recurringJobs;
    if (first) {
      const { nextRunAt: _, ...rest } = first;
      client.recurringJobs.push({ ...rest, id: "by-hand", cron: "0 0 31 2 *" });
    }
    const { all, shows } = await mount(client, { view: "recurring", lang });
    await shows(quarterly);

    const told = all("tr.row [dir=auto]").map(deepText);
    expect([told[0], told[3], told[4]]).toEqual([quarterly, monthly, never]);
  });

  test("join their days as they are run", async () => {
    const client = sampleClient();
    client.recurringJobs = (["or", "and"] as const).flatMap((dayMatch) =>
      client.recurringJobs
        .slice(0, 1)
        .map((each) => ({ ...each, id: dayMatch, cron: "0 0 13 * 5", dayMatch })),
    );
    const { all, shows } = await mount(client, { view: "recurring" });
    await shows("on day 13");

    expect(all("tr.row [dir=auto]").map(deepText)).toEqual([
      "At 12:00 AM, on day 13 of the month, and on Friday",
      "At 12:00 AM, on day 13 of the month, only on Friday",
    ]);
  });

  test("show the expression alone where there are no words, and an end that has come is no never", async () => {
    const client = sampleClient();
    const [first] = client.recurringJobs;
    if (first) {
      const { nextRunAt: _, ...rest } = first;
      client.recurringJobs = [
        { ...first, cron: "0 0 L-3W * *" },
        { ...rest, id: "ended", cron: "@daily", maxRuns: 12 },
      ];
    }
    const { all, shows } = await mount(client, { view: "recurring" });
    await shows("At 12:00 AM");

    expect(all("tr.row .plan .value").map(deepText)).toEqual([
      "0 0 L-3W * * UTC",
      "At 12:00 AM @daily · UTC",
    ]);
    expect(all("tr.row")[1]?.textContent).toContain("No further run");
    const [said, unsaid] = all(".plan .value").map((each) => each.offsetHeight);
    expect(said).toBe(unsaid);
  });

  test("are triggered, paused and resumed", async () => {
    const { client, button, shows } = await mount(sampleClient(), { view: "recurring" });

    button("Trigger now: heartbeat").click();
    await shows("heartbeat has been triggered");
    button("Pause: heartbeat").click();
    await shows("heartbeat is paused");
    button("Resume: weekly-backup-of-everything-that-matters").click();
    await shows("weekly-backup-of-everything-that-matters goes on");

    expect(client.calls).toEqual([
      "trigger heartbeat",
      "pause heartbeat",
      "resume weekly-backup-of-everything-that-matters",
    ]);
  });
});

test("the device's own zone is named in the person's language", async () => {
  const client = sampleClient();
  client.recurringJobs = client.recurringJobs.map((each) => ({ ...each, timeZone: "device" }));
  const { shows } = await mount(client, { view: "recurring", lang: "tr" });

  await shows("bu cihazın saati");
});

describe("a recurring job", () => {
  test("opens to its next runs, also in its own zone, and to its last ones", async () => {
    const { button, shows, all } = await mount(sampleClient(), { view: "recurring", timeZone: "UTC" });

    button("Runs of nightly-report").click();

    await shows("Next runs");
    await until("five of them", () => all("ol")[0]?.querySelectorAll("li").length === 5);
    await shows("Asia/Tehran");
    await shows("11m late");
  });
});

describe("the next runs of a recurring job", () => {
  const openOf = (all: (selector: string) => HTMLElement[]): HTMLElement | undefined =>
    all("[popover]:popover-open")[0];

  test("are due now, and not some time ago, while the one whose time has come is still to be made", async () => {
    const client = sampleClient();
    const [first] = client.recurringJobs;
    client.recurringJobs = [{ ...first!, paused: false, nextRunAt: Date.now() - 7_000 }];
    const { all } = await mount(client, { view: "recurring" });

    expect(all("job-next-run job-time, job-time").map((each) => each.shadowRoot?.textContent)).toContain(
      "now",
    );
  });

  test("are shown beside its countdown, and read only then", async () => {
    const client = sampleClient();
    const asked: string[] = [];
    const { upcoming } = client.recurring;
    client.recurring.upcoming = (id, count) => {
      asked.push(id);
      return upcoming(id, count);
    };
    const { all } = await mount(client, { view: "recurring", timeZone: "UTC" });
    const button = all("[popovertarget]")[1];
    expect(asked).toEqual([]);

    button?.click();
    const popover = await until("the popover", () => openOf(all));
    await until("five of them", () => popover.querySelectorAll("li").length === 5);

    expect(asked).toEqual(["nightly-report"]);
    expect(deepText(popover)).toContain("Next runs UTC");
    expect(deepText(popover)).toContain("Asia/Tehran");
    expect(popover.getBoundingClientRect().top).toBeGreaterThan(button?.getBoundingClientRect().bottom ?? 0);
  });

  test("are in the schedule's own zone alone, where the person has chosen that", async () => {
    const { all, dashboard } = await mount(sampleClient(), { view: "recurring", timeZone: "schedule" });

    all("[popovertarget]")[1]?.click();
    const popover = await until("the popover", () => openOf(all));
    const first = await until("its times", () => popover.querySelector("li"));

    expect(deepText(popover)).toContain("Next runs Asia/Tehran");
    const { nextRunAt = 0 } = (dashboard.client as unknown as FakeClient).recurringJobs[1] ?? {};
    const tehran = new Intl.DateTimeFormat("en", {
      dateStyle: "medium",
      timeStyle: "medium",
      timeZone: "Asia/Tehran",
    });
    expect(deepText(first)).toBe(tehran.format(nextRunAt).replace(/\s+/g, " "));
  });

  test("are told once where the schedule's clocks say the same", async () => {
    // At no time of the year does Abidjan's clock differ from UTC, in which this one is.
    const { all } = await mount(sampleClient(), { view: "recurring", timeZone: "Africa/Abidjan" });

    all("[popovertarget]")[0]?.click();
    const popover = await until("the popover", () => openOf(all));
    await until("five of them", () => popover.querySelectorAll("li").length === 5);

    expect(deepText(popover)).toContain("Next runs Africa/Abidjan");
    expect(popover.querySelectorAll(".own")).toHaveLength(0);
  });

  test("close when something else is clicked, and when another is opened", async () => {
    const { all } = await mount(sampleClient(), { view: "recurring" });
    const [first, second] = all("[popovertarget]");

    if (first) await userEvent.click(first);
    await until("one", () => openOf(all));
    second?.click();
    await until("the other", () => deepText(openOf(all) ?? document.createTextNode("")).includes("Tehran"));
    expect(all("[popover]:popover-open")).toHaveLength(1);
    await userEvent.click(document.body, { position: { x: 2, y: 2 } });

    await until("none", () => openOf(all) === undefined);
  });

  test.each(["ltr", "rtl"])("keep to the window at 320 px, %s, and follow their button", async (dir) => {
    await page.viewport(320, 600);
    const { all } = await mount(sampleClient(), {
      view: "recurring",
      dir,
      lang: dir === "rtl" ? "fa" : "en",
    });

    for (const button of all("[popovertarget]")) {
      button.scrollIntoView({ block: "end" });
      button.click();
      const popover = await until("the popover", () => openOf(all));
      await until("its times", () => popover.querySelectorAll("li").length > 0);
      const { left, right, top, bottom } = popover.getBoundingClientRect();
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(document.documentElement.clientWidth);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(bottom).toBeLessThanOrEqual(document.documentElement.clientHeight);
      const gap = (): number =>
        Math.abs(popover.getBoundingClientRect().bottom - button.getBoundingClientRect().top);
      const before = gap();
      window.scrollBy(0, 5);
      await settled(document.body);
      expect(gap()).toBeCloseTo(before, 0);
      popover.hidePopover();
    }
  });
});

test("a recurring job is removed once the person is sure", async () => {
  const { client, button, shows, text } = await mount(sampleClient(), { view: "recurring" });

  button("Remove: heartbeat").click();
  await shows("Remove heartbeat?");
  button("Remove").click();

  await shows("heartbeat has been removed");
  await until("its row to go", () => !text().includes("Every 1h 30m"));
  expect(client.calls).toEqual(["remove heartbeat"]);
});

describe("queues and servers", () => {
  test("servers stand side by side where there is room, and below one another where there is none", async () => {
    const { all, dashboard } = await mount(sampleClient(), { view: "servers" });
    const tops = (): number[] =>
      all("ul.cards > li").map((card) => Math.round(card.getBoundingClientRect().top));

    dashboard.style.inlineSize = "1000px";
    await until("two in a row", () => tops()[0] === tops()[1]);
    dashboard.style.inlineSize = "400px";
    await until("one in a row", () => (tops()[0] ?? 0) < (tops()[1] ?? 0));
  });

  test("show how long each queue is, and pause and resume it", async () => {
    const { client, button, shows, text, buttons } = await mount(sampleClient(), { view: "queues" });
    expect(text()).toMatch(/mail Waiting 12 Processing 0/);

    button("Pause: mail").click();
    await shows("Queue mail is paused");
    await until("the way back", () => buttons().includes("Resume: reports"));
    button("Resume: reports").click();

    await shows("Queue reports goes on");
    expect(client.calls).toEqual(["pauseQueue mail", "resumeQueue reports"]);
  });

  test("show what a queue is limited to and how much of it is used, and change it", async () => {
    const { client, all, button, shows, text } = await mount(sampleClient(), { view: "queues" });
    expect(text()).toContain("0 of 2 at a time 100 of 100 starts in 1h");

    button("Limits…: mail").click();
    const form = await until("the form", () => all("job-limits-form")[0]?.shadowRoot);
    const [concurrency, starts, per] = await until("its fields", () => {
      const fields = [...form.querySelectorAll("input")];
      return fields.length === 3 ? fields : undefined;
    });
    expect([concurrency?.value, starts?.value, per?.value]).toEqual(["2", "100", "1h"]);
    if (concurrency) concurrency.value = "0";
    concurrency?.dispatchEvent(new Event("input"));
    await shows("an integer from 1 to 10,000");
    if (concurrency) concurrency.value = "5";
    if (starts) starts.value = "";
    concurrency?.dispatchEvent(new Event("input"));
    await until("no objection", () => form.querySelector("#problem")?.textContent === "");
    button("Save").click();

    await shows("Queue mail has other limits");
    await shows("0 of 5 at a time");
    button("Undo").click();
    await shows("Undone");
    expect(client.calls).toEqual([
      'limitQueue mail {"concurrency":5}',
      'limitQueue mail {"concurrency":2,"rateLimit":{"limit":100,"per":3600000,"mode":"sliding"}}',
    ]);
  });

  test("take a queue's limits away when the fields are empty", async () => {
    const { client, all, button, shows } = await mount(sampleClient(), { view: "queues" });

    button("Limits…: media").click();
    const form = await until("the form", () => all("job-limits-form")[0]?.shadowRoot);
    const field = await until("its field", () => form.querySelector<HTMLInputElement>("#concurrency"));
    field.value = "";
    field.dispatchEvent(new Event("input"));
    button("Save").click();

    await shows("Queue media has other limits");
    expect(client.calls).toEqual(["limitQueue media null"]);
  });

  test("tell a pause of all queues from a pause of one", async () => {
    const { client, button, buttons, shows } = await mount(sampleClient(), { view: "queues" });

    button("Pause all").click();
    await shows("All queues are paused");
    await until("no way to resume one alone", () => !buttons().some((name) => name.startsWith("Resume: ")));
    button("Resume all").click();

    await shows("All queues go on");
    await until("the one that is paused by itself", () => buttons().includes("Resume: reports"));
    expect(client.calls).toEqual(["pauseQueue *", "resumeQueue *"]);
  });

  test("show the keys by which jobs are limited, who stands in line, and when a rate opens", async () => {
    const { all } = await mount(sampleClient(), { view: "queues" });

    const rows = all("job-limits-panel")[0]?.shadowRoot?.querySelectorAll("tr.row") ?? [];
    const told = [...rows].map((row) => deepText(row).replace(/[\u2068\u2069]/g, ""));
    expect(told[0]).toContain("user-4711 Limits 1 at a time In use 1 In line 12");
    expect(told[1]).toMatch(
      /api\.example\.com Limits 10 starts in 1m In use 10 opens in 2\d sec\. In line 48/,
    );
    expect(told[2]).toContain("charge-card Limits 5 starts in 1s In use 2 In line –");
  });

  test("show the holds that stand, place one and release it", async () => {
    const { client, all, button, shows, hides, text } = await mount(sampleClient(), { view: "queues" });
    expect(text()).toContain("auth The session has expired: sign in again 2 jobs wait");

    button("Release: auth").click();
    await shows("auth is released; its jobs go on");
    await hides("2 jobs wait");
    button("Place a hold…").click();
    const form = await until("the form", () => all("job-hold-form")[0]?.shadowRoot);
    const name = await until("its field", () => form.querySelector<HTMLInputElement>("#name"));
    button("Place").click();
    await shows("1 to 64 printable characters");
    name.value = "maintenance";
    const reason = form.querySelector<HTMLInputElement>("#reason");
    if (reason) reason.value = "the server moves";
    button("Place").click();

    await shows("The hold stands");
    await shows("the server moves");
    expect(client.calls).toEqual(["release auth", "hold maintenance the server moves"]);
  });

  test("offer none of it in a read-only dashboard, nor what authorize refuses", async () => {
    const words = /^(Pause|Resume|Limits|Release|Place)/;
    const readonly = await mount(sampleClient(), { view: "queues", readonly: true });
    expect(readonly.buttons().filter((name) => words.test(name))).toEqual([]);
    await clean();

    const { buttons } = await mount(sampleClient(), {
      view: "queues",
      authorize: (action) => action === "release" || action === "limit-queue",
    });
    expect(
      buttons()
        .filter((name) => words.test(name))
        .map((name) => name.split(":")[0]),
    ).toEqual([...Array.from({ length: 4 }, () => "Limits…"), "Release"]);
  });

  test("a queue keeps its row when it is empty for a while, without what it no longer is", async () => {
    const job = makeJob({ queue: "mail" });
    const client = new FakeClient().seed(job, makeJob({ queue: "zeta" }));
    client.paused.add("mail");
    const { rows } = await mount(client, { view: "queues" });
    expect(rows().map((row) => deepText(row))[0]).toMatch(/^mail Paused/);

    client.paused.delete("mail");
    client.jobs.delete(job.id);
    client.tell({ type: "queue", name: "mail", at: Date.now() });

    await until("the row without its pause", () => !deepText(rows()[0] as Node).includes("Paused"));
    expect(rows().map((row) => row.dataset["id"])).toEqual(["mail", "zeta"]);
    expect(deepText(rows()[0] as Node)).toMatch(/^mail Waiting 0 Processing 0/);
  });

  test("panels with nothing to show leave no gap", async () => {
    const client = new FakeClient().seed(makeJob());
    client.serverList = sampleClient().serverList;
    client.wakeupList = sampleClient().wakeupList;
    const { all, shows } = await mount(client, { view: "servers" });
    await shows("Wake-ups");

    const [cards, wakeups] = [all("ul.cards")[0], all("job-wakeups-panel")[0]].map((each) =>
      each?.getBoundingClientRect(),
    );
    expect(Math.round((wakeups?.top ?? 0) - (cards?.bottom ?? 0))).toBe(14);
  });

  test("tell what a server has begun from what it has claimed ahead", async () => {
    const sample = sampleClient();
    const jobs = ["Ada", "Bob", "Cem", "Dana"].map((displayName) =>
      makeJob({ displayName, state: "processing" }),
    );
    const client = new FakeClient().seed(...jobs);
    const running = jobs.map(({ id }) => id);
    client.serverList = [{ ...sample.serverList[0]!, workers: 2, running, ahead: running.slice(2) }];
    const { all, shows, text } = await mount(client, { view: "servers" });

    await shows("2 / 2");
    await shows("2 more, claimed ahead");
    expect(all(".slots i").map(({ className }) => className)).toEqual(["busy", "busy"]);
    expect(["Ada", "Bob", "Cem", "Dana"].filter((name) => text().includes(name))).toEqual(["Ada", "Bob"]);
  });

  test("show every context that runs jobs, what it runs and what woke it", async () => {
    const { client, text, shows } = await mount(sampleClient(), { view: "servers" });
    for (const part of [
      "Service worker sw-7f3c09a1e2",
      "3 / 4",
      "every queue",
      "Nightly report, October",
      "periodicsync",
      "Page page-22aa61c0",
      "Idle",
    ])
      expect(text()).toContain(part);

    await shows("Background sync: once the network is back.");
    await shows("periodicsync Not here");

    client.serverList = [];
    client.tell({ type: "server", id: "sw-7f3c09a1e2", at: Date.now() });

    await shows("Nobody runs jobs right now");
  });
});

describe("an empty store", () => {
  test("shows how the first job is made, and goes on by itself once there is one", async () => {
    const { client, text, shows, hides } = await mount(new FakeClient());
    expect(text()).toContain("No jobs yet");
    expect(text()).toContain('await jobs.enqueue(hello, { to: "world" });');

    client.commit(makeJob());

    await hides("No jobs yet");
    await shows("History");
  });

  test("shows what the page has put in its place", async () => {
    const { dashboard, all } = await mount(new FakeClient());
    const own = document.createElement("p");
    own.slot = "empty";
    own.textContent = "Nothing to send.";
    dashboard.append(own);

    expect(own.checkVisibility()).toBe(true);
    expect(all("job-first-job")[0]?.checkVisibility()).toBe(false);
  });
});
