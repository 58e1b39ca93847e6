import "../../src/dashboard.ts";
import { commands } from "vitest/browser";
import type { JobDashboard } from "../../src/dashboard.ts";
import { deepAll, deepText, frame, settled } from "./deep.ts";
import type { FakeClient } from "./fake-client.ts";

export { deepAll, deepText, frame, settled };

/** Resolves once `check` answers something truthy; asked after every frame, so that nothing sleeps. */
export async function until<Value>(
  what: string,
  check: () => Value | undefined | false | null,
  within = 5_000,
): Promise<Value> {
  for (const end = performance.now() + within; performance.now() < end; await frame()) {
    const value = check();
    if (value) return value;
  }
  throw new Error(
    `Waited ${within / 1_000} s for ${what}. It shows: ${deepText(document.body).slice(0, 1_500)}`,
  );
}

export interface Mounted {
  dashboard: JobDashboard;
  client: FakeClient;
  text: () => string;
  /** Waits until the dashboard shows a text. */
  shows: (text: string) => Promise<unknown>;
  /** Waits until the dashboard shows a text no longer. */
  hides: (text: string) => Promise<unknown>;
  all: <Found extends Element = HTMLElement>(selector: string) => Found[];
  /** The button or link with this name, of which there must be one. */
  button: (name: string) => HTMLElement;
  /** Names of the buttons and links, for what must not be there. */
  buttons: () => string[];
  rows: () => HTMLElement[];
}

const nameOf = (element: Element): string =>
  (element.getAttribute("aria-label") ?? deepText(element)).replace(/[\u2068\u2069]/g, "").trim();

/** A dashboard on the page, with its first view on the screen. */
export async function mount(
  client: FakeClient,
  properties: Partial<JobDashboard> = {},
  into: Element = document.body,
): Promise<Mounted> {
  const dashboard = document.createElement("job-dashboard") as JobDashboard;
  Object.assign(dashboard, { client, lang: "en", ...properties });
  into.append(dashboard);
  const all = <Found extends Element = HTMLElement>(selector: string): Found[] =>
    deepAll<Found>(dashboard, selector);
  const text = (): string => deepText(dashboard).replace(/[\u2068\u2069]/g, "");
  const controls = (): HTMLElement[] => all("button, a").filter((each) => each.checkVisibility());
  await until(
    "the dashboard to show a view",
    () => dashboard.shadowRoot?.querySelector(".page")?.firstElementChild,
  );
  await settled(dashboard);
  return {
    dashboard,
    client,
    text,
    shows: (expected) => until(`"${expected}"`, () => text().includes(expected)),
    hides: (expected) => until(`"${expected}" to go`, () => !text().includes(expected)),
    all,
    button(name) {
      const found = controls().filter((each) => nameOf(each) === name);
      if (found.length !== 1)
        throw new Error(
          `${found.length} buttons are called "${name}". There are: ${controls().map(nameOf).join(" | ")}`,
        );
      return found[0] as HTMLElement;
    },
    buttons: () => controls().map(nameOf),
    rows: () => all("tr.row"),
  };
}

export async function clean(): Promise<void> {
  document.body.replaceChildren();
  localStorage.removeItem("slowmatch-dashboard");
  history.replaceState(null, "", location.pathname + location.search);
  await commands.emulate({ colorScheme: null, reducedMotion: null });
}
