import { afterEach, describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import type { NavigateEvent } from "../../src/dashboard.ts";
import { FakeClient } from "./fake-client.ts";
import { makeJob } from "./make-job.ts";
import { clean, mount, settled, until } from "./mount.ts";
import { sampleClient } from "./sample.ts";

afterEach(clean);

/** Enqueued jobs, the newest first in the list. */
const enqueued = (n: number) =>
  Array.from({ length: n }, (_, i) =>
    makeJob({ displayName: `Job ${i}`, createdAt: Date.now() - (i + 1) * 1_000 }),
  );

describe("a list of jobs", () => {
  test("shows the jobs of its state, newest first, with the columns of that state", async () => {
    const client = new FakeClient().seed(
      makeJob({
        displayName: "Older",
        state: "failed",
        createdAt: Date.now() - 90_000,
        error: { name: "TypeError", message: "no network" },
      }),
      makeJob({ displayName: "Newer", state: "failed", createdAt: Date.now() - 30_000 }),
      makeJob({ displayName: "Elsewhere", state: "succeeded" }),
    );

    const { rows, all, text } = await mount(client, { view: "jobs", state: "failed" });

    expect(rows().map((row) => row.querySelector(".name")?.textContent)).toEqual(["Newer", "Older"]);
    expect(all("th").map((each) => each.textContent?.trim())).toEqual([
      "Select all shown",
      "Job",
      "Error",
      "Attempts",
      "Failed",
      "Actions",
    ]);
    expect(text()).toContain("TypeError no network");
  });

  test("says of a scheduled one whose time has passed that nobody is there to run it", async () => {
    const client = new FakeClient().seed(
      makeJob({
        state: "scheduled",
        scheduledFor: Date.now() - 60_000,
        waitingFor: [{ kind: "no-wakeup", detail: "No job server is awake; it runs at the next wake-up." }],
      }),
    );

    const { rows } = await mount(client, { view: "jobs", state: "scheduled" });

    expect(rows()[0]?.textContent).toContain("No server is awake");
  });

  /** Jobs of which nobody but the clock tells that their times have come. */
  const planned = (...dues: number[]) => {
    const jobs = dues.map((scheduledFor) => makeJob({ state: "scheduled", scheduledFor }));
    const client = new FakeClient().seed(...jobs);
    const { jobs: read } = client.monitor;
    client.monitor.jobs = (query) => {
      const waitingFor = (due = 0) =>
        due < Date.now()
          ? { kind: "no-wakeup" as const, detail: "No job server is awake; it runs at the next wake-up." }
          : { kind: "time" as const, detail: "Waiting for its time.", until: due };
      client.seed(...jobs.map((job) => ({ ...job, waitingFor: [waitingFor(job.scheduledFor)] })));
      return read(query);
    };
    return client;
  };
  const overdue = (rows: HTMLElement[]) =>
    rows.filter((row) => row.textContent?.includes("No server is awake")).length;

  test("is read again when a time it shows comes, of which no commit tells while nobody is awake", async () => {
    const soon = Date.now() + 500;
    const client = planned(soon, soon + 10, soon + 700, soon + 3_600_000);

    const { rows } = await mount(client, { view: "jobs", state: "scheduled" });

    expect(overdue(rows())).toBe(0);
    await until("two to be overdue", () => overdue(rows()) === 2);
    await until("the third to be overdue", () => overdue(rows()) === 3);
    expect(rows()).toHaveLength(4);
  });

  test("is read again for what has come due meanwhile when its rows are let go", async () => {
    const due = Date.now() + 500;
    const client = planned(due);
    const { rows, all } = await mount(client, { view: "jobs", state: "scheduled" });
    const box = (): HTMLInputElement => all<HTMLInputElement>("td.pick input")[0] as HTMLInputElement;
    box().click();
    await until("its time", () => Date.now() > due + 300);
    expect(overdue(rows())).toBe(0);

    box().click();

    await until("it to be overdue", () => overdue(rows()) === 1);
  });

  test("tells servers apart by the ends of their ids, which begin alike when they were made on one day", async () => {
    const servers = ["server-01m800f1wv000e61bnmrm9b", "server-01m800j53z000ema0hwmpvw"];
    const client = new FakeClient().seed(
      ...servers.map((serverId) => makeJob({ state: "processing", serverId })),
    );
    const { all, dashboard } = await mount(client, { view: "jobs", state: "processing" });
    dashboard.style.inlineSize = "1100px";

    const shown = all("td.cell code").map((each) => each.textContent);
    expect(shown).toEqual(["…a0hwmpvw", "…1bnmrm9b"]);
    expect(all("td.cell code").map((each) => each.title)).toEqual(servers.toReversed());
  });

  test("takes up a job that another context has made", async () => {
    const { client, shows, rows } = await mount(new FakeClient().seed(...enqueued(2)), {
      view: "jobs",
      state: "enqueued",
    });

    client.commit(makeJob({ displayName: "Made elsewhere", createdAt: Date.now() }));

    await shows("Made elsewhere");
    expect(rows()[0]?.textContent).toContain("Made elsewhere");
  });

  test("lets go of a job that has moved on, and counts it where it is now", async () => {
    const [job] = enqueued(1);
    const { client, dashboard, all } = await mount(new FakeClient().seed(job!, makeJob()), {
      view: "jobs",
      state: "enqueued",
    });

    client.move(job!.id, "succeeded");

    await until("one row", () => all("tr.row").length === 1);
    await settled(dashboard);
    expect(all("job-state-tabs")[0]?.shadowRoot?.textContent).toMatch(/Succeeded\s*1/);
  });

  test("reads a burst of commits at most four times a second", async () => {
    const { client, dashboard, shows } = await mount(new FakeClient().seed(...enqueued(3)), {
      view: "jobs",
      state: "enqueued",
    });
    const before = client.reads;
    const from = performance.now();

    for (let i = 0; i < 200; i++) client.commit(makeJob({ displayName: `Burst ${i}` }));
    await shows("Burst 199");
    await settled(dashboard);

    // Two readers, the list and the counters, each at most once in a quarter of a second.
    const seconds = (performance.now() - from) / 1_000;
    expect(client.reads - before).toBeLessThanOrEqual(2 * (1 + Math.ceil(seconds * 4)));
  });

  test("moves a running job's progress without reading the list again", async () => {
    const job = makeJob({ state: "processing", progress: { fraction: 0.1 } });
    const { client, shows } = await mount(new FakeClient().seed(job), { view: "jobs", state: "processing" });
    await shows("10%");
    const before = client.reads;

    const { id, name, queue } = job;
    client.tell({
      type: "job",
      id,
      name,
      queue,
      state: "progress",
      at: Date.now(),
      progress: { fraction: 0.6, message: "Page 6" },
    });

    await shows("60%");
    await shows("Page 6");
    expect(client.reads).toBe(before);
  });

  test("reads on by key when its end comes into sight, and keeps few rows in the document", async () => {
    const { client, rows, text, dashboard } = await mount(new FakeClient().seed(...enqueued(420)), {
      view: "jobs",
      state: "enqueued",
    });

    for (let i = 0; i < 40 && !text().includes("Job 419"); i++) {
      window.scrollTo(0, document.documentElement.scrollHeight);
      await settled(dashboard);
    }

    expect(text()).toContain("Job 419");
    expect(rows().length).toBeLessThanOrEqual(250);
    expect(text()).not.toContain("Job 10 ");
    window.scrollTo(0, 0);
    await until("the first row again", () => text().includes("Job 10 "));
    expect(client.jobs.size).toBe(420);
  });

  test("keeps new jobs behind a button while rows are chosen, so that nothing moves under the hand", async () => {
    const { client, all, rows, shows, button, text } = await mount(new FakeClient().seed(...enqueued(3)), {
      view: "jobs",
      state: "enqueued",
    });
    all<HTMLInputElement>("td.pick input")[0]?.click();
    await shows("1 selected");

    client.commit(makeJob({ displayName: "Late comer", createdAt: Date.now() }));

    await shows("1 new");
    expect(text()).not.toContain("Late comer");
    button("1 new").click();
    await shows("Late comer");
    expect(rows()[0]?.textContent).toContain("Late comer");
  });

  test("goes up to the new jobs that have waited for someone who has scrolled", async () => {
    const { client, all, shows, button, dashboard } = await mount(new FakeClient().seed(...enqueued(60)), {
      view: "jobs",
      state: "enqueued",
    });
    window.scrollTo(0, 1_500);
    await settled(dashboard);
    client.commit(makeJob({ displayName: "Late comer", createdAt: Date.now() }));
    await shows("1 new");

    button("1 new").click();

    await shows("Late comer");
    await until("it to be on the screen", () => {
      const row = all("tr.row")[0]?.getBoundingClientRect();
      return row && row.top >= 0 && row.bottom <= innerHeight;
    });
  });

  test("marks a row that has moved on while it is held", async () => {
    const jobs = enqueued(3);
    const { client, all, shows } = await mount(new FakeClient().seed(...jobs), {
      view: "jobs",
      state: "enqueued",
    });
    all<HTMLInputElement>("td.pick input")[0]?.click();
    await shows("1 selected");

    client.move(jobs[1]!.id, "processing");

    await shows("Now Processing");
  });

  test.each([
    ["its list", { state: "enqueued" }],
    ["the list of all", {}],
  ] as const)("marks no row of %s that is where it was", async (_, list) => {
    const jobs = enqueued(3);
    const { client, all, shows, hides, text } = await mount(new FakeClient().seed(...jobs), {
      view: "jobs",
      ...list,
    });
    all<HTMLInputElement>("td.pick input")[0]?.click();
    await shows("1 selected");
    client.move(jobs[1]!.id, "processing");
    await shows("Now Processing");

    client.move(jobs[1]!.id, "enqueued");

    await hides("Now Processing");
    expect(text()).not.toContain("Now Enqueued");
  });

  test("opens a failed row in place to its error and cause", async () => {
    const error = {
      name: "TypeError",
      message: "gone",
      stack: "TypeError: gone\n    at send (https://a/b.js:1:2)",
      cause: { name: "Abort", message: "30 s are over" },
    };
    const { button, shows } = await mount(
      new FakeClient().seed(makeJob({ state: "failed", displayName: "Mail", error })),
      { view: "jobs", state: "failed" },
    );

    button("Error of Mail").click();

    await shows("at send (https://a/b.js:1:2)");
    await shows("Caused by Abort 30 s are over");
  });

  test("shows no line of a stack that says the message again, also where more has been added to that", async () => {
    const error = {
      name: "TypeError",
      message: "gone (The retry rule failed: Error: no)",
      stack: "TypeError: gone\n    at send (https://a/b.js:1:2)",
    };
    const client = new FakeClient().seed(makeJob({ state: "failed", displayName: "Mail", error }));
    const { button, shows, all } = await mount(client, { view: "jobs", state: "failed" });

    button("Error of Mail").click();

    await shows("at send (https://a/b.js:1:2)");
    expect(all("section[part=error] li")).toHaveLength(1);
  });

  test("opens a row with the keyboard, says what can be done about the error, and does it", async () => {
    const error = { name: "HttpError", message: "503 Service Unavailable" };
    const client = new FakeClient().seed(
      makeJob({ state: "failed", displayName: "Spent", attempt: 11, error }),
      makeJob({
        state: "failed",
        displayName: "Fatal",
        attempt: 1,
        error: { ...error, name: "FatalJobError" },
      }),
    );
    const { button, shows, rows, dashboard } = await mount(client, { view: "jobs", state: "failed" });

    button("Error of Fatal").click();
    await shows("It said itself that trying again is no use.");
    button("Error of Fatal").click();
    rows()[0]?.querySelector<HTMLElement>(".name")?.focus();
    await userEvent.keyboard("je");

    await shows("No attempts are left.");
    button("All like it").click();
    await until("the search", () => dashboard.search === "name:send-welcome error:HttpError");
  });

  test("of retries shows what went wrong and when each is tried again", async () => {
    const error = { name: "HttpError", message: "503" };
    const client = new FakeClient().seed(
      makeJob({
        state: "scheduled",
        displayName: "Again",
        attempt: 2,
        error,
        scheduledFor: Date.now() + 90_000,
      }),
      makeJob({ state: "scheduled", displayName: "Only planned", scheduledFor: Date.now() + 90_000 }),
    );
    const { rows, all, shows, button, text } = await mount(client, { view: "jobs", state: "retries" });

    expect(rows()).toHaveLength(1);
    expect(all("th").map((each) => each.textContent?.trim())).toEqual([
      "Select all shown",
      "Job",
      "Error",
      "Attempts",
      "Created",
      "Next attempt",
      "Actions",
    ]);
    expect(text()).toContain("in 1 min.");
    expect(all("job-state-tabs")[0]?.shadowRoot?.textContent).toMatch(/Retries\s*1/);
    button("Error of Again").click();
    await shows("It is tried again by itself, as attempt 3 of 11.");
  });

  test("counts a retry down by the second", async () => {
    const client = new FakeClient().seed(
      makeJob({ state: "scheduled", attempt: 1, scheduledFor: Date.now() + 40_000 }),
    );
    const { all } = await mount(client, { view: "jobs", state: "retries" });
    const shown = (): string => all("job-time").at(-1)?.shadowRoot?.textContent?.trim() ?? "";
    const first = shown();

    expect(first).toMatch(/^in \d+ sec\.$/);
    await until("the next second", () => shown() !== first);
    expect(shown()).toMatch(/^in \d+ sec\.$/);
  });

  test("says which state is empty", async () => {
    const { shows } = await mount(new FakeClient().seed(makeJob()), { view: "jobs", state: "failed" });

    await shows("Nothing has failed");
  });

  test("shows an error of the store with what to do, and goes on after it", async () => {
    const client = new FakeClient().seed(makeJob({ displayName: "Found again" }));
    client.failure = Object.assign(new Error("closed"), { code: "storage-lost" });
    const { shows, button } = await mount(client, { view: "jobs", state: "enqueued" });
    await shows("The storage was lost");

    client.failure = undefined;
    button("Try again").click();

    await shows("Found again");
  });

  test("shows no placeholder for a read that takes less than 200 ms, and one for a longer", async () => {
    let open = (): void => {};
    const client = new FakeClient().seed(makeJob({ displayName: "Slow one" }));
    client.gate = new Promise((resolve) => {
      open = resolve;
    });
    const from = performance.now();

    const { all, shows } = await mount(client, { view: "jobs", state: "enqueued" });
    await until("the placeholder", () => all(".rows").length > 0);

    expect(performance.now() - from).toBeGreaterThanOrEqual(190);
    open();
    await shows("Slow one");
  });
});

describe("searching", () => {
  test("finds by words and by qualifiers, which show as chips that can be taken out", async () => {
    const client = new FakeClient().seed(
      makeJob({ displayName: "Alpha", queue: "mail" }),
      makeJob({ displayName: "Beta", queue: "mail", tags: ["vip"] }),
      makeJob({ displayName: "Gamma" }),
    );
    const { all, rows, hides, button, shows, dashboard } = await mount(client, { view: "jobs" });

    await userEvent.fill(all("input[type=search]")[0]!, "queue:mail bet");
    await hides("Alpha");

    expect(rows().map((row) => row.querySelector(".name")?.textContent)).toEqual(["Beta"]);
    expect(dashboard.search).toBe("queue:mail bet");
    button("Remove queue:mail").click();
    await until("the search without the chip", () => dashboard.search === "bet");
    await shows("Beta");
  });

  test("goes to the list of a state that is searched for", async () => {
    const client = new FakeClient().seed(
      makeJob({ displayName: "Alpha", state: "failed" }),
      makeJob({ displayName: "Beta", state: "failed" }),
      makeJob({ displayName: "Alphabet", state: "enqueued" }),
    );
    const { all, hides, dashboard, rows } = await mount(client, { view: "jobs" });
    const [box] = all<HTMLInputElement>("input[type=search]");

    await userEvent.fill(box!, "alph state:failed");

    await hides("Alphabet");
    await until("the rest of the search", () => box?.value === "alph" && dashboard.search === "alph");
    expect(dashboard.state).toBe("failed");
    expect(rows().map((row) => row.querySelector(".name")?.textContent)).toEqual(["Alpha"]);

    await userEvent.fill(box!, "state:failed");
    await until("an empty box", () => box?.value === "" && !dashboard.search);
    expect(dashboard.state).toBe("failed");
  });

  test("goes to the list of a state that a deep link or the page's own search names", async () => {
    const client = new FakeClient().seed(
      makeJob({ displayName: "Alpha", state: "failed" }),
      makeJob({ displayName: "Beta", state: "failed" }),
      makeJob({ displayName: "Alphabet", state: "enqueued" }),
    );
    location.hash = "#/jobs?q=alph%20state%3Afailed";
    const { rows, dashboard, all } = await mount(client, { routing: "hash" });
    const names = () => rows().map((row) => row.querySelector(".name")?.textContent);

    await until("the list", () => names().join() === "Alpha");
    expect([dashboard.state, dashboard.search]).toEqual(["failed", "alph"]);
    expect(location.hash).toBe("#/jobs/failed?q=alph");
    expect(all<HTMLInputElement>("input[type=search]")[0]?.value).toBe("alph");

    dashboard.search = "state:enqueued";
    await until("the other list", () => names().join() === "Alphabet");
    expect(dashboard.state).toBe("enqueued");
    dashboard.remove();
    history.replaceState(null, "", location.pathname + location.search);
  });

  test("asks once where the page leads itself, whatever happens until it has", async () => {
    const client = new FakeClient().seed(makeJob({ displayName: "Alpha", state: "failed" }));
    const { dashboard, shows } = await mount(client, { view: "jobs" });
    const asked: unknown[] = [];
    dashboard.addEventListener("navigate", (event) => {
      event.preventDefault();
      asked.push((event as NavigateEvent).route.state);
    });
    dashboard.search = "state:failed";
    await until("the question", () => asked.length > 0);

    client.commit(makeJob({ displayName: "Beta", state: "failed" }));
    await shows("Failed 2");
    expect(asked).toEqual(["failed"]);
  });

  test("writes a qualifier from left to right in a language that isn't", async () => {
    const { all } = await mount(new FakeClient().seed(makeJob()), { view: "jobs", lang: "fa" });
    const [box] = all<HTMLInputElement>("input[type=search]");
    const direction = (): string => getComputedStyle(box!).direction;
    await until("Persian", () => direction() === "rtl");

    await userEvent.fill(box!, "queue:mail");
    await until("left to right", () => direction() === "ltr");

    await userEvent.fill(box!, "فاکتور");
    await until("right to left", () => direction() === "rtl");
  });

  test("takes a queue or a tag of a row as a filter", async () => {
    const client = new FakeClient().seed(
      makeJob({ displayName: "Tagged", tags: ["vip"] }),
      makeJob({ displayName: "Plain" }),
    );
    const { button, hides, dashboard } = await mount(client, { view: "jobs" });

    button("vip").click();

    await hides("Plain");
    expect(dashboard.search).toBe("tag:vip");
  });

  test("suggests qualifiers and values, taken by keyboard", async () => {
    const client = new FakeClient().seed(
      makeJob({ displayName: "Alpha", queue: "mail" }),
      makeJob({ displayName: "Beta", queue: "media" }),
    );
    const { all, hides, dashboard, shows } = await mount(client, { view: "jobs" });
    const box = all<HTMLInputElement>("input[type=search]")[0]!;

    await userEvent.click(box);
    await shows("name of the job, as in send-*");
    await userEvent.keyboard("qu{ArrowDown}{Enter}");
    await shows("queue:media");
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{Tab}");

    await hides("Alpha");
    expect(dashboard.search).toBe("queue:media");
    expect(box.value).toBe("queue:media ");
    await userEvent.keyboard("{Escape}{Escape}");
    await shows("Alpha");
    expect(dashboard.search ?? "").toBe("");
  });

  test("suggests queues also when they are empty: of servers, and of jobs that have ended", async () => {
    const client = new FakeClient().seed(makeJob({ queue: "mail", state: "succeeded" }));
    client.serverList = sampleClient().serverList.map((each) => ({ ...each, queues: ["media"] }));
    const { all, shows } = await mount(client, { view: "jobs" });

    await userEvent.click(all("input[type=search]")[0]!);
    await userEvent.keyboard("queue:");

    await shows("queue:mail");
    await shows("queue:media");
  });

  test("marks a qualifier that can't be read, and narrows nothing by it", async () => {
    const client = new FakeClient().seed(makeJob({ displayName: "Alpha" }));
    const { all, button, shows } = await mount(client, { view: "jobs", search: "age:old" });

    await shows("Alpha");
    expect(button("Remove age:old").title).toContain("age:>1h");
    expect(all(".chips .wrong")).toHaveLength(1);
  });

  test("finds by age, attempts and errors", async () => {
    const client = new FakeClient().seed(
      makeJob({ displayName: "Old", createdAt: Date.now() - 7_200_000 }),
      makeJob({ displayName: "Young", createdAt: Date.now() - 60_000 }),
      makeJob({
        displayName: "Tried",
        state: "failed",
        attempt: 4,
        error: { name: "Error", message: "no network" },
      }),
    );
    const { rows, dashboard, shows } = await mount(client, { view: "jobs", search: "age:>1h" });
    const names = () => rows().map((row) => row.querySelector(".name")?.textContent);
    expect(names()).toEqual(["Old"]);

    dashboard.search = 'attempt:>2 error:"no net"';
    await shows("Tried");
    expect(names()).toEqual(["Tried"]);
  });

  test("says that nothing matches", async () => {
    const { shows } = await mount(new FakeClient().seed(makeJob()), { view: "jobs", search: "zebra" });

    await shows("Nothing matches");
    await shows("“zebra”");
  });

  test("stays within the filter that the page has set", async () => {
    const client = new FakeClient().seed(
      makeJob({ displayName: "Mine", queue: "mail" }),
      makeJob({ displayName: "Not mine" }),
    );
    const { rows, all, dashboard, shows } = await mount(client, { view: "jobs", filter: "queue:mail" });

    await userEvent.fill(all("input[type=search]")[0]!, "queue:default");
    await until("the search", () => dashboard.search === "queue:default");
    await settled(dashboard);

    await shows("Mine");
    expect(rows().map((row) => row.querySelector(".name")?.textContent)).toEqual(["Mine"]);
    expect(all(".count")).toEqual([]);
  });

  test("turns the order round", async () => {
    const { button, rows, dashboard } = await mount(new FakeClient().seed(...enqueued(3)), {
      view: "jobs",
      state: "enqueued",
    });

    button("Order: Newest first").click();
    await until("the oldest first", () => rows()[0]?.textContent?.includes("Job 2"));

    await settled(dashboard);
    expect(rows().at(-1)?.textContent).toContain("Job 0");
  });
});
