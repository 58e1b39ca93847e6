import "../../src/dashboard.ts";
import { afterEach, expect, test } from "vitest";
import { createClient } from "../../src/client/page/create-client.ts";
import { defineJob } from "../../src/job/definition.ts";
import { clean, deepAll, deepText, settled, until } from "./mount.ts";

afterEach(clean);

const hello = defineJob<{ to: string }>("hello", {
  displayName: ({ to }) => `Hello ${to}`,
  redact: ["secret"],
});

test("a dashboard without a client opens the named database, shows its jobs live and acts on them", async () => {
  const database = `dashboard-${crypto.randomUUID()}`;
  const jobs = createClient({ serviceWorker: false, database });
  await jobs.enqueue(hello, { to: "Ada" });
  document.body.innerHTML = `<job-dashboard lang="en" database="${database}" view="jobs" state="enqueued"></job-dashboard>`;
  const dashboard = document.querySelector("job-dashboard") as HTMLElementTagNameMap["job-dashboard"];
  const shows = (text: string) => until(text, () => deepText(dashboard).includes(text));

  await shows("Hello Ada");
  const id = await jobs.enqueue(hello, { to: "Grace" });
  await shows("Hello Grace");
  await jobs.delete(id);
  await until("the deleted one to go", () => !deepText(dashboard).includes("Hello Grace"));
  dashboard.view = "overview";
  await shows("Nobody runs jobs right now");
  dashboard.setAttribute("view", "job");
  dashboard.setAttribute("job-id", id);
  await shows("Back to jobs");
  await until("the way back", () => deepAll(dashboard, ".acts button").length > 0);
  deepAll(dashboard, ".acts button")[0]?.click();

  await shows("Hello Grace is back in its queue");
  expect((await jobs.get(id))?.state).toBe("enqueued");
  for (const view of ["recurring", "queues", "servers"] as const) {
    dashboard.view = view;
    await settled(dashboard);
    expect(deepText(dashboard)).not.toContain("can’t be read");
  }
  dashboard.remove();
  await jobs.close();
});

test("a long list of a real store is read by key, page after page", async () => {
  const database = `dashboard-${crypto.randomUUID()}`;
  const jobs = createClient({ serviceWorker: false, database });
  await jobs.enqueueMany(Array.from({ length: 230 }, (_, i) => ({ job: hello, args: { to: `nr-${i}-` } })));
  document.body.innerHTML = `<job-dashboard lang="en" database="${database}" view="jobs" state="enqueued"></job-dashboard>`;
  const dashboard = document.querySelector("job-dashboard") as HTMLElementTagNameMap["job-dashboard"];
  await until("the newest", () => deepText(dashboard).includes("nr-229-"));

  const seen = new Set<string>();
  for (let i = 0; i < 30 && !seen.has("Hello nr-0-"); i++) {
    for (const name of deepAll(dashboard, ".name")) seen.add(name.textContent?.trim() ?? "");
    window.scrollTo(0, document.documentElement.scrollHeight);
    await settled(dashboard);
  }

  expect(seen.size).toBe(230);
  dashboard.remove();
  await jobs.close();
});

test("a schedule is edited at the first click with a page's own client, whose parts come when they are asked for", async () => {
  const database = `dashboard-${crypto.randomUUID()}`;
  const other = createClient({ serviceWorker: false, database });
  await other.recurring.addOrUpdate("nightly", hello, { to: "Ada" }, "30 2 * * *");
  const jobs = createClient({ serviceWorker: false, database });
  const dashboard = document.createElement("job-dashboard");
  Object.assign(dashboard, { client: jobs, lang: "en", view: "recurring" });
  document.body.append(dashboard);
  const edit = await until("the row", () =>
    deepAll(dashboard, "button").find((each) => each.getAttribute("aria-label")?.startsWith("Edit")),
  );

  edit.click();
  const field = await until("the form", () => deepAll<HTMLInputElement>(dashboard, "#schedule")[0]);
  await until("its next times", () => deepAll(dashboard, "#preview li").length === 5);
  field.value = "61 * * * *";
  field.dispatchEvent(new Event("input"));
  await until("the refusal", () => deepAll(dashboard, "#preview .wrong").length === 1);
  field.value = "0 7 * * 1";
  field.dispatchEvent(new Event("input"));
  // Not waiting for the preview: what is saved is what stands there.
  deepAll<HTMLButtonElement>(dashboard, "button[type=submit]")[0]?.form?.requestSubmit();

  await until("the change", () => deepText(dashboard).includes("nightly has another schedule"));
  expect((await other.recurring.get("nightly"))?.cron).toBe("0 7 * * 1");
  dashboard.remove();
  await jobs.close();
  await other.close();
});
