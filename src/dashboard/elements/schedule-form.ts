import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { ScheduleInput } from "../../recurring/schedule.ts";
import type { RecurringJob } from "../../recurring/snapshot.ts";
import type { Answer } from "../actions/action.ts";
import { BoardElement } from "../board.ts";
import { CronWordsController } from "../controllers/cron-words-controller.ts";
import { zoned } from "../locale/zoned.ts";
import { dialogStyles, formStyles } from "../theme/dialog.styles.ts";

const PREVIEWED = 5;

type Preview = { problem: string } | { input: ScheduleInput; timeZone: string; times: number[] };

/** A schedule, said in words and checked while it is typed, with the times it would come at. */
export class ScheduleForm extends BoardElement {
  static override properties: PropertyDeclarations = {
    definition: { attribute: false },
    schedule: { state: true },
    timeZone: { state: true },
    misfire: { state: true },
    overlap: { state: true },
    preview: { state: true },
  };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    dialogStyles,
    formStyles,
    css`
      .pair {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 0 12px;
      }
      .preview {
        min-block-size: 150px;
        margin-block: 10px;
        padding: 10px 12px;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        background: var(--_raised);
        font-size: 13px;
      }
      .preview p {
        color: var(--_ink);
        margin-block-end: 4px;
      }
      .preview .wrong {
        color: var(--_failed);
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare definition: RecurringJob;
  declare schedule: string;
  declare timeZone: string;
  declare misfire: RecurringJob["misfire"];
  declare overlap: RecurringJob["overlap"];
  /** What the schedule on the screen would do; absent until that is known. */
  declare preview: Preview | undefined;
  readonly #words: CronWordsController = new CronWordsController(this);
  #turn = 0;

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("definition")) this.#begin();
    if (changed.has("schedule") || changed.has("timeZone")) void this.#look();
  }

  #begin(): void {
    const { cron, every, timeZone, misfire, overlap } = this.definition;
    this.schedule = cron ?? `every ${every ?? 0}ms`;
    this.timeZone = timeZone;
    this.misfire = misfire;
    this.overlap = overlap;
  }

  override render(): TemplateResult {
    const { words, text } = this.board.locale;
    const { edit, cancel } = words.dialogs;
    const { preview } = this;
    const wrong = preview !== undefined && "problem" in preview;
    const pick = <Name extends "misfire" | "overlap">(name: Name, choices: Record<string, string>) =>
      html`<div>
        <label for=${name}>${edit[name]}</label>
        <select id=${name} @change=${(event: Event) => this.#set(name, event)}>
          ${Object.entries(choices).map(([value, title]) => html`<option value=${value} .selected=${value === this[name]}>${title}</option>`)}
        </select>
      </div>`;
    return html`<form class="body" @submit=${this.#onSubmit} novalidate>
      <h2 id="title">${text(edit.title, { name: this.definition.id })}</h2>
      <label for="schedule">${words.columns.schedule}</label>
      <input
        id="schedule"
        class="ltr mono"
        autocomplete="off"
        spellcheck="false"
        autofocus
        aria-invalid=${wrong}
        aria-describedby="preview"
        .value=${this.schedule}
        @input=${(event: Event) => this.#set("schedule", event)}
      />
      <p class="small">${edit.notation}</p>
      <label for="zone">${words.settings.zone}</label>
      <input
        id="zone"
        class="ltr"
        list="zones"
        autocomplete="off"
        spellcheck="false"
        .value=${this.timeZone}
        @input=${(event: Event) => this.#set("timeZone", event)}
      />
      <datalist id="zones">
        ${Intl.supportedValuesOf("timeZone").map((zone) => html`<option value=${zone}></option>`)}
      </datalist>
      <div class="pair">${pick("misfire", edit.misfires)}${pick("overlap", edit.overlaps)}</div>
      <div class="preview" id="preview" role="status">
        ${preview === undefined ? nothing : this.#show(preview)}
      </div>
      <p class="small">${edit.help}</p>
      <footer>
        <button type="button" @click=${() => this.dispatchEvent(new Event("cancel"))}>${cancel}</button>
        <button type="submit" class="primary" ?disabled=${wrong}>${edit.save}</button>
      </footer>
    </form>`;
  }

  #show(preview: Preview): TemplateResult {
    const { locale } = this.board;
    if ("problem" in preview) return html`<p class="wrong">${preview.problem}</p>`;
    const { input, timeZone, times } = preview;
    const own = zoned(locale, timeZone);
    const words =
      typeof input === "string" ? this.#words.say({ ...this.definition, cron: input }, locale) : undefined;
    return html`${words ? html`<p dir="auto"><strong>${words}</strong></p>` : nothing}
      <ol class="num">
        ${times.map((at) => html`<li>${own.date(at)}</li>`)}
        ${times.length === 0 ? html`<li>${locale.words.recurring.neverDue}</li>` : nothing}
      </ol>`;
  }

  /** Asks what the schedule would do; the answer to an older question is not shown. */
  async #look(): Promise<Preview> {
    this.#turn += 1;
    const turn = this.#turn;
    const preview = await this.#ask();
    if (turn === this.#turn) this.preview = preview;
    return preview;
  }

  async #ask(): Promise<Preview> {
    const { timeZone, definition } = this;
    const { dayMatch, id } = definition;
    const input = this.#input();
    try {
      const options = { timeZone, count: PREVIEWED, id, ...(dayMatch ? { dayMatch } : {}) };
      return { input, timeZone, times: await this.board.client.recurring.preview(input, options) };
    } catch (error) {
      return { problem: (error as Error).message };
    }
  }

  /** `every 90m` is an interval, everything else a cron expression. */
  #input(): ScheduleInput {
    const [, every] = /^\s*every\s+(.+)$/i.exec(this.schedule) ?? [];
    return every === undefined ? this.schedule.trim() : { every: every.trim() };
  }

  #set(name: "schedule" | "timeZone" | "misfire" | "overlap", event: Event): void {
    Object.assign(this, { [name]: (event.target as HTMLInputElement).value });
  }

  async #onSubmit(event: Event): Promise<void> {
    event.preventDefault();
    // What is on the screen may be newer than what has been answered.
    if ("problem" in (await this.#look())) return;
    const { timeZone, misfire, overlap } = this;
    const answer: Answer = {
      at: Date.now(),
      change: { schedule: this.#input(), timeZone, misfire, overlap },
    };
    this.dispatchEvent(new CustomEvent("answer", { detail: answer }));
  }
}
