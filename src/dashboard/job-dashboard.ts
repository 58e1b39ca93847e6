import {
  type CSSResultGroup,
  LitElement,
  type nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import type { JobClient } from "../client/api/client-api.ts";
import type { BatchState } from "../job/state.ts";
import type { Statistics } from "../monitor/monitor-api.ts";
import type { Authorize } from "./actions/action.ts";
import type { Board } from "./board.ts";
import { ActionController } from "./controllers/action-controller.ts";
import { BoardController, readStatistics } from "./controllers/board-controller.ts";
import { HotkeyController } from "./controllers/hotkey-controller.ts";
import { MonitorController } from "./controllers/monitor-controller.ts";
import { PageController } from "./controllers/page-controller.ts";
import { RouteController } from "./controllers/route-controller.ts";
import { SettingsController } from "./controllers/settings-controller.ts";
import { StatusController } from "./controllers/status-controller.ts";
import { loadDialogs } from "./dialogs.ts";
import type { HelpDialog } from "./elements/help-dialog.ts";
import { SCHEDULE_ZONES } from "./elements/settings-menu.ts";
import { frame } from "./frame.ts";
import { dashboardStyles } from "./job-dashboard.styles.ts";
import type { Renderers } from "./renderers.ts";
import { type ListName, NOWHERE, type Route, routeOf, VIEW_KEYS, VIEWS, type View } from "./routes.ts";
import { controls } from "./theme/controls.styles.ts";
import { tokens } from "./theme/tokens.styles.ts";

/**
 * Shows and manages every job of the origin, live.
 *
 * @property client - the client to show; without one, the element makes one on `database`
 * @property database - without a client: which database
 * @property lang - its language: `en`, `tr`, `fa`, with extensions such as `fa-u-ca-gregory`; that of the page unless told
 * @property dir - `ltr` or `rtl`; as the language is written unless told
 * @property view - where it is; follows the person
 * @property state - `view="jobs"`: which list: a state, or `retries`; `view="batches"`: batches in which state
 * @property jobId - `view="job"`: which job (attribute `job-id`)
 * @property batchId - `view="batch"`: which batch (attribute `batch-id`)
 * @property search - `view="jobs"`: what the search box holds
 * @property filter - narrows every list of jobs for good, in the words of the search box: `queue:mail tag:vip`
 * @property routing - `hash`: the address says where it is, and back and forward work; `none` (default) leaves it alone
 * @property readonly - nothing can be done
 * @property authorize - asked for each action and subject; what it refuses is not shown. It keeps no attacker from data
 * @property renderers - by a job's name, how its arguments and its result are shown: functions that answer a node or a text
 * @property theme - `auto` (default: as the system), `light` or `dark`
 * @property timeZone - IANA name of the zone times are shown in; the device's own unless told; `schedule`: those of schedules in their own (attribute `time-zone`)
 * @fires job-selected - a person opened a job
 * @fires navigate - a person goes elsewhere; cancelable
 * @fires action - a person has decided on an action; cancelable, nothing has been done yet
 * @slot title - instead of the title
 * @slot actions - beside the settings
 * @slot empty - instead of the first steps, while there are no jobs at all
 * @slot overview - below the overview
 * @slot job - below a job's own panels
 * @cssprop --job-accent - links, the chosen, the main button
 * @cssprop --job-surface - behind everything
 * @cssprop --job-surface-raised - behind table heads and chips
 * @cssprop --job-ink - text; `--job-ink-soft` for the rest of it
 * @cssprop --job-line - borders; `--job-line-strong` for those of fields
 * @cssprop --job-enqueued - colour of a state; so for each of the seven
 * @cssprop --job-on-accent - text on the accent
 * @cssprop --job-surface-hover - behind what the pointer is over
 * @cssprop --job-radius - of corners
 * @cssprop --job-font - of text; `--job-font-mono` for code
 * @csspart base - the whole
 * @csspart header - title, menu, settings
 * @csspart page - the view
 * @csspart table - a list of jobs
 * @csspart search - the search box
 * @csspart suggestions - what the search box offers
 * @csspart bulk - what may be done to the chosen rows
 * @csspart next-step - what can be done about an opened row's error
 * @csspart error - an error with its stack
 * @csspart tile - a number of the overview
 * @csspart history - the graph of the last hours or days
 * @csspart live - the graph of the last minute
 * @csspart attention - what needs attention
 * @csspart batch - how far a batch is
 * @csspart failures - failures by what went wrong
 * @csspart health - how storage, wake-ups and queues do
 * @csspart slowest - the slowest jobs
 * @csspart holds - the holds that stand
 * @csspart limits - the keys by which jobs are limited
 * @csspart why - why a job isn't running
 * @csspart attempts - a job's attempts
 * @csspart relations - where a job comes from and what follows
 * @csspart rendered - what a renderer of the page has made
 * @csspart log - a job's log
 * @csspart server - a context that runs jobs
 * @csspart fallen - contexts that died over their work
 * @csspart wakeups - what wakes workers
 * @csspart dialog - a question
 * @csspart settings - the settings
 * @csspart toast - a message
 * @csspart nothing - an empty list
 * @csspart problem - what went wrong
 */
export class JobDashboard extends LitElement {
  static override properties: PropertyDeclarations = {
    client: { attribute: false },
    database: {},
    namespace: {},
    view: { reflect: true },
    state: { reflect: true },
    jobId: { attribute: "job-id", reflect: true },
    batchId: { attribute: "batch-id", reflect: true },
    search: {},
    filter: {},
    routing: {},
    readonly: { type: Boolean, reflect: true },
    authorize: { attribute: false },
    renderers: { attribute: false },
    theme: { reflect: true },
    lang: { reflect: true, useDefault: true },
    dir: { reflect: true, useDefault: true },
    timeZone: { attribute: "time-zone" },
    board: { state: true },
    chosenLanguage: { state: true },
    chosenZone: { state: true },
    exactTimes: { state: true },
  };
  static override styles: CSSResultGroup = [tokens, controls, dashboardStyles];
  declare client: JobClient | undefined;
  declare database: string | undefined;
  declare namespace: string | undefined;
  declare view: View;
  declare state: ListName | BatchState | undefined;
  declare jobId: string | undefined;
  declare batchId: string | undefined;
  declare search: string | undefined;
  declare filter: string | undefined;
  declare routing: "none" | "hash";
  declare readonly: boolean;
  declare authorize: Authorize | undefined;
  declare renderers: Renderers | undefined;
  declare theme: "auto" | "light" | "dark";
  declare lang: string;
  declare dir: string;
  declare timeZone: string;
  /** What its parts share. @internal */
  declare board: Board | undefined;
  /** What the person has set in the settings. @internal */
  declare chosenLanguage: string;
  declare chosenZone: string;
  declare exactTimes: boolean;
  /** @internal */
  readonly actions: ActionController = new ActionController(this);
  /** @internal */
  readonly settings: SettingsController = new SettingsController(this);
  /** @internal */
  readonly status: StatusController;
  /** @internal */
  readonly boards: BoardController;
  /** @internal */
  readonly counts: MonitorController<Statistics>;
  /** @internal */
  readonly pages: PageController;
  readonly #router: RouteController;
  #focused = false;

  constructor() {
    super();
    this.view = "overview";
    this.routing = "none";
    this.readonly = false;
    this.theme = "auto";
    this.lang = "";
    this.dir = "";
    this.timeZone = "";
    this.chosenLanguage = "";
    this.chosenZone = "";
    this.exactTimes = false;
    this.#router = new RouteController(this);
    this.boards = new BoardController(this, (feed) => ({
      exactTimes: this.exactTimes,
      scheduleZones: (this.chosenZone || this.timeZone) === SCHEDULE_ZONES,
      filter: this.filter ?? "",
      renderers: this.renderers,
      router: this.#router,
      actions: this.actions.runner(feed),
      revision: this.actions.revision,
    }));
    this.status = new StatusController(this);
    this.counts = new MonitorController<Statistics>(this, {
      read: readStatistics,
      wants: (notice) => notice.type !== "job" || notice.state !== "progress",
    });
    this.pages = new PageController(this);
    new HotkeyController(this, () => this.#keys());
  }

  /** Where it is. @internal */
  get route(): Route {
    return routeOf(this);
  }

  set route(route: Route) {
    Object.assign(this, NOWHERE, route);
  }

  /** Shows the keyboard help. */
  async showHelp(): Promise<void> {
    await loadDialogs();
    await this.renderRoot.querySelector<HelpDialog>("job-help-dialog")?.show();
  }

  override render(): TemplateResult | typeof nothing {
    return frame(this);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("view") || changed.has("jobId") || changed.has("batchId"))
      this.#focused = this.matches(":focus-within");
  }

  override updated(): void {
    // What had the focus may have gone with the page before; without it, the keys would go nowhere.
    if (this.#focused && !this.shadowRoot?.activeElement)
      this.renderRoot.querySelector<HTMLElement>(".page")?.focus({ preventScroll: true });
    this.#focused = false;
  }

  #keys(): Record<string, () => void> {
    const keys: Record<string, () => void> = { "?": () => void this.showHelp() };
    for (const view of VIEWS) keys[`g ${VIEW_KEYS[view]}`] = () => this.#router.go({ view });
    const back = { job: this.#router.list, batch: this.#router.batches }[this.route.view as string];
    if (back) keys["Escape"] = () => this.#router.go(back);
    return keys;
  }
}
