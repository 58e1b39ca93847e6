import { type CSSResultGroup, LitElement, type PropertyDeclarations } from "lit";
import type { JobClient } from "../client/api/client-api.ts";
import type { ActionRunner } from "./actions/action-runner.ts";
import type { ListPage } from "./controllers/list-pages.ts";
import type { Feed } from "./feed.ts";
import type { Locale } from "./locale/locale.ts";
import type { Renderers } from "./renderers.ts";
import type { Route } from "./routes.ts";
import { controls } from "./theme/controls.styles.ts";
import { tokens } from "./theme/tokens.styles.ts";

/** How parts of the dashboard lead elsewhere. */
export interface Router {
  /** An address for a link, where the page's address is ours to set. */
  href(route: Route): string | undefined;
  /** @param instead of the place where it is: the way back leads past that */
  go(route: Route, instead?: boolean): void;
  /** The list of jobs, or the batch, a person was in last: the way back from a job. */
  readonly list: Route;
  /** The list of batches a person was in last, for the way back from one. */
  readonly batches: Route;
  /** The job that a person went to from a list, as long as they are with jobs. */
  readonly opened?: string | undefined;
  /** What that list showed from there on, for the way back. */
  left?: { query: string; ids: readonly string[]; pages: readonly ListPage[] } | undefined;
}

/**
 * What all parts of one dashboard share. Never changed, only replaced as a whole, so that whoever got it renders again.
 */
export interface Board {
  readonly client: JobClient;
  readonly feed: Feed;
  readonly locale: Locale;
  readonly exactTimes: boolean;
  /** A schedule's times are shown in its own zone; all others in the locale's. */
  readonly scheduleZones: boolean;
  /** What the page has narrowed the lists of jobs to, in the words of the search box; empty for all. */
  readonly filter: string;
  readonly router: Router;
  /** The page's own ways to show arguments and results, by the jobs' names. */
  readonly renderers?: Renderers | undefined;
  /** Absent where nothing may be done: read-only dashboards, and the small elements on their own. */
  readonly actions?: ActionRunner | undefined;
  /** Grows with what the runner foresees; told apart only by it, a board would look the same. */
  readonly revision: number;
}

/** What a page's stylesheet may reach with `::part()` through the dashboard, however deep it is. */
const PARTS = [
  "attempts",
  "attention",
  "batch",
  "bulk",
  "dialog",
  "error",
  "failures",
  "fallen",
  "health",
  "history",
  "holds",
  "item",
  "limits",
  "live",
  "log",
  "next-step",
  "nothing",
  "problem",
  "relations",
  "rendered",
  "search",
  "server",
  "settings",
  "slowest",
  "suggestions",
  "table",
  "tile",
  "toast",
  "wakeups",
  "why",
].join(", ");

/** An element inside a dashboard. It gets the board from the element that renders it. */
export class BoardElement extends LitElement {
  static override properties: PropertyDeclarations = { board: { attribute: false } };
  static override styles: CSSResultGroup = [tokens, controls];
  declare board: Board;

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.hasAttribute("exportparts")) this.setAttribute("exportparts", PARTS);
  }
}
