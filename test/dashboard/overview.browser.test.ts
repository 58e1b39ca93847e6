import { afterEach, expect, test } from "vitest";
import { FakeClient } from "./fake-client.ts";
import { makeJob } from "./make-job.ts";
import { clean, deepText, mount, settled, until } from "./mount.ts";
import { sampleClient } from "./sample.ts";

afterEach(clean);

const partOf = (all: (selector: string) => HTMLElement[], tag: string): string =>
  deepText(all(tag)[0] as Node).replace(/[\u2068\u2069]/g, "");

test("failures are grouped by what went wrong, each a way to the jobs it is about", async () => {
  const failed = (message: string) =>
    makeJob({ state: "failed", name: "upload", error: { name: "HttpError", message } });
  const client = new FakeClient().seed(failed("503"), failed("503"), failed("gone"));
  const { all, dashboard } = await mount(client);

  expect(partOf(all, "job-failures-panel")).toMatch(/2 upload .* HttpError 503 1 upload .* HttpError gone/);
  all("job-failures-panel")[0]?.shadowRoot?.querySelector<HTMLElement>("li button")?.click();
  await settled(dashboard);
  expect([dashboard.view, dashboard.state, dashboard.search]).toEqual([
    "jobs",
    "failed",
    "name:upload error:503",
  ]);
});

test("failures that come are counted, but not read again for each", async () => {
  const client = new FakeClient().seed(
    makeJob({ state: "failed", error: { name: "Error", message: "first" } }),
  );
  const { all, dashboard } = await mount(client);
  let reads = 0;
  const { failures } = client.monitor;
  client.monitor.failures = () => {
    reads += 1;
    return failures();
  };

  for (let i = 0; i < 20; i++) {
    client.commit(makeJob({ state: "failed", error: { name: "Error", message: "later" } }));
    await settled(dashboard);
    if (reads > 0) break;
  }
  await until("the later ones", () => partOf(all, "job-failures-panel").includes("later"));
  expect(reads).toBeLessThanOrEqual(2);
});

test("health tells the oldest that waits, what is late, what nobody handles, wake-ups, storage and network", async () => {
  const client = sampleClient();
  for (const job of client.jobs.values())
    if (job.state === "scheduled") client.seed({ ...job, scheduledFor: Date.now() - 180_000 });
  const { all } = await mount(client);

  const health = partOf(all, "job-health-panel");
  for (const part of [
    "Oldest that waits 13m",
    "Late by 3m",
    "4 jobs have no handler resize-video",
    "2 ways to be woken, last alarm",
    "Storage",
    "Kept by the browser",
    "Network online",
  ])
    expect(health).toContain(part);
});

test("the slowest jobs are told, each a way to its page", async () => {
  const at = Date.now();
  const took = (displayName: string, duration: number) =>
    makeJob({ state: "succeeded", displayName, startedAt: at - duration, finishedAt: at });
  const { all, dashboard } = await mount(new FakeClient().seed(took("Quick", 20), took("Slow", 65_000)));

  expect(partOf(all, "job-slowest-panel")).toMatch(/Slow 1m 5s .* Quick 20ms/);
  all("job-slowest-panel")[0]?.shadowRoot?.querySelector<HTMLElement>("li button")?.click();
  await settled(dashboard);
  expect(dashboard.view).toBe("job");
});

test("each tile has its last hour as a line, said in words beside the link", async () => {
  const client = sampleClient();
  const { all } = await mount(client);
  const tiles = all("job-counters")[0]?.shadowRoot;
  await until("the lines", () => tiles?.querySelectorAll("li svg.spark").length === 8);

  const said = [...(tiles?.querySelectorAll("svg.spark") ?? [])].map((each) =>
    each.getAttribute("aria-label"),
  );
  for (const [i, words] of [
    /^Created in the last 1h: \d+/,
    /^As seen here for 1m: from (\d+) to \1$/,
    /^Attempts ended in the last 1h: /,
    /^Succeeded in the last 1h: /,
    /^Failed in the last 1h: /,
    /^Put off for another attempt in the last 1h: /,
    /^Runs begun in the last 1h: /,
    /^As seen here for 1m: from 2 to 2$/,
  ].entries())
    expect(said[i]).toMatch(words);
  expect(tiles?.querySelector("a svg.spark, button svg.spark")).toBeNull();
});

test("queues tell their pace", async () => {
  const { all } = await mount(sampleClient(), { view: "queues" });

  const page = all("job-queues-page")[0]?.shadowRoot;
  expect([...(page?.querySelectorAll("tr.row") ?? [])].map((row) => deepText(row))).toEqual([
    expect.stringContaining("Pace 118 a minute"),
    expect.stringContaining("Pace 42 a minute"),
    expect.stringContaining("Pace 7 a minute"),
    expect.stringContaining("Pace –"),
  ]);
});

test("servers that died over their work are told with what was taken back", async () => {
  const client = sampleClient();
  const [first] = client.jobs.values();
  const jobs = [first!.id, "removed-since"];
  client.fallenList = client.fallenList.map((each, i) => (i === 0 ? { ...each, jobs } : each));
  const { all, dashboard } = await mount(client, { view: "servers" });

  expect(partOf(all, "job-fallen-panel")).toContain(
    `Service worker sw-1b90cc72 31 min. ago 3 jobs taken back ${first!.displayName} removed-since + 1`,
  );
  all("job-fallen-panel")[0]?.shadowRoot?.querySelector<HTMLElement>(".jobs button")?.click();
  await settled(dashboard);
  expect(dashboard.jobId).toBe(first!.id);
});
