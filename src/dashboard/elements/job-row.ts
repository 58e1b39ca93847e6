import { html, nothing, type TemplateResult } from "lit";
import type { Job } from "../../job/job.ts";
import type { JobState } from "../../job/state.ts";
import type { AnyAction } from "../actions/action.ts";
import type { Board } from "../board.ts";
import { icon } from "../theme/icons.ts";
import { STATE_ICONS } from "../theme/state-appearance.ts";
import type { Column } from "./job-columns.ts";
import { nextStep } from "./next-step.ts";
import { code, linkToJob } from "./parts.ts";

/** What a row shows and can do. */
export interface RowView {
  board: Board;
  /** The list's state. */
  state: JobState | undefined;
  columns: readonly Column[];
  /** Whether rows can be chosen. */
  choosable: boolean;
  chosen: boolean;
  /** What has become of the job since the list was read. */
  moved: JobState | "removed" | "progress" | undefined;
  /** Open to its error. */
  open: boolean;
  onChoose: (event: MouseEvent) => void;
  onOpen: () => void;
  onFilter: (filter: string) => void;
}

/** A row of the job table; an opened one is two. */
export function jobRow(given: Job, view: RowView): TemplateResult {
  const { board, columns, moved } = view;
  const { locale, actions } = board;
  const { words } = locale;
  const job = actions?.shown("job", given) ?? given;
  const left = moved ?? (view.state && job.state !== view.state ? job.state : undefined);
  const offered = left ? [] : (actions?.offered("job", given) ?? []).filter(({ onPage }) => !onPage);
  const state = left && left !== "removed" && left !== "progress" ? left : given.state;
  return html`<tr role="row" class="row ${left ? "left" : ""}" data-id=${job.id} ?data-chosen=${view.chosen}>
      ${
        view.choosable
          ? html`<td role="cell" class="pick">
              <input
                type="checkbox"
                .checked=${view.chosen}
                ?disabled=${left !== undefined}
                aria-label=${locale.text(words.list.select, { name: job.displayName })}
                @click=${view.onChoose}
              />
            </td>`
          : nothing
      }
      <td role="cell" class="job">
        <div class="title" data-state=${state}>
          <span class="mark" title=${words.states[state]}>${icon(STATE_ICONS[state])}</span>
          ${linkToJob(board, job.id, html`<bdi>${job.displayName}</bdi>`, "name")}
          ${left ? html`<span class="now">${left === "removed" ? words.list.removed : locale.text(words.list.moved, { state: words.states[state] })}</span>` : nothing}
        </div>
        <div class="meta">
          ${code(job.id, job.id)}${job.displayName === job.name ? nothing : html`<span class="ltr">${job.name}</span>`}
          ${[`queue:${job.queue}`, ...job.tags.map((tag) => `tag:${tag}`)]
            .filter((filter) => filter !== "queue:default")
            .map((filter) => chip(filter, view.onFilter))}
        </div>
      </td>
      ${columns.map(({ title, room = "", cell }) => {
        const value = cell(job, board);
        return html`<td role="cell" class="cell ${room} ${value === nothing ? "none" : ""}"><span class="label">${words.columns[title]}</span><div class="value num">${value}</div></td>`;
      })}
      <td role="cell" class="acts">
        ${
          isOpenable(given)
            ? html`<button
                type="button"
                class="bare"
                aria-expanded=${view.open}
                aria-label=${locale.text(words.list.details, { name: job.displayName })}
                @click=${view.onOpen}
              >
                ${icon("chevron", view.open ? "turned" : "flip")}
              </button>`
            : nothing
        }
        ${offered.map((action) => actionButton(board, action as unknown as AnyAction, job.displayName, () => actions?.run(action, [given])))}
      </td>
    </tr>
    ${
      view.open && given.error
        ? html`<tr role="row" class="opened">
            <td role="cell" colspan=${columns.length + 2 + (view.choosable ? 1 : 0)}>
              <job-error .board=${board} .error=${given.error}></job-error>
              ${nextStep(given, board)}
            </td>
          </tr>`
        : nothing
    }`;
}

/** It has an error to show in place: it has failed, or waits for another attempt. */
export const isOpenable = ({ error, state }: Job): boolean =>
  error !== undefined && (state === "failed" || state === "scheduled");

/** An action as an icon; its word is its name and its tooltip. */
export function actionButton(
  board: Board,
  action: Pick<AnyAction, "name" | "icon" | "danger">,
  name: string,
  run: () => unknown,
): TemplateResult {
  const { label } = board.locale.words.actions[action.name];
  return html`<button
    type="button"
    class="bare ${action.danger ? "danger" : ""}"
    title=${label}
    aria-label="${label}: ${name}"
    @click=${run}
  >
    ${icon(action.icon)}
  </button>`;
}

function chip(filter: string, onFilter: (filter: string) => void): TemplateResult {
  return html`<button type="button" class="chip" @click=${() => onFilter(filter)}>
    ${icon(filter.startsWith("tag:") ? "tag" : "queues")}<span class="ltr">${filter.slice(filter.indexOf(":") + 1)}</span>
  </button>`;
}
