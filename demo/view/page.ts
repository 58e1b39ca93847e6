import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { JobClient } from "../../src/index.ts";
import type { ActivityFeed } from "../app/activity.ts";
import type { Announcer } from "../app/announcer.ts";
import type { Composer } from "../app/composer.ts";
import type { FieldNotes } from "../app/field-notes.ts";
import type { Reminders } from "../app/reminders.ts";
import type { RuntimeStatus } from "../app/runtime-status.ts";
import { composerView } from "./composer.ts";
import { icon } from "./icons.ts";
import { noteCard } from "./note-card.ts";
import { activityView, type NoticeActions, remindersView, runtimeNotices } from "./notices.ts";
import { openedExportView } from "./opened-export.ts";
import { keepOnly } from "./thumbnails.ts";
import { type ToolbarActions, type ToolbarState, toolbarView } from "./toolbar.ts";

/** Everything the page shows. */
export interface PageState extends ToolbarState {
  jobs: JobClient;
  notes: FieldNotes;
  composer: Composer;
  reminders: Reminders;
  activity: ActivityFeed;
  status: RuntimeStatus;
  announcer: Announcer;
  online: boolean;
  /** The notebook has been read; before that an empty list means nothing. */
  loaded: boolean;
  dashboard: boolean;
  /** From its first showing on it stays in the page, so that it is found as it was left. */
  dashboardOpened: boolean;
  /** Epoch milliseconds, the same for everything in one rendering. */
  now: number;
}

export interface PageActions extends ToolbarActions, NoticeActions {
  toggleDashboard(): void;
}

export function pageView(state: PageState, actions: PageActions): TemplateResult {
  const { notes, composer, now } = state;
  keepOnly(pictureKeys(state));
  return html`
    <a class="skip" href="#notes">Skip to the notes</a>
    <header class="masthead">
      <h1>${icon("leaf")} Field notes <span class="quiet">a Slowmatch demo</span></h1>
      <span class="pill" role="status" data-online=${state.online}>
        ${icon(state.online ? "online" : "offline")} ${state.online ? "Online" : "Offline"}
      </span>
      <button class="button" aria-pressed=${state.dashboard} @click=${actions.toggleDashboard}>
        ${icon("panel")} Dashboard
      </button>
    </header>
    ${toolbarView(state, actions)}
    <div class="columns" data-dashboard=${state.dashboard}>
      <main id="notes" tabindex="-1">
        ${runtimeNotices(state.status, actions)} ${remindersView(state.reminders, now)}
        ${composerView(composer)}
        <section class="list" aria-label="Notes">
          ${state.loaded && notes.notes.length === 0 ? emptyView : nothing}
          ${repeat(
            notes.notes,
            ({ id }) => id,
            (note) => noteCard(note, notes, now),
          )}
        </section>
      </main>
      ${
        state.dashboardOpened
          ? html`<aside aria-label="Dashboard" ?hidden=${!state.dashboard}>
              <job-dashboard .client=${state.jobs}></job-dashboard>
            </aside>`
          : nothing
      }
    </div>
    ${activityView(state.activity, now)} ${openedExportView(state.exported)}
    <p class="visually-hidden" role="status" aria-label="Notes' progress">${state.announcer.read(notes)}</p>
  `;
}

const emptyView: TemplateResult = html`
  <div class="empty">
    <div class="empty-picture">${icon("leaf")}</div>
    <h2>Nothing written yet</h2>
    <p>Write a note above and attach a photo. It is safe here at once; its way to the server is the jobs' business, also
      when you close this tab, lose the network, or make the server misbehave.</p>
  </div>
`;

const pictureKeys = ({ notes, composer }: PageState): Set<string> =>
  new Set([
    ...composer.attachments.map(({ id }) => id),
    ...notes.notes.flatMap((note) => note.photos.map(({ id }) => id)),
  ]);
