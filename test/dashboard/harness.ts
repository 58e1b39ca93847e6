// A page with nothing but a dashboard: to look at by hand, and to run under a strict policy. What it shows is in the
// query, such as ?view=jobs&state=failed&lang=fa or ?data=empty.
import "../../src/dashboard.ts";
import type { JobClient } from "../../src/client/api/client-api.ts";
import { feedOf } from "../../src/dashboard/controllers/board-controller.ts";
import { settled } from "./deep.ts";
import { FakeClient } from "./fake-client.ts";
import { sampleClient } from "./sample.ts";

// Vitest sends every import() of its pages through its runner, which a frame within one hasn't got.
Object.assign(globalThis, {
  __vitest_browser_runner__: { wrapDynamicImport: (load: () => unknown) => load() },
});
const violations: string[] = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  violations.push(`${violatedDirective} ${blockedURI}`),
);
const query = new URLSearchParams(document.body.dataset["query"] ?? location.search);
const dashboard = document.createElement("job-dashboard");
const client = query.get("data") === "empty" ? new FakeClient() : sampleClient();
for (const [name, value] of query)
  if (name === "open") {
    const job = [...client.jobs.values()].find(({ displayName }) => displayName.startsWith(value));
    dashboard.setAttribute("job-id", job?.id ?? "");
  } else if (name !== "data") dashboard.setAttribute(name, value);
if (query.get("data") === "error")
  client.failure = Object.assign(new Error("IndexedDB is refused here."), { code: "storage-unavailable" });
// Only what a dashboard calls is there.
Object.assign(dashboard, { client });
if (query.get("data") !== "empty") {
  // As after an hour in which the page stood open.
  const { levels } = feedOf(client as unknown as JobClient);
  for (let minute = 59; minute > 0; minute--)
    levels.note(
      { scheduled: 3 + Math.round(4 * Math.abs(Math.sin(minute / 9))), servers: minute > 22 ? 1 : 2 },
      Date.now() - minute * 60_000,
    );
}
document.documentElement.style.colorScheme = "light dark";
document.body.style.margin = "0";
document.body.style.background = "light-dark(#ffffff, #101319)";
document.body.append(dashboard);
Object.assign(globalThis, { client, dashboard, violations });
void settled(dashboard).then(() => document.body.setAttribute("data-shown", ""));
