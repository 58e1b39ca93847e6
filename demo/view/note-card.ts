import { html, nothing, type TemplateResult } from "lit";
import type { Job } from "../../src/index.ts";
import type { FieldNotes } from "../app/field-notes.ts";
import { jobIds } from "../app/job-ids.ts";
import type { NoteProgress, Step, StepName, StepState } from "../app/note-progress.ts";
import type { Note, Photo } from "../shared/note.ts";
import type { ShrunkImage } from "../shared/shrink-image.ts";
import { countdown, moment, size } from "./format.ts";
import { type IconName, icon } from "./icons.ts";
import { addressOf } from "./thumbnails.ts";

/** One note: what was written, its photos, and how far its jobs are. */
export function noteCard(note: Note, notes: FieldNotes, now: number): TemplateResult {
  const progress = notes.progressOf(note);
  const photos = notes.photosOf(note);
  const titleId = `note-${note.id}`;
  return html`
    <article class="card note" data-tone=${progress.tone} aria-labelledby=${titleId}>
      <header>
        <h3 id=${titleId} dir="auto">${note.title}</h3>
        <time class="quiet" datetime=${new Date(note.createdAt).toISOString()}>${moment(note.createdAt, now)}</time>
      </header>
      ${note.place === "" ? nothing : html`<p class="place quiet">${icon("place")}<span dir="auto">${note.place}</span></p>`}
      ${note.text === "" ? nothing : html`<p class="text" dir="auto">${note.text}</p>`}
      ${photos.length === 0 ? nothing : photosView(note, photos, notes)}
      ${stepsView(progress.steps)}
      <footer>
        <p class="status" data-tone=${progress.tone}>
          ${icon(TONE_ICONS[progress.tone])}
          <span>
            <strong>${headline(progress, now)}</strong>
            <span class="detail">${progress.detail}</span>
          </span>
        </p>
        <div class="actions">${actionsView(note, progress, notes)}</div>
      </footer>
      ${progress.tone === "done" ? nothing : html`<progress class="whole" value=${progress.fraction} max="1" aria-label="Progress of ${note.title}"></progress>`}
    </article>
  `;
}

const TONE_ICONS: Record<NoteProgress["tone"], IconName> = {
  done: "check",
  busy: "clock",
  waiting: "offline",
  trouble: "retry",
  failed: "warning",
};

const headline = ({ headline: words, until }: NoteProgress, now: number): string =>
  until === undefined ? words : `${words} ${countdown(until, now)}`;

const STEP_LABELS: Record<StepName, string> = {
  saved: "Saved",
  shrink: "Photos shrunk",
  upload: "Uploaded",
  confirm: "Confirmed",
};

/** What a screen reader says after a step's name. */
const STEP_STATES: Record<StepState, string> = {
  done: "done",
  active: "under way",
  waiting: "waiting",
  failed: "failed",
  ahead: "not yet",
};

const stepsView = (steps: readonly Step[]): TemplateResult => html`
  <ol class="steps" aria-label="Steps">
    ${steps.map(
      ({ name, state }) => html`<li data-state=${state}>
        <span class="dot">${state === "done" ? icon("check") : state === "failed" ? icon("cross") : nothing}</span>
        <span>${STEP_LABELS[name]}</span><span class="visually-hidden">: ${STEP_STATES[state]}</span>
      </li>`,
    )}
  </ol>
`;

function actionsView(note: Note, progress: NoteProgress, notes: FieldNotes): TemplateResult {
  return html`
    ${
      progress.stopped.length === 0
        ? nothing
        : html`<button class="button small" @click=${() => notes.retry(progress)}>${icon("retry")} Retry</button>`
    }
    ${
      progress.delayed.length === 0
        ? nothing
        : html`<button class="button small" @click=${() => notes.tryNow(progress)}>${icon("retry")} Try now</button>`
    }
    <button
      class="icon-button" aria-label="Remove “${note.title}” from this device" title="Remove from this device"
      @click=${() => notes.remove(note)}
    >${icon("bin")}</button>
  `;
}

const photosView = (note: Note, photos: readonly Photo[], notes: FieldNotes): TemplateResult => html`
  <ul class="photos" aria-label="Photos">
    ${photos.map((photo) => photoTile(note, photo, notes))}
  </ul>
`;

function photoTile(note: Note, photo: Photo, notes: FieldNotes): TemplateResult {
  const shrink = notes.watch.find(jobIds.shrinkPhoto(photo.id));
  const upload = notes.watch.find(jobIds.uploadPhoto(photo.id));
  const running = [shrink, upload].find((job) => job?.state === "processing");
  const failed = [shrink, upload].some((job) => job?.state === "failed");
  return html`
    <li class="photo" data-state=${failed ? "failed" : photo.sent === undefined ? "underway" : "sent"}>
      <div class="picture">
        ${
          photo.thumbnail === undefined
            ? icon("broken")
            : html`<img src=${addressOf(photo.id, photo.thumbnail)} alt=${photo.name} loading="lazy" />`
        }
        ${
          running === undefined
            ? nothing
            : html`<progress value=${running.progress?.fraction ?? 0} max="1" aria-label="${running.displayName}"></progress>`
        }
      </div>
      <span class="caption">${caption(photo, shrink, upload)}</span>
      ${
        failed && note.confirmedAt === undefined
          ? html`<button class="button small" @click=${() => notes.removePhoto(note, photo.id)}>Go on without it</button>`
          : nothing
      }
    </li>
  `;
}

/** What happened to the photo's weight, or what is happening to the photo. */
function caption(photo: Photo, shrink: Job | undefined, upload: Job | undefined): TemplateResult | string {
  const shrunk = shrink?.state === "succeeded" ? (shrink.result as ShrunkImage | undefined) : undefined;
  const after = photo.sent?.bytes ?? shrunk?.after;
  if (shrink?.state === "failed") return "Not readable";
  if (upload?.state === "failed") return "Not uploaded";
  if (after === undefined) return shrink?.state === "processing" ? "Shrinking…" : size(photo.file.size);
  return html`<span class="visually-hidden">Shrunk from </span><del><bdi>${size(photo.file.size)}</bdi></del>
    <span class="visually-hidden"> to </span><ins><bdi>${size(after)}</bdi></ins>`;
}
