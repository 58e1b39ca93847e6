import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { SlowmatchError } from "../../errors/slowmatch-error.ts";
import type { ScheduleInput } from "../../recurring/schedule.ts";
import type { RecurringJob } from "../../recurring/snapshot.ts";
import type { Answer } from "../actions/action.ts";
import { BoardElement } from "../board.ts";
import { CronWordsController } from "../controllers/cron-words-controller.ts";
import { createLocale } from "../locale/locale.ts";
import { dialogStyles, formStyles } from "../theme/dialog.styles.ts";

const PREVIEWED = 5;

/** A schedule, said in words and checked while it is typed, with the times it would come at. */
export class ScheduleForm extends BoardElement {
  static override properties: PropertyDeclarations = {
    definition: { attribute: false },
    schedule: { state: true },
    timeZone: { state: true },
    misfire: { state: true },
    overlap: { state: true },
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
  readonly #words: CronWordsController = new CronWordsController(this);

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("definition")) return;
    const { cron, every, timeZone, misfire, overlap } = this.definition;
    this.schedule = cron ?? `every ${every ?? 0}ms`;
    this.timeZone = timeZone;
    this.misfire = misfire;
    this.overlap = overlap;
  }

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    // A preview answers at once: what reckons with schedules has to be in the page before.
    await this.board.client.recurring.get(this.definition.id).catch(() => {});
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const { words, text } = this.board.locale;
    const { edit, cancel } = words.dialogs;
    const preview = this.#preview();
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
        aria-invalid=${"problem" in preview}
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
        ${
          "problem" in preview
            ? html`<p class="wrong">${preview.problem}</p>`
            : html`${preview.words ? html`<p dir="auto"><strong>${preview.words}</strong></p>` : nothing}
                <ol class="num">
                  ${preview.times.map((time) => html`<li>${time}</li>`)}
                  ${preview.times.length === 0 ? html`<li>${words.recurring.neverDue}</li>` : nothing}
                </ol>`
        }
      </div>
      <p class="small">${edit.help}</p>
      <footer>
        <button type="button" @click=${() => this.dispatchEvent(new Event("cancel"))}>${cancel}</button>
        <button type="submit" class="primary" ?disabled=${"problem" in preview}>${edit.save}</button>
      </footer>
    </form>`;
  }

  #preview(): { problem: string } | { words: string | undefined; times: string[] } {
    const { client, locale } = this.board;
    const { timeZone, definition } = this;
    try {
      const input = this.#input();
      const { dayMatch } = definition;
      const times = client.recurring.preview(input, {
        timeZone,
        count: PREVIEWED,
        id: definition.id,
        ...(dayMatch ? { dayMatch } : {}),
      });
      const own = createLocale(locale.words, locale.tag, locale.direction, timeZone);
      const said = typeof input === "string" ? { ...definition, cron: input } : undefined;
      return {
        words: said && this.#words.say(said, locale),
        times: times.map((at) => own.date(at)),
      };
    } catch (error) {
      const { code, message } = error as SlowmatchError;
      return { problem: code === "part-not-loaded" ? "" : message };
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

  #onSubmit(event: Event): void {
    event.preventDefault();
    if ("problem" in this.#preview()) return;
    const { timeZone, misfire, overlap } = this;
    const answer: Answer = {
      at: Date.now(),
      change: { schedule: this.#input(), timeZone, misfire, overlap },
    };
    this.dispatchEvent(new CustomEvent("answer", { detail: answer }));
  }
}
