import { afterEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { FakeClient } from "./fake-client.ts";
import { makeJob } from "./make-job.ts";
import { clean, deepAll, mount, settled, until } from "./mount.ts";
import { sampleClient } from "./sample.ts";

// The main tasks with nothing but a keyboard, from the page's first Tab on.

afterEach(clean);

const press = (keys: string): Promise<void> => userEvent.keyboard(keys);
const error = { name: "HttpError", message: "503" };

const store = (): FakeClient =>
  new FakeClient().seed(
    ...["Ada", "Grace", "Linus", "Margaret"].map((to, i) =>
      makeJob({
        state: "failed",
        displayName: `Mail to ${to}`,
        error,
        createdAt: Date.now() - (i + 1) * 60_000,
      }),
    ),
    makeJob({ displayName: "Waiting", queue: "mail" }),
  );

/** What has the focus, however deep it is. */
function innermost(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** The name of what has the focus, through the shadow roots. */
function focused(): string {
  const active = innermost();
  return (active?.getAttribute("aria-label") ?? active?.textContent ?? "").trim();
}

test("find the failed jobs, read an error in place, requeue it, choose some, and go back", async () => {
  const { client, dashboard, shows, rows } = await mount(store());
  await press("{Tab}");
  await press("gj");
  await until("the list", () => dashboard.view === "jobs");
  await settled(dashboard);

  await press("/");
  await press("error:503 grace");
  await until("the search", () => dashboard.search === "error:503 grace");
  await shows("Mail to Grace");
  await press("{Escape}{Escape}{Escape}");
  await until("all of them", () => rows().length === 5);

  // The box has let go of the focus, but not of the page's keys.
  await press("j");
  expect(focused()).toBe("Mail to Ada");
  await press("e");
  await shows("What next?");
  await press("e");
  await press("r");
  await shows("Mail to Ada is back in its queue");
  expect(client.calls).toHaveLength(1);
  await settled(dashboard);

  await press("x");
  await shows("1 selected");
  await press("jX");
  await shows("2 selected");
  await press("{Escape}");
  await press("go");
  await until("the overview", () => dashboard.view === "overview");
});

test("choose some rows and act on all of them, not on the one in focus alone", async () => {
  const { client, dashboard, shows, hides } = await mount(store(), { view: "jobs", state: "failed" });
  deepAll(dashboard, ".page")[0]?.focus();
  await press("jxjxj");
  await shows("2 selected");
  expect(focused()).toBe("Mail to Linus");

  await press("r");
  await shows("2 jobs are back in their queues");
  const named = client.calls.map((call) => client.jobs.get(call.split(" ")[1] ?? "")?.displayName);
  expect(new Set(named)).toEqual(new Set(["Mail to Ada", "Mail to Grace"]));

  await hides("2 selected");
  await press("jr");
  await until("the row in focus to be requeued", () => client.calls.length === 3);
});

test("pause a schedule and go on with it: its row moves, and the focus with it", async () => {
  const { client, dashboard } = await mount(sampleClient(), { view: "recurring" });
  deepAll(dashboard, ".page")[0]?.focus();
  await press("j");
  const name = focused();
  const [first] = client.recurringJobs.toSorted((a, b) => Number(b.id === name) - Number(a.id === name));
  await press("p");
  await until("the pause", () => client.recurringJobs.find(({ id }) => id === name)?.paused);
  client.recurringJobs = [
    ...client.recurringJobs.filter(({ id }) => id !== name),
    { ...first!, paused: true },
  ];
  client.tell({ type: "recurring", id: name, at: Date.now() });
  await until("its row to be the last", () => deepAll(dashboard, "tr.row").at(-1)?.dataset["id"] === name);

  expect(focused()).toBe(name);
});

test("requeue a job on its own page: with its button gone, the page's keys go on", async () => {
  const { dashboard, shows } = await mount(store(), { view: "jobs", state: "failed" });
  deepAll(dashboard, ".page")[0]?.focus();
  await press("j{Enter}");
  const button = await until("the button", () => deepAll(dashboard, ".acts button")[0]);
  button.focus();
  await press("{Enter}");
  await shows("is back in its queue");
  await settled(dashboard);

  expect(dashboard.matches(":focus-within")).toBe(true);
  await press("{Escape}");
  await until("the list", () => dashboard.view === "jobs");
});

test("close messages, and act by the bar: what goes away doesn't take the focus along", async () => {
  const { dashboard, button, shows, hides } = await mount(store(), { view: "jobs", state: "failed" });
  deepAll(dashboard, ".page")[0]?.focus();
  await press("jx");
  await shows("1 selected");
  button("Requeue").focus();
  await press("{Enter}");
  await shows("is back in its queue");
  await settled(dashboard);
  expect(dashboard.matches(":focus-within")).toBe(true);

  button("Close").focus();
  await press("{Enter}");
  await hides("is back in its queue");
  expect(dashboard.matches(":focus-within")).toBe(true);
});

test("come back from a job to its row in a long list, or to the next one when it has left the list", async () => {
  const client = new FakeClient().seed(
    ...Array.from({ length: 90 }, (_, i) =>
      makeJob({
        state: "failed",
        displayName: `Mail ${i}`,
        error,
        createdAt: Date.now() - (i + 1) * 60_000,
        finishedAt: Date.now() - (i + 1) * 60_000,
      }),
    ),
  );
  const { dashboard, rows, all } = await mount(client, { view: "jobs", state: "failed" });
  window.scrollTo(0, document.documentElement.scrollHeight);
  await until("the second page", () => rows().length > 60);
  const row = (i: number): HTMLElement | undefined =>
    all("a.name, button.name").find((each) => each.textContent === `Mail ${i}`);
  row(60)?.focus();
  await press("{Enter}");
  await until("the job's page", () => dashboard.view === "job");
  await settled(dashboard);
  await press("{Escape}");
  await until("its row in focus", () => focused() === "Mail 60");
  const { top = -1, bottom = 0 } = row(60)?.getBoundingClientRect() ?? {};
  expect(top).toBeGreaterThanOrEqual(0);
  expect(bottom).toBeLessThanOrEqual(innerHeight);

  await press("{Enter}");
  await until("the job's page", () => dashboard.view === "job");
  await settled(dashboard);
  await press("r");
  await until("the call", () => client.calls.length === 1);
  await press("{Escape}");
  await until("the next row in focus", () => focused() === "Mail 61");
});

test("come back to a row however far down it is, without reading all that is above it", async () => {
  const client = new FakeClient().seed(
    ...Array.from({ length: 460 }, (_, i) =>
      makeJob({
        state: "failed",
        displayName: `Mail ${i}`,
        error,
        createdAt: Date.now() - (i + 1) * 60_000,
        finishedAt: Date.now() - (i + 1) * 60_000,
      }),
    ),
  );
  const { dashboard, all } = await mount(client, { view: "jobs", state: "failed" });
  const row = (i: number): HTMLElement | undefined =>
    all("a.name, button.name").find((each) => each.textContent === `Mail ${i}`);
  await until("row 410", () => {
    window.scrollTo(0, document.documentElement.scrollHeight);
    return row(410);
  });
  row(410)?.focus();
  await press("{Enter}");
  await until("the job's page", () => dashboard.view === "job");
  await settled(dashboard);
  const before = client.reads;
  await press("{Escape}");

  await until("its row in focus", () => focused() === "Mail 410");
  const { top = -1, bottom = 0 } = row(410)?.getBoundingClientRect() ?? {};
  expect(top).toBeGreaterThanOrEqual(0);
  expect(bottom).toBeLessThanOrEqual(innerHeight);
  expect(client.reads - before).toBeLessThan(8);

  window.scrollTo(0, 0);
  await until("the top of the list", () => row(0));
});

test("open a job, edit its arguments as a copy, and come back to the list", async () => {
  const { client, dashboard, shows } = await mount(store(), { view: "jobs", state: "failed" });
  deepAll(dashboard, ".page")[0]?.focus();
  await press("j{Enter}");
  await until("the job's page", () => dashboard.view === "job");
  await shows("Back to jobs");
  await press("c");
  await shows("A new job with these arguments");
  await until("the form", () => deepAll(dashboard, "textarea").length > 0);
  await press("{Escape}");
  await settled(dashboard);
  expect(client.calls).toEqual([]);

  await press("c");
  await until("the form again", () => deepAll(dashboard, "textarea").length > 0);
  deepAll(dashboard, "textarea")[0]?.focus();
  await press("{Tab}{Tab}{Tab}{Enter}");
  await shows("A copy of Mail to Ada is in its queue");
  await press("{Escape}");
  await until("the list", () => dashboard.view === "jobs");
});

test("find a batch, cancel it, and come back from it", async () => {
  const { client, dashboard, shows } = await mount(sampleClient());
  await press("{Tab}");
  await press("gb");
  await until("the batches", () => dashboard.view === "batches");
  await settled(dashboard);
  await press("jj");
  expect(focused()).toBe("Pictures of example.org");
  await press("k{Enter}");
  await until("the batch's page", () => dashboard.view === "batch");
  await shows("Members");
  await press("#");
  await shows("Cancel Import of example.org?");
  await press("{Tab}{Enter}");
  await shows("Import of example.org has been canceled");
  expect(client.calls).toEqual(["cancel batch:01k-import"]);
  await press("{Escape}");
  await until("the batches again", () => dashboard.view === "batches");
});

test("open a schedule's next runs beside its countdown, and come back to it", async () => {
  const { dashboard } = await mount(sampleClient(), { view: "recurring" });
  deepAll(dashboard, ".page")[0]?.focus();
  await press("j{Tab}");
  expect(focused()).toContain("Next runs of refresh-catalogue");

  await press("{Enter}");
  const popover = await until("the popover", () => deepAll(dashboard, "[popover]:popover-open")[0]);
  expect(innermost()).toBe(popover);
  await until("five times", () => popover.querySelectorAll("li").length === 5);
  await press("{Escape}");

  await until("it to be closed", () => !popover.matches(":popover-open"));
  expect(focused()).toContain("Next runs of refresh-catalogue");
  expect(dashboard.view).toBe("recurring");
});

test("read a schedule's next five times, and close them again", async () => {
  const { dashboard } = await mount(sampleClient());
  await press("{Tab}");
  await press("gr");
  await until("the schedules", () => dashboard.view === "recurring");
  await settled(dashboard);
  await press("je");
  await until("five times", () => deepAll(dashboard, "ol")[0]?.querySelectorAll("li").length === 5);
  await press("e");
  await until("none", () => deepAll(dashboard, "job-recurring-runs").length === 0);
});

test("limit a queue, and place a hold", async () => {
  const { client, dashboard, shows } = await mount(sampleClient());
  await press("{Tab}");
  await press("gq");
  await until("the queues", () => dashboard.view === "queues");
  await settled(dashboard);
  await press("j");
  expect(focused()).toBe("default");
  await press("c");
  await until("the form", () => deepAll(dashboard, "#concurrency").length > 0);
  await press("3{Enter}");
  await shows("Queue default has other limits");

  const place = deepAll(dashboard, "[part=holds] header button")[0];
  place?.focus();
  await press("{Enter}");
  await until("the form", () => deepAll(dashboard, "#reason").length > 0);
  await press("auth2{Enter}");
  await shows("The hold stands");
  expect(client.calls).toEqual(['limitQueue default {"concurrency":3}', "hold auth2"]);
});

test("the help names every key, and closes by one", async () => {
  const { dashboard, shows } = await mount(store());
  await press("{Tab}");
  await press("?");
  await until("the help", () => deepAll(dashboard, "dialog[open]").length > 0);
  await shows("Show the error");
  await shows("Pause / Resume");
  await shows("Cancel the batch");
  await shows("Limits…");

  await press("{Escape}");
  await until("no dialog", () => deepAll(dashboard, "dialog[open]").length === 0);
});
