import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Activity, ActivityFeed } from "../app/activity.ts";
import type { Reminders } from "../app/reminders.ts";
import type { RuntimeNotice, RuntimeStatus } from "../app/runtime-status.ts";
import type { Reminder } from "../shared/note.ts";
import { countdown, moment } from "./format.ts";
import { type IconName, icon } from "./icons.ts";

export interface NoticeActions {
  reload(): void;
  /** Runs the jobs in this tab, where there is no service worker. */
  runHere(): void;
}

const TITLES: Record<RuntimeNotice["kind"], string> = {
  "worker-unavailable": "No service worker",
  outdated: "This page is outdated",
  blocked: "Waiting for another tab",
  "worker-updated": "A new version is ready",
  problem: "That didn't work",
};

/** What a person should know about the machinery, above everything else. */
export const runtimeNotices = (status: RuntimeStatus, actions: NoticeActions): TemplateResult => html`
  ${status.notices.map(
    (notice) => html`<div class="notice" role="alert" data-kind=${notice.kind}>
      ${icon("warning")}
      <p><strong>${TITLES[notice.kind]}.</strong> ${notice.message}</p>
      <div class="actions">${remedy(notice, status, actions)}</div>
    </div>`,
  )}
`;

function remedy({ kind }: RuntimeNotice, status: RuntimeStatus, actions: NoticeActions): TemplateResult {
  const word = kind === "problem" ? "Dismiss" : "Later";
  const later = html`<button class="button small" @click=${() => status.dismiss(kind)}>${word}</button>`;
  switch (kind) {
    case "worker-unavailable":
      return html`<button class="button small primary" @click=${actions.runHere}>Run the jobs in this tab</button>`;
    case "outdated":
      return html`<button class="button small primary" @click=${actions.reload}>Reload</button>`;
    case "worker-updated":
      return html`<button class="button small primary" @click=${actions.reload}>Reload</button>${later}`;
    case "blocked":
    case "problem":
      return later;
  }
}

/** Reminders that have rung stay until they are put away; those to come are counted down. */
export const remindersView = (reminders: Reminders, now: number): TemplateResult => html`
  <div class="reminders" role="status" aria-label="Reminders">
    ${repeat(
      reminders.ringing,
      ({ id }) => id,
      (reminder) => ringing(reminder, reminders, now),
    )}
  </div>
  ${
    reminders.planned.length === 0
      ? nothing
      : html`<ul class="planned" aria-label="Planned reminders">
          ${reminders.planned.map(
            ({ text, dueAt }) =>
              html`<li>${icon("bell")} <span dir="auto">${text}</span> <span class="quiet">${countdown(dueAt, now)}</span></li>`,
          )}
        </ul>`
  }
`;

const ringing = (reminder: Reminder, reminders: Reminders, now: number): TemplateResult => html`
  <div class="notice bell">
    ${icon("bell")}
    <p><strong>Reminder:</strong> <span dir="auto">${reminder.text}</span>
      <span class="quiet">${moment(reminder.rangAt ?? now, now)}</span></p>
    <div class="actions">
      <button class="button small" @click=${() => reminders.putAway(reminder)}>Done</button>
    </div>
  </div>
`;

const TONE_ICONS: Record<Activity["tone"], IconName> = {
  busy: "clock",
  trouble: "retry",
  done: "check",
  failed: "warning",
};

/** What the experiments are doing, one line each. */
export const activityView = (activity: ActivityFeed, now: number): TemplateResult => html`
  <div class="activity" role="status" aria-label="Experiments">
    ${repeat(
      activity.lines,
      ({ jobId }) => jobId,
      ({ jobId, tone, text, until }) => html`<div class="line" data-tone=${tone}>
        ${icon(TONE_ICONS[tone])}
        <p>${text} ${until === undefined ? nothing : html`<span class="quiet" aria-hidden="true">Again ${countdown(until, now)}.</span>`}</p>
        <button class="icon-button" aria-label="Dismiss" @click=${() => activity.dismiss(jobId)}>${icon("cross")}</button>
      </div>`,
    )}
  </div>
`;
