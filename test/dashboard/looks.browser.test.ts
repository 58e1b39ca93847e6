import axe from "axe-core";
import { afterEach, describe, expect, test } from "vitest";
import { commands, page, userEvent } from "vitest/browser";
import type { View } from "../../src/dashboard.ts";
import { FakeClient } from "./fake-client.ts";
import { clean, deepAll, deepText, mount, settled, until } from "./mount.ts";
import { sampleClient } from "./sample.ts";

afterEach(clean);

/** A key, heard by the view. */
async function press(dashboard: HTMLElement, key: string): Promise<void> {
  if (!dashboard.matches(":focus-within")) deepAll<HTMLElement>(dashboard, ".page")[0]?.focus();
  await userEvent.keyboard(key);
}

const VIEWS: {
  name: string;
  view: View;
  state?: "failed" | "scheduled" | "processing" | "retries";
  /** What is done to it before it is looked at. */
  after?: (dashboard: HTMLElement) => Promise<void>;
  job?: true;
  batch?: true;
  empty?: true;
}[] = [
  { name: "overview", view: "overview" },
  { name: "all jobs", view: "jobs" },
  { name: "failed jobs", view: "jobs", state: "failed" },
  { name: "scheduled jobs", view: "jobs", state: "scheduled" },
  { name: "running jobs", view: "jobs", state: "processing" },
  { name: "retries", view: "jobs", state: "retries" },
  {
    name: "an opened row and chosen ones",
    view: "jobs",
    state: "failed",
    after: async (dashboard) => {
      deepAll<HTMLElement>(dashboard, ".acts [aria-expanded]")[0]?.click();
      for (const box of deepAll<HTMLElement>(dashboard, "td.pick input")) box.click();
      await until("what can be done", () => deepText(dashboard).includes("?"));
    },
  },
  {
    name: "suggestions",
    view: "jobs",
    after: async (dashboard) => {
      deepAll<HTMLElement>(dashboard, "input[type=search]")[0]?.focus();
      await until("suggestions", () => deepAll(dashboard, ".offers li").length > 5);
    },
  },
  {
    name: "a copy's arguments",
    view: "job",
    job: true,
    after: async (dashboard) => {
      await press(dashboard, "c");
      await until("the form", () => deepAll(dashboard, "textarea").length > 0);
    },
  },
  {
    name: "a schedule's form",
    view: "recurring",
    after: async (dashboard) => {
      deepAll<HTMLElement>(dashboard, ".name")[0]?.focus();
      await press(dashboard, "c");
      await until("the preview", () => deepAll(dashboard, "#preview li").length === 5);
    },
  },
  { name: "a job", view: "job", job: true },
  { name: "recurring", view: "recurring" },
  { name: "batches", view: "batches" },
  { name: "a batch", view: "batch", batch: true },
  {
    name: "the question before a batch is canceled",
    view: "batch",
    batch: true,
    after: async (dashboard) => {
      deepAll<HTMLElement>(dashboard, ".head .acts button.danger").at(-1)?.click();
      await until("the question", () => deepAll(dashboard, "dialog[open]").length > 0);
    },
  },
  {
    name: "a recurring job's next runs",
    view: "recurring",
    after: async (dashboard) => {
      deepAll<HTMLElement>(dashboard, ".acts [aria-expanded]")[0]?.click();
      await until("its runs", () => deepAll(dashboard, "ol li").length >= 5);
    },
  },
  {
    name: "a popover of next runs",
    view: "recurring",
    after: async (dashboard) => {
      deepAll<HTMLElement>(dashboard, "[popovertarget]")[1]?.click();
      await until("its times", () => deepAll(dashboard, "[popover]:popover-open li").length === 5);
    },
  },
  { name: "queues", view: "queues" },
  {
    name: "a queue's limits",
    view: "queues",
    after: async (dashboard) => {
      deepAll<HTMLElement>(dashboard, ".name")[0]?.focus();
      await press(dashboard, "c");
      await until("the form", () => deepAll(dashboard, "#concurrency").length > 0);
    },
  },
  {
    name: "a new hold",
    view: "queues",
    after: async (dashboard) => {
      deepAll<HTMLElement>(dashboard, "[part=holds] header button")[0]?.click();
      await until("the form", () => deepAll(dashboard, "#reason").length > 0);
    },
  },
  { name: "servers", view: "servers" },
  { name: "empty store", view: "overview", empty: true },
];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The page around, with what a real one has: a language, a title, a main part. */
function around(lang: string): HTMLElement {
  document.documentElement.lang = lang;
  document.title = "Jobs";
  document.documentElement.style.colorScheme = "light dark";
  document.body.style.margin = "0";
  const main = document.createElement("main");
  main.innerHTML = "<h1>Jobs of this app</h1>";
  document.body.append(main);
  return main;
}

// Each two of theme, language and width meet; all eight took twice as long, of the time that the whole verdict has.
const LOOKS = [
  ["light", "en", 360],
  ["light", "fa", 1280],
  ["dark", "en", 1280],
  ["dark", "fa", 360],
] as const;

for (const [colorScheme, lang, width] of LOOKS)
  describe(`${colorScheme}, ${lang}, ${width} px`, () => {
    for (const { name, view, state, job, batch, empty, after } of VIEWS)
      test(`${name} has nothing that axe objects to, and fits`, async () => {
        await commands.emulate({ colorScheme, reducedMotion: "reduce" });
        await page.viewport(width, 900);
        const client = empty ? new FakeClient() : sampleClient();
        const jobId = [...client.jobs.values()].find((each) => each.displayName.startsWith("Upload of"))?.id;
        const { dashboard } = await mount(
          client,
          {
            lang,
            view,
            ...(state ? { state } : {}),
            ...(job && jobId ? { jobId } : {}),
            ...(batch ? { batchId: "batch:01k-import" } : {}),
          },
          around(lang),
        );
        await settled(dashboard);
        await after?.(dashboard);
        await settled(dashboard);

        const { violations } = await axe.run(document.body, { runOnly: RULES });

        expect(
          violations.map(
            ({ id, nodes }) =>
              `${id}: ${nodes
                .map((node) => node.html.slice(0, 200))
                .slice(0, 3)
                .join(" | ")}`,
          ),
        ).toEqual([]);
        expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
      });
  });

test.each(VIEWS)(
  "$name fits into 320 px without scrolling sideways",
  async ({ view, state, job, batch, empty, after }) => {
    await page.viewport(320, 700);
    const client = empty ? new FakeClient() : sampleClient();
    const jobId = [...client.jobs.values()].find((each) => each.displayName.startsWith("Upload of"))?.id;

    const { dashboard } = await mount(
      client,
      {
        view,
        ...(state ? { state } : {}),
        ...(job && jobId ? { jobId } : {}),
        ...(batch ? { batchId: "batch:01k-import" } : {}),
      },
      around("en"),
    );
    await settled(dashboard);
    await after?.(dashboard);
    await settled(dashboard);

    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
  },
);

describe.each(["en", "tr", "fa"])("in %s at 320 px", (lang) => {
  test.each([
    { view: "recurring" },
    { view: "queues" },
    { view: "batches" },
    ...(["scheduled", "retries", "processing", "succeeded", "failed"] as const).map((state) => ({
      view: "jobs" as const,
      state,
    })),
  ] as const)("a card of $view $state cuts nothing off, exact times neither", async (place) => {
    await page.viewport(320, 700);
    const { dashboard } = await mount(sampleClient(), { ...place, lang }, around(lang));
    dashboard.exactTimes = true;
    await settled(dashboard);

    const frame = deepAll(dashboard, ".frame")[0]?.getBoundingClientRect() ?? new DOMRect();
    const cut = deepAll<HTMLElement>(
      dashboard,
      "tr.row :is(a, button, time, code, input), job-next-run button, time",
    )
      .filter((each) => each.checkVisibility())
      .filter((each) => {
        const { left, right } = each.getBoundingClientRect();
        return left < frame.left || right > frame.right;
      });
    expect(frame.width).toBeGreaterThan(200);
    expect(cut.map((each) => each.outerHTML.slice(0, 120))).toEqual([]);
  });
});

test("on paper it is dark on white, whatever the theme", async () => {
  const { dashboard } = await mount(sampleClient(), { view: "jobs", theme: "dark" });
  const ink = (): string => getComputedStyle(deepAll(dashboard, ".base")[0] as Element).color;
  expect(ink()).toBe("rgb(233, 235, 241)");
  await commands.emulate({ media: "print" });
  try {
    expect(ink()).toBe("rgb(22, 26, 35)");
  } finally {
    await commands.emulate({ media: null });
  }
});

describe("in a page with strong opinions", () => {
  const RULES =
    "font-family: cursive; font-size: 30px; font-style: italic; font-weight: 900; letter-spacing: 3px; line-height: 3;" +
    "text-align: center; text-indent: 40px; text-shadow: 2px 2px lime; text-transform: uppercase; word-spacing: 20px;" +
    "white-space: nowrap; cursor: crosshair;";
  const READ = RULES.split(";").flatMap((rule) => rule.split(":")[0]?.trim() || []);
  const looksOf = (root: HTMLElement): string[] =>
    deepAll<HTMLElement>(root, "*")
      .filter((each) => each.checkVisibility() && each.localName !== "slot")
      .map((each) => {
        const style = getComputedStyle(each);
        return `${each.localName}.${each.className} ${READ.map((name) => style.getPropertyValue(name)).join(" ")}`;
      });

  test.each(["overview", "jobs", "recurring", "job"] as const)("%s looks as in any other", async (view) => {
    const client = sampleClient();
    const [job] = client.jobs.keys();
    const { dashboard } = await mount(client, { view, ...(view === "job" && job ? { jobId: job } : {}) });
    await settled(dashboard);
    const before = looksOf(dashboard);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { ${RULES} }`);
    document.adoptedStyleSheets.push(sheet);
    const after = looksOf(dashboard);
    document.adoptedStyleSheets.pop();

    expect(before.length).toBeGreaterThan(50);
    expect(after).toEqual(before);
  });
});
