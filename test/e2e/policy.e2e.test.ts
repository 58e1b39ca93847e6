import type { BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { JobClient, JobDefinition } from "../../src/index.ts";
import { RealBrowser } from "../support/real-browser.ts";
import { type StaticServer, serveFolder } from "../support/static-server.ts";
import { dist, SplitApp } from "./split-app.ts";

// The strictest policy that an app can have: every script and every style from its own files, and no text for a script.

const STRICT =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; require-trusted-types-for 'script'";

const PAGE = `
import { createClient, defineJob } from "${dist}index.js";
import "${dist}dashboard.js";
const dashboard = document.createElement("job-dashboard");
const client = createClient({ serviceWorker: "./sw.js" });
// From the beginning: what is told once is not told again.
const told = new Promise((resolve) => {
  client.addEventListener("worker-unavailable", ({ message }) => resolve(message));
});
dashboard.client = client;
document.body.append(dashboard);
globalThis.app = { client, told, job: defineJob("double") };
`;
const WORKER = `
import { defineJob, handle } from "${dist}index.js";
import { serve } from "${dist}sw.js";
serve({ handlers: [handle(defineJob("double"), ({ n }) => n * 2)] });
`;

interface App {
  client: JobClient;
  told: Promise<string>;
  job: JobDefinition<{ n: number }, number>;
}
declare const app: App;
declare const violations: string[];

const built = new SplitApp();
const browser = new RealBrowser();
let context: BrowserContext;
let server: StaticServer;

beforeAll(async () => {
  await built.build(PAGE, () => WORKER);
  context = await browser.start();
  await context.addInitScript(() => {
    const violations: string[] = [];
    Object.assign(globalThis, { violations });
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
      violations.push(`${violatedDirective}: ${blockedURI} ${sample}`),
    );
  });
});
afterAll(async () => {
  await browser.dispose();
  built.remove();
});
afterEach(async () => {
  const keep = await context.newPage();
  for (const page of context.pages()) if (page !== keep) await page.close();
  await server.close();
});

/** The page, and what its console says that is no mere word. */
const open = async (policy: string): Promise<{ page: Page; said: string[] }> => {
  server = await serveFolder(built.folder, { headers: { "content-security-policy": policy } });
  const page = await context.newPage();
  const said: string[] = [];
  page.on("console", (message) => {
    if (["warning", "error"].includes(message.type())) said.push(message.text());
  });
  page.on("pageerror", (error) => said.push(error.message));
  await page.goto(server.origin);
  return { page, said };
};

for (const names of ["", "; trusted-types slowmatch lit-html"])
  test(`everything works under the strictest policy${names}, and nothing is reported`, async () => {
    const { page, said } = await open(STRICT + names);
    const seen = await page.evaluate(async () => {
      const { client, job } = app;
      const id = await client.enqueue(job, { n: 4 });
      const result = await client.result(id);
      // Each from a file of its own.
      await client.recurring.addOrUpdate("daily", job, { n: 1 }, "@daily");
      const { jobs } = await client.batch((batch) => batch.enqueue(job, { n: 1 }));
      const text = await client.export();
      await client.delete(jobs[0]!);
      return { result, recurring: (await client.recurring.list()).length, text: text.length > 0 };
    });
    expect(seen).toEqual({ result: 8, recurring: 1, text: true });

    // The alarm is the shared worker: it holds a lock of its own.
    await page.evaluate(async () => {
      const runs = async (): Promise<boolean> =>
        ((await navigator.locks.query()).held ?? []).some(({ name }) => name?.startsWith("slowmatch-alarm:"));
      while (!(await runs())) await new Promise((resolve) => setTimeout(resolve, 20));
    });

    const dashboard = page.locator("job-dashboard");
    for (const view of ["Jobs", "Recurring", "Batches", "Queues", "Servers"]) {
      await dashboard.getByRole("navigation").getByText(view, { exact: true }).click();
      await dashboard.getByRole("heading", { name: view }).first().waitFor();
    }
    const looks = await dashboard.evaluate((element) => {
      const styles = element.shadowRoot?.adoptedStyleSheets ?? [];
      return { display: getComputedStyle(element).display, sheets: styles.length > 0 };
    });
    expect(looks).toEqual({ display: "block", sheets: true });

    expect(await page.evaluate(() => violations)).toEqual([]);
    expect(said).toEqual([]);
  });

test("a policy that names others than ours is told of, and the jobs wait", async () => {
  const { page } = await open(`${STRICT}; trusted-types lit-html`);
  const seen = await page.evaluate(async () => {
    const { client, job, told } = app;
    const id = await client.enqueue(job, { n: 4 });
    return { told: await told, state: (await client.get(id))?.state };
  });
  expect(seen).toEqual({ told: expect.stringContaining("trusted-types"), state: "enqueued" });
  expect(await page.evaluate(() => violations.length)).toBeGreaterThan(0);
});
