import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import type { OpenedExport } from "../app/opened-export.ts";
import { icon } from "./icons.ts";

/** Once it is in the page: lit hands over the element before. */
const show = (dialog: Element | undefined): void =>
  queueMicrotask(() => {
    if (dialog instanceof HTMLDialogElement && dialog.isConnected && !dialog.open) dialog.showModal();
  });

/** Somebody's jobs, in a dashboard over them alone. */
export function openedExportView(exported: OpenedExport): TemplateResult | typeof nothing {
  const { current } = exported;
  if (current === undefined) return nothing;
  const { file, jobs, count } = current;
  return html`<dialog class="opened" aria-labelledby="opened-title" ${ref(show)} @close=${() => void exported.close()}>
    <header>
      <h2 id="opened-title"><bdi>${file}</bdi></h2>
      <p class="quiet">${count === 1 ? "1 job" : `${count} jobs`}, kept apart from yours and not run. Closing it removes them.</p>
      <form method="dialog"><button class="button small">${icon("cross")} Close</button></form>
    </header>
    <job-dashboard .client=${jobs} view="jobs" readonly></job-dashboard>
  </dialog>`;
}

/** In the toolbar: out with what is here, in with what somebody has sent. */
export const supportView = (exported: OpenedExport): TemplateResult => html`
  <button class="button small" @click=${() => void exported.save()} title="All jobs with their logs as JSON, secrets masked" aria-disabled=${exported.isSaving}>
    ${exported.isSaving ? "Saving…" : "Save an export"}
  </button>
  <label class="button small attach" title="A file that jobs.export() wrote; dropping it anywhere does the same">
    Open one
    <input class="visually-hidden" type="file" accept="application/json,.json" @change=${(event: Event) => choose(event, exported)} />
  </label>
`;

function choose({ target }: Event, exported: OpenedExport): void {
  const input = target as HTMLInputElement;
  const [file] = input.files ?? [];
  // So that the same file can be chosen again.
  if (file !== undefined) void exported.open(file).finally(() => (input.value = ""));
}

/** Takes an export that is dropped anywhere; photos are the form's business. */
export function listenForDrops(exported: OpenedExport): void {
  addEventListener("dragover", (event) => {
    const items = [...(event.dataTransfer?.items ?? [])];
    if (items.some(({ kind, type }) => kind === "file" && type === "application/json"))
      event.preventDefault();
  });
  addEventListener("drop", (event) => {
    const file = [...(event.dataTransfer?.files ?? [])].find(({ type }) => type === "application/json");
    if (file === undefined || event.defaultPrevented) return;
    event.preventDefault();
    void exported.open(file);
  });
}
