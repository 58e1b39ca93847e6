import "../../src/dashboard.ts";
import { afterEach, expect, test } from "vitest";
import { createClient } from "../../src/client/page/create-client.ts";
import type { JobDashboard } from "../../src/dashboard.ts";
import { defineJob } from "../../src/job/definition.ts";
import { clean, deepAll, deepText, settled, until } from "./mount.ts";

// On real storage: what a search, and an action on all that it finds, do in a store of ten thousand jobs.

afterEach(clean);

const hello = defineJob<number>("hello", { queue: "bulk", displayName: (n) => `Hello ${n}` });
const rare = defineJob<number>("rare", { displayName: (n) => `Rare ${n}` });

async function openStore(fill: (jobs: ReturnType<typeof createClient>) => Promise<unknown>) {
  const database = `long-${crypto.randomUUID()}`;
  const jobs = createClient({ serviceWorker: false, database });
  await fill(jobs);
  const show = (attributes: string): JobDashboard => {
    document.body.innerHTML = `<job-dashboard lang="en" database="${database}" view="jobs" ${attributes}></job-dashboard>`;
    return document.querySelector("job-dashboard") as JobDashboard;
  };
  return { jobs, show };
}

const many = async (jobs: ReturnType<typeof createClient>, n: number): Promise<void> => {
  for (let from = 0; from < n; from += 1_000)
    await jobs.enqueueMany(Array.from({ length: 1_000 }, (_, i) => ({ job: hello, args: from + i })));
};

const shows = (dashboard: Element, text: string): Promise<unknown> =>
  until(text, () =>
    deepText(dashboard)
      .replace(/[\u2068\u2069]/g, "")
      .includes(text),
  );

test("a search that no index serves shows what it finds at once, says how far it has looked, and goes on", async () => {
  const { jobs, show } = await openStore(async (client) => {
    await client.enqueue(rare, 1);
    await many(client, 10_000);
    await client.enqueue(rare, 2);
  });
  const dashboard = show('search="name:rare"');

  await shows(dashboard, "Rare 2");
  await shows(dashboard, "Looked at all 10,002, found 2");
  await shows(dashboard, "Rare 1");

  dashboard.search = "name:nobody";
  await shows(dashboard, "Nothing matches");
  await shows(dashboard, "found 0");
  await jobs.close();
}, 40_000);

test("a search can be stopped where it is, and looks on when asked", async () => {
  const { jobs } = await openStore((client) => many(client, 12_000));
  const real = jobs.monitor.jobs;
  let open = (): void => {};
  let reads = 0;
  // The second stretch waits until the test has stopped the search.
  Object.assign(jobs.monitor, {
    jobs: async (query: Parameters<typeof real>[0]) => {
      reads += 1;
      if (reads === 2)
        await new Promise<void>((resolve) => {
          open = resolve;
        });
      return real(query);
    },
  });
  const dashboard = document.createElement("job-dashboard");
  Object.assign(dashboard, { client: jobs, lang: "en", view: "jobs", search: "name:nobody" });
  document.body.append(dashboard);
  await shows(dashboard, "Looked at 5,000 of 12,000 jobs, found 0");
  await shows(dashboard, "Nothing found yet");

  const press = (label: string): void =>
    deepAll(dashboard, ".looked button")
      .find((button) => button.textContent?.includes(label))
      ?.click();
  press("Stop");
  open();
  await shows(dashboard, "Looked at 10,000 of 12,000 jobs, found 0");
  await settled(dashboard);
  expect(reads).toBe(2);

  press("Look on");
  await shows(dashboard, "Looked at all 12,000, found 0");
  dashboard.remove();
  await jobs.close();
}, 40_000);

test("ten thousand jobs that match are deleted by their filter with progress, and taken back", async () => {
  const { jobs, show } = await openStore(async (client) => {
    await many(client, 10_000);
    for (let i = 0; i < 3; i++) await client.enqueue(rare, i);
  });
  const dashboard = show('state="enqueued" search="queue:bulk"');
  await shows(dashboard, "Hello 9999");
  const named = (name: string): HTMLElement | undefined =>
    deepAll(dashboard, "button").find((each) => each.checkVisibility() && deepText(each) === name);

  deepAll<HTMLInputElement>(dashboard, "th.pick input")[0]?.click();
  (await until("the offer", () => named("Select all that match"))).click();
  await shows(dashboard, "All that match are selected");
  deepAll(dashboard, "job-bulk-bar button.danger")[0]?.click();
  (await until("the button of the bar", () => named("Delete"))).click();
  const sure = await until("the question", () => deepAll(dashboard, "dialog[open] button.primary")[0]);
  expect(deepText(dashboard)).toContain("only if none of them has begun");
  sure.click();
  await shows(dashboard, "so far");
  await until("the end", () => deepText(dashboard).includes("10,000 jobs have been deleted"), 30_000);

  expect(await jobs.monitor.statistics()).toMatchObject({ enqueued: 3, deleted: 10_000 });
  (await until("the way back", () => named("Undo"))).click();
  await until("the end", () => deepText(dashboard).includes("10,000 were taken back"), 30_000);
  expect(await jobs.monitor.statistics()).toMatchObject({ enqueued: 10_003, deleted: 0 });
  await jobs.close();
}, 90_000);
