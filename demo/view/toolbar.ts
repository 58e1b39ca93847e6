import { html, nothing, type TemplateResult } from "lit";
import { LOAD, type Load } from "../app/load.ts";
import type { OpenedExport } from "../app/opened-export.ts";
import { MODES, type Mode, type ModeChoice } from "../app/server-mood.ts";
import { icon } from "./icons.ts";
import { supportView } from "./opened-export.ts";

export interface ToolbarState {
  /** `undefined`: the server can't be reached. */
  mode: Mode | undefined;
  load: Load;
  exported: OpenedExport;
}

export interface ToolbarActions {
  chooseMode(choice: ModeChoice): void;
  remindIn(seconds: number): void;
  runFlaky(): void;
  runDoomed(): void;
  summariseNow(): void;
  fill(): void;
  stopFilling(): void;
  empty(): void;
}

/** What makes trouble, and what makes jobs: for seeing how the runtime takes it. */
export function toolbarView({ mode, load, exported }: ToolbarState, actions: ToolbarActions): TemplateResult {
  const hint = MODES.find((choice) => choice.mode === mode)?.hint;
  return html`
    <section class="toolbar" aria-label="Try it out">
      <fieldset class="mood">
        <legend>Server</legend>
        <div class="segments">
          ${MODES.map(
            (choice) => html`<label title=${choice.hint}>
              <input
                type="radio" name="mode" .value=${choice.mode} .checked=${choice.mode === mode}
                @change=${() => actions.chooseMode(choice)}
              /><span>${choice.label}</span>
            </label>`,
          )}
        </div>
      </fieldset>
      <div class="tools" role="group" aria-labelledby="remind-label">
        <span class="group-label" id="remind-label">${icon("bell")} Remind me in</span>
        <button class="button small" @click=${() => actions.remindIn(10)} aria-label="Remind me in 10 s">10 s</button>
        <button class="button small" @click=${() => actions.remindIn(60)} aria-label="Remind me in 1 min">1 min</button>
      </div>
      <div class="tools" role="group" aria-labelledby="run-label">
        <span class="group-label" id="run-label">Run</span>
        <button class="button small" @click=${actions.runFlaky} title="Fails twice, then works">A failing job</button>
        <button class="button small" @click=${actions.runDoomed} title="Throws FatalJobError: no retries">A doomed job</button>
        <button class="button small" @click=${actions.summariseNow} title="Runs the recurring job now">Daily summary now</button>
      </div>
      <div class="tools" role="group" aria-labelledby="load-label">
        <span class="group-label" id="load-label">Load</span>
        ${loadView(load, actions)}
      </div>
      <div class="tools" role="group" aria-labelledby="support-label">
        <span class="group-label" id="support-label">Support</span>
        ${supportView(exported)}
      </div>
      <p class="mood-hint quiet">${hint ?? "The demo's server can't be reached. Jobs wait and go on when it is back."}</p>
    </section>
  `;
}

const NUMBER = new Intl.NumberFormat("en");

/** Fills the store, and empties it again. */
function loadView({ state, done, filled }: Load, actions: ToolbarActions): TemplateResult {
  if (state === "removing") return html`<span class="quiet" role="status">Removing them…</span>`;
  if (state === "filling")
    return html`<progress max=${LOAD} .value=${done} aria-labelledby="load-label"></progress>
      <span class="quiet tabular" role="status">${NUMBER.format(done)} of ${NUMBER.format(LOAD)}</span>
      <button class="button small" @click=${actions.stopFilling}>Stop</button>`;
  return html`<button
      class="button small"
      @click=${actions.fill}
      title="Fills the store with varied jobs, to feel the dashboard on a full one"
    >
      ${NUMBER.format(LOAD)} jobs
    </button>
    ${filled ? html`<button class="button small" @click=${actions.empty}>Remove them</button>` : nothing}`;
}
