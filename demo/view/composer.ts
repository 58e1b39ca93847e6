import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { ACCEPT, type Attachment, SAMPLES } from "../app/attachments.ts";
import type { Composer } from "../app/composer.ts";
import { forgetWords, keepWords } from "../app/draft-words.ts";
import { size } from "./format.ts";
import { icon } from "./icons.ts";
import { addressOf } from "./thumbnails.ts";

/** The form for a new note; files may be chosen, dropped on it, or pasted into it. */
export function composerView(composer: Composer): TemplateResult {
  return html`
    <form
      class="card composer ${composer.dropping ? "dropping" : ""}"
      aria-labelledby="composer-title"
      novalidate
      @input=${(event: Event) => keepWords(event.currentTarget as HTMLFormElement)}
      @submit=${(event: SubmitEvent) => submit(event, composer)}
      @keydown=${submitByKeyboard}
      @dragover=${(event: DragEvent) => hover(event, composer)}
      @dragleave=${() => composer.hover(false)}
      @drop=${(event: DragEvent) => drop(event, composer)}
      @paste=${(event: ClipboardEvent) => paste(event, composer)}
    >
      <h2 id="composer-title">New note</h2>
      <div class="fields">
      <div class="field">
        <label for="title">Title</label>
        <input
          id="title" name="title" maxlength="200" autocomplete="off" dir="auto" required
          placeholder="Grey heron at the weir"
          aria-invalid=${composer.problem?.includes("title") ? "true" : "false"}
          aria-describedby="composer-problem"
        />
      </div>
      <div class="field">
        <label for="place">Place <span class="quiet">(optional)</span></label>
        <input id="place" name="place" maxlength="200" autocomplete="off" dir="auto" />
      </div>
      <div class="field words">
        <label for="text">What did you see?</label>
        <textarea id="text" name="text" rows="2" maxlength="20000" dir="auto"></textarea>
      </div>
      </div>
      <div class="photos-field" role="group" aria-label="Photos">
        <label class="button attach">
          ${icon("camera")} Attach photos
          <input class="visually-hidden" type="file" accept=${ACCEPT} multiple @change=${(event: Event) => choose(event, composer)} />
        </label>
        <span class="quiet" id="samples-label">or one of ours</span>
        <span class="samples" role="group" aria-labelledby="samples-label">
          ${SAMPLES.map(
            (sample) => html`<button
              type="button" class="sample" title=${sample.title}
              aria-label="Attach sample photo: ${sample.title}"
              @click=${() => composer.addSample(sample)}
            ><img src=${sample.address} alt="" width="44" height="33" /></button>`,
          )}
        </span>
      </div>
      ${composer.attachments.length === 0 ? nothing : attachmentsView(composer)}
      <p class="problem" id="composer-problem" role="alert">
        ${composer.problem === undefined ? nothing : html`${icon("warning")} ${composer.problem}`}
      </p>
      <div class="composer-end">
        <span class="quiet hint">Saved on this device first. Works offline.</span>
        <button class="button primary" ?disabled=${composer.saving}>${composer.saving ? "Saving…" : "Save note"}</button>
      </div>
      <div class="drop-hint" aria-hidden="true">Drop photos here</div>
    </form>
  `;
}

const attachmentsView = (composer: Composer): TemplateResult => html`
  <ul class="attachments" aria-label="Attached photos">
    ${repeat(
      composer.attachments,
      ({ id }) => id,
      (attachment) => html`<li>${attachmentView(attachment, composer)}</li>`,
    )}
  </ul>
`;

const attachmentView = ({ id, file, thumbnail }: Attachment, composer: Composer): TemplateResult => html`
  <div class="picture">
    ${thumbnail === undefined ? icon("broken") : html`<img src=${addressOf(id, thumbnail)} alt="" />`}
  </div>
  <span class="name" dir="auto">${file.name}</span>
  <bdi class="quiet">${size(file.size)}</bdi>
  <button type="button" class="icon-button" aria-label="Take out ${file.name}" @click=${() => composer.remove(id)}>
    ${icon("cross")}
  </button>
`;

async function submit(event: SubmitEvent, composer: Composer): Promise<void> {
  event.preventDefault();
  const form = event.currentTarget as HTMLFormElement;
  if (composer.saving) return;
  const data = new FormData(form);
  const word = (name: string): string => String(data.get(name) ?? "").trim();
  const saved = await composer.save({ title: word("title"), text: word("text"), place: word("place") });
  if (saved) {
    form.reset();
    forgetWords();
  }
  form.querySelector<HTMLInputElement>("#title")?.focus();
}

/** Ctrl or Command with Enter saves, from anywhere in the form. */
function submitByKeyboard(event: KeyboardEvent): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  (event.currentTarget as HTMLFormElement).requestSubmit();
}

function choose(event: Event, composer: Composer): void {
  const input = event.currentTarget as HTMLInputElement;
  const files = [...(input.files ?? [])];
  // Emptied, so that choosing the same file once more is a change again.
  input.value = "";
  void composer.add(files);
}

function hover(event: DragEvent, composer: Composer): void {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  composer.hover(true);
}

function drop(event: DragEvent, composer: Composer): void {
  event.preventDefault();
  composer.hover(false);
  void composer.add(event.dataTransfer?.files ?? []);
}

function paste(event: ClipboardEvent, composer: Composer): void {
  const files = event.clipboardData?.files ?? [];
  if (files.length === 0) return;
  event.preventDefault();
  void composer.add(files);
}
