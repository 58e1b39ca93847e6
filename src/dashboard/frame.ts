import { html, nothing, type TemplateResult } from "lit";
import type { Statistics } from "../monitor/monitor-api.ts";
import type { Board } from "./board.ts";
import type { ActionController } from "./controllers/action-controller.ts";
import type { BoardController } from "./controllers/board-controller.ts";
import type { MonitorController } from "./controllers/monitor-controller.ts";
import type { PageController } from "./controllers/page-controller.ts";
import type { Status, StatusController } from "./controllers/status-controller.ts";
import { problemPanel } from "./elements/problem-panel.ts";
import type { Settings } from "./elements/settings-menu.ts";
import { en } from "./locale/en.ts";
import { createLocale, type Locale } from "./locale/locale.ts";
import { PAGES } from "./pages/index.ts";
import type { Route } from "./routes.ts";
import { icon } from "./theme/icons.ts";

/** The dashboard as its frame sees it. */
export interface FrameView {
  readonly board: Board | undefined;
  readonly boards: BoardController;
  readonly counts: MonitorController<Statistics>;
  readonly pages: PageController;
  readonly actions: ActionController;
  readonly status: StatusController;
  readonly route: Route;
  readonly dir: string;
  readonly readonly: boolean;
  readonly settings: { readonly shown: Settings; choose(settings: Settings): void };
  showHelp(): Promise<void>;
}

/** The dashboard around its page: header, notes, messages, dialogs. */
export function frame(dashboard: FrameView): TemplateResult | typeof nothing {
  const { board, boards, counts, actions, status } = dashboard;
  if (!board)
    return boards.error === undefined
      ? nothing
      : html`<div class="base page">${problemPanel(boards.error, createLocale(en, "en", "ltr"), () => boards.retry())}</div>`;
  const { locale } = board;
  const { words } = locale;
  const { value: statistics, error } = counts;
  return html`<section
    class="base"
    part="base"
    lang=${locale.tag}
    dir=${dashboard.dir === "rtl" || dashboard.dir === "ltr" ? dashboard.dir : locale.direction}
    aria-label=${words.region}
  >
    <div class="top" part="header">
      <slot name="title"><span class="title">${logo()}${words.title}</span></slot>
      <job-nav-bar .board=${board} .view=${dashboard.route.view} .statistics=${statistics}></job-nav-bar>
      <div class="end">
        ${dashboard.readonly ? html`<span class="lock">${icon("lock")}${words.problems.readonly}</span>` : nothing}
        <slot name="actions"></slot>
        <job-settings-menu
          .board=${board}
          .settings=${dashboard.settings.shown}
          @settings=${(event: CustomEvent<Settings>) => {
            dashboard.settings.choose(event.detail);
          }}
          @help=${() => void dashboard.showHelp()}
        ></job-settings-menu>
      </div>
    </div>
    ${[...status.current].map((each) => note(each, locale))}
    <div class="page" part="page" tabindex="-1">
      ${error === undefined ? nothing : problemPanel(error, locale, () => void counts.refresh())}
      ${error === undefined || statistics ? page(dashboard, statistics) : nothing}
    </div>
    <job-toast-stack .board=${board} .toasts=${actions.toasts} .list=${actions.toasts.list} .taken=${actions.toasts.taken}></job-toast-stack>
    <job-ask-dialog .board=${board}></job-ask-dialog>
    <job-help-dialog .board=${board}></job-help-dialog>
  </section>`;
}

function page(
  { board, route, pages }: FrameView,
  statistics: Statistics | undefined,
): TemplateResult | typeof nothing {
  if (!board) return nothing;
  if (pages.error !== undefined) return problemPanel(pages.error, board.locale, () => pages.retry());
  const first =
    (route.view === "overview" || route.view === "jobs") && statistics !== undefined && isEmpty(statistics);
  return first
    ? html`<slot name="empty"><job-first-job .board=${board}></job-first-job></slot>`
    : PAGES[route.view].render({ board, route, statistics });
}

/** Nothing has ever been made here, or nothing of it is left. */
const isEmpty = ({ servers: _, queues: __, ...counts }: Statistics): boolean =>
  Object.values(counts).every((count) => count === 0);

function note(status: Status, { words }: Locale): TemplateResult {
  const { problems } = words;
  const [shape, title, help] = {
    offline: ["offline", problems.offline, ""] as const,
    blocked: ["lock", problems.blocked, problems.blockedHelp] as const,
    outdated: ["failed", problems.outdated, problems.outdatedHelp] as const,
    noWorker: ["servers", problems.noWorker, ""] as const,
  }[status];
  return html`<div class="note" role="status">
    ${icon(shape)}<span>${help ? html`<strong>${title}.</strong> ` : title}${help}</span>
    ${status === "outdated" ? html`<button type="button" @click=${() => location.reload()}>${problems.reload}</button>` : nothing}
  </div>`;
}

const logo = (): TemplateResult =>
  html`<svg class="logo" viewBox="0 0 22 22" aria-hidden="true">
    <rect width="22" height="22" rx="6"></rect>
    <path d="M6 7h6M6 11h4M6 15h3M12.5 14.5l2 2 3.5-5"></path>
  </svg>`;
