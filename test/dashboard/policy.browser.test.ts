import { afterEach, expect, test } from "vitest";
import type { View } from "../../src/dashboard.ts";
import { clean, deepAll, deepText, settled, until } from "./mount.ts";

afterEach(clean);

interface Strict {
  window: Window & { violations: string[] };
  dashboard: HTMLElement;
}

/** The harness in a frame whose policy allows nothing inline. */
async function strictPage(view: View): Promise<Strict> {
  const frame = document.createElement("iframe");
  frame.width = "1000";
  frame.height = "800";
  frame.srcdoc = `<!doctype html><html lang="en"><head><title>Strict</title>
    <meta http-equiv="Content-Security-Policy" content="script-src 'self'; style-src 'self'"></head>
    <body data-query="view=${view}&amp;job-id=${view === "job" ? "JOB" : ""}&amp;batch-id=${view === "batch" ? "batch:01k-import" : ""}"><script type="module" src="${new URL("./harness.ts", import.meta.url).pathname}"></script></body></html>`;
  document.body.append(frame);
  const window = frame.contentWindow as Strict["window"];
  const dashboard = await until("the dashboard in its frame", () =>
    frame.contentDocument?.querySelector<HTMLElement>("job-dashboard"),
  );
  await until("a view", () => dashboard.shadowRoot?.querySelector(".page")?.firstElementChild);
  await settled(dashboard);
  return { window, dashboard };
}

for (const view of ["overview", "jobs", "job", "recurring", "batches", "batch", "queues", "servers"] as const)
  test(`${view} breaks no strict content security policy, and has its looks`, async () => {
    const { window, dashboard } = await strictPage(view);

    expect(window.violations).toEqual([]);
    expect(window.getComputedStyle(dashboard).display).toBe("block");
    expect(deepText(dashboard)).toContain("Overview");
  });

test("the policy of these tests is a real one", async () => {
  const { window } = await strictPage("overview");

  const { document } = window;
  document.body.insertAdjacentHTML("beforeend", '<p style="color: red">inline</p>');

  await until("a violation", () => window.violations.some((each) => each.startsWith("style-src")));
});

test("a popover breaks no strict policy, and stands beside its button", async () => {
  const { window, dashboard } = await strictPage("recurring");
  const button = deepAll(dashboard, "[popovertarget]")[0];

  button?.click();
  const popover = await until("the popover", () => deepAll(dashboard, "[popover]:popover-open")[0]);
  await settled(dashboard);

  expect(window.violations).toEqual([]);
  expect(popover.getBoundingClientRect().left).toBe(button?.getBoundingClientRect().left);
});

test("dialogs and an opened row break no strict policy either", async () => {
  const { window, dashboard } = await strictPage("jobs");

  deepAll(dashboard, "button.danger")[0]?.click();
  await until("the dialog", () => deepAll(dashboard, "dialog[open]").length > 0);
  deepAll(dashboard, "job-settings-menu")[0]?.shadowRoot?.querySelector("button")?.click();
  await settled(dashboard);

  expect(window.violations).toEqual([]);
});
