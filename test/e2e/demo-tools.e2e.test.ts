import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { BrowserContext } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startDemoServer } from "../../demo/server/server.mjs";
import { defineJob } from "../../src/index.ts";
import { createTestRuntime } from "../../src/testing.ts";
import { RealBrowser } from "../support/real-browser.ts";
import { confirmed, DemoVisit, fromRoot, PHOTO } from "./demo-visit.ts";

// What the demo has around its notes: experiments, reminders, the dashboard, notices.

const browser = new RealBrowser();
let context: BrowserContext;
let visit: DemoVisit;

beforeAll(async () => {
  context = await browser.start();
});
afterAll(() => browser.dispose());

beforeEach(async () => {
  visit = await DemoVisit.begin(context);
});
afterEach(() => visit.end());

test("a reminder rings and stays until it is put away", async () => {
  const { page } = visit;
  await visit.write("Nest in the old oak");
  await page.getByRole("button", { name: "Remind me in 10 s" }).click();
  await page.getByRole("list", { name: "Planned reminders" }).getByText("Nest in the old oak").waitFor();
  const ringing = page.getByRole("status", { name: "Reminders" }).getByText("Nest in the old oak");
  await ringing.waitFor();
  await page.reload();
  await ringing.waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await ringing.waitFor({ state: "detached" });
});

describe("experiments", () => {
  test("a failing job shows its retries, here and in the dashboard", async () => {
    const { page, experiments } = visit;
    await page.getByRole("button", { name: "A failing job" }).click();
    await experiments.getByText("attempt 1 failed. The pencil broke.").waitFor();
    await experiments.getByText("attempt 2 failed. The sharpener is missing.").waitFor();
    await experiments.getByText("worked at attempt 3").waitFor();

    const dashboard = page.locator("job-dashboard");
    await dashboard.getByRole("navigation").getByText("Jobs").click();
    await dashboard.getByText("A flaky job", { exact: true }).click();
    await dashboard.getByText("Retry 1 of 4: Error: The pencil broke.").first().waitFor();
    await dashboard.getByText("Retry 2 of 4: Error: The sharpener is missing.").first().waitFor();
  });

  test("a doomed job is not tried again", async () => {
    await visit.page.getByRole("button", { name: "A doomed job" }).click();
    await visit.experiments.getByText("failed for good").waitFor();
  });

  test("the daily summary tells the server what there is", async () => {
    await confirmed(await visit.write("Only one today"));
    await visit.page.getByRole("button", { name: "Daily summary now" }).click();
    await visit.experiments.getByText("Summary sent: 1 note, 0 photos, 1 confirmed.").waitFor();
    expect(visit.received("summary")).toBe(1);
  });

  test("the server's mood is chosen on the page", async () => {
    const { page } = visit;
    await page.getByRole("radio", { name: "500" }).check();
    await page.getByText("The server fails;").waitFor();
    const note = await visit.write("A bad day for servers");
    await note.getByText("The server answered 500").waitFor();
    await page.getByRole("radio", { name: "OK" }).check();
    await note.getByRole("button", { name: "Try now" }).click();
    await confirmed(note);
  });
});

describe("an export", () => {
  test("is saved, and opened in a dashboard of its own: nothing of it gets among the page's jobs", async () => {
    const { page, experiments } = visit;
    await page.getByRole("button", { name: "A doomed job" }).click();
    await experiments.getByText("failed for good").waitFor();
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save an export" }).click();
    const file = await (await saving).path();

    await page.getByLabel("Open one").setInputFiles({
      name: "from-support.json",
      mimeType: "application/json",
      buffer: await readFile(file),
    });

    const opened = page.getByRole("dialog", { name: "from-support.json" });
    await opened.getByText("kept apart from yours").waitFor();
    await opened.getByRole("navigation").getByText("Jobs").click();
    await opened.getByText("A doomed job", { exact: true }).first().click();
    await opened.getByText("Back to jobs").waitFor();
    await opened.getByText("Attempt 1").first().waitFor();
    expect(await opened.getByRole("button", { name: /Requeue|Delete/ }).count()).toBe(0);
    await opened.getByRole("button", { name: "Close" }).click();
    await opened.waitFor({ state: "detached" });
    await expect
      .poll(() => page.evaluate(() => indexedDB.databases().then((all) => all.map(({ name }) => name))))
      .not.toContainEqual(expect.stringContaining("opened-export"));
  });

  test("of somebody else is opened by dropping it, and what is none is refused in words", async () => {
    const { page } = visit;
    const drop = (text: string) =>
      page.evaluate((content) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([content], "theirs.json", { type: "application/json" }));
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
      }, text);
    await drop('{"format":"something-else"}');
    await page.getByRole("alert").filter({ hasText: "That didn't work" }).waitFor();
    const dashboard = page.getByRole("complementary", { name: "Dashboard" });

    const runtime = createTestRuntime({ handlers: [] });
    await runtime.jobs.enqueue(defineJob("theirs"), undefined, { displayName: "A job from elsewhere" });
    await drop(await runtime.jobs.export());
    await runtime.close();

    const opened = page.getByRole("dialog", { name: "theirs.json" });
    await opened.getByText("1 job, kept apart from yours").waitFor();
    await opened.getByRole("navigation").getByText("Jobs").click();
    await opened.getByText("A job from elsewhere").first().waitFor();
    await page.keyboard.press("Escape");
    await opened.waitFor({ state: "detached" });
    await dashboard.getByRole("navigation").getByText("Jobs").click();
    expect(await dashboard.getByText("A job from elsewhere").count()).toBe(0);
  });
});

test("on a narrow screen the dashboard takes the place of the notes and gives it back", async () => {
  const { page } = visit;
  await page.setViewportSize({ width: 360, height: 740 });
  const title = page.getByLabel("Title");
  const dashboard = page.getByRole("complementary", { name: "Dashboard" });
  await title.waitFor();
  await dashboard.waitFor({ state: "hidden" });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.getByRole("button", { name: "Dashboard" }).click();
  await dashboard.waitFor();
  await title.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Dashboard" }).click();
  await title.waitFor();
});

describe("without a service worker", () => {
  /** The same server by another name: an origin that has no worker yet. */
  const elsewhere = (): string => visit.server.url.replace("127.0.0.1", "localhost");

  const runsHere = async (): Promise<void> => {
    const { page } = visit;
    await page.getByRole("alert").getByText("No service worker").waitFor();
    const note = await visit.write("By our own hands", PHOTO);
    await page.getByRole("button", { name: "Run the jobs in this tab" }).click();
    await confirmed(note);
  };

  test("since the browser has none, the page says so and can run the jobs itself", async () => {
    await visit.page.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, "serviceWorker", { value: undefined });
    });
    await visit.page.goto(elsewhere());
    await runsHere();
  });

  test("since its script is missing, the page says so and can run the jobs itself", async () => {
    const site = await mkdtemp(join(tmpdir(), "slowmatch-demo-site-"));
    await cp(fromRoot("dist-demo"), site, { recursive: true, filter: (file) => basename(file) !== "sw.js" });
    await visit.server.close();
    visit.server = await startDemoServer({ root: site, data: visit.server.data });
    await visit.page.goto(elsewhere());
    await runsHere();
    await rm(site, { recursive: true });
  });
});

test("words that are not saved yet outlive a reload", async () => {
  const { page } = visit;
  await page.getByLabel("Title").fill("Half a thou");
  await page.reload();
  expect(await page.getByLabel("Title").inputValue()).toBe("Half a thou");
  await visit.write("A whole thought");
  await page.reload();
  await visit.note("A whole thought").waitFor();
  expect(await page.getByLabel("Title").inputValue()).toBe("");
});

test("a page that a newer version has left behind offers to reload", async () => {
  // What the page of a newer version does: it asks for a newer database, and the old connections give way.
  await visit.page.evaluate(() => void indexedDB.open("slowmatch", 1_000_000));
  const notice = visit.page.getByRole("alert").filter({ hasText: "This page is outdated" });
  await notice.getByRole("button", { name: "Reload" }).waitFor();
});

test.each(["light", "dark"] as const)("nothing stands in the way of anybody: %s", async (colorScheme) => {
  const { page } = visit;
  await page.emulateMedia({ colorScheme });
  await page.getByRole("button", { name: "A doomed job" }).click();
  await confirmed(await visit.write("Seen, heard, and reached by keyboard", PHOTO));
  // Evaluated, since a script element would be stopped by the page's own policy.
  await page.evaluate(await readFile(fromRoot("node_modules/axe-core/axe.min.js"), "utf8"));
  const run = "axe.run({ exclude: ['job-dashboard'] }).then(({ violations }) => violations)";
  const violations = (await page.evaluate(run)) as { id: string; nodes: { html: string }[] }[];
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
});
