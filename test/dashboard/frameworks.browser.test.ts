import "../../src/dashboard.ts";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, expect, test } from "vitest";
import { createApp, h } from "vue";
import type { NavigateEvent } from "../../src/dashboard.ts";
import { FakeClient } from "./fake-client.ts";
import { makeJob } from "./make-job.ts";
import { clean, deepAll, deepText, until } from "./mount.ts";

// The element in frameworks as their users write it: properties are set, events arrive.

afterEach(clean);

const store = (): FakeClient =>
  new FakeClient().seed(
    makeJob({ state: "failed", displayName: "Mail to Ada", error: { name: "E", message: "no" } }),
  );

async function expectWorks(host: HTMLElement, visited: string[]): Promise<void> {
  await until("the job", () => deepText(host).includes("Mail to Ada"));
  deepAll(host, ".name")[0]?.click();
  await until("its page", () => deepText(host).includes("Back to jobs"));
  expect(visited).toEqual(["job"]);
}

test("React sets its properties and hears its events", async () => {
  const host = document.body.appendChild(document.createElement("main"));
  const visited: string[] = [];
  const root = createRoot(host);

  root.render(
    createElement("job-dashboard", {
      client: store(),
      lang: "en",
      view: "jobs",
      state: "failed",
      onnavigate: (event: NavigateEvent) => visited.push(event.route.view),
    }),
  );

  await expectWorks(host, visited);
  root.unmount();
  expect(host.childElementCount).toBe(0);
});

test("Vue sets its properties and hears its events", async () => {
  const host = document.body.appendChild(document.createElement("main"));
  const visited: string[] = [];
  const app = createApp({
    render: () =>
      h("job-dashboard", {
        ".client": store(),
        lang: "en",
        view: "jobs",
        state: "failed",
        onNavigate: (event: NavigateEvent) => visited.push(event.route.view),
      }),
  });

  app.mount(host);

  await expectWorks(host, visited);
  app.unmount();
});

test("markup alone opens a store of its own, and a client set later takes its place", async () => {
  document.body.innerHTML = `<job-dashboard lang="en" view="jobs" state="failed" database="markup-${crypto.randomUUID()}"></job-dashboard>`;
  const dashboard = document.querySelector("job-dashboard")!;
  await until("its own, empty store", () => deepText(dashboard).includes("No jobs yet"));

  Object.assign(dashboard, { client: store() });

  await until("the client's jobs", () => deepText(dashboard).includes("Mail to Ada"));
});
