import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { type Action, type Answer, nameOf, type Subject, type SubjectKind } from "../actions/action.ts";
import { BoardElement } from "../board.ts";
import { dialogStyles } from "../theme/dialog.styles.ts";

interface Question {
  action: Action<SubjectKind>;
  subjects: readonly Subject[];
  total: number;
}

const MINUTE = 60_000;

/** Asks before an action: whether really, or until when. */
export class AskDialog extends BoardElement {
  static override properties: PropertyDeclarations = { question: { state: true } };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    dialogStyles,
    css`
      .soon {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin-block: 10px;
      }
      input {
        inline-size: 100%;
        margin-block: 4px;
      }
    `,
  ];
  declare question: Question | undefined;
  #answer: ((answer: Answer | undefined) => void) | undefined;

  /** What the person answers, or `undefined` when they step back. */
  async ask(question: Question): Promise<Answer | undefined> {
    this.#answer?.(undefined);
    this.question = question;
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector("dialog");
    dialog?.showModal();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.question) return nothing;
    const words = this.board.locale.words.actions[this.question.action.name].label;
    return html`<dialog part="dialog" aria-label=${words} @close=${() => this.#close(undefined)} @click=${this.#onClick}>
      ${this.#form(this.question)}
    </dialog>`;
  }

  #form(question: Question): TemplateResult {
    const { action, subjects } = question;
    const [only] = subjects;
    const answer = (event: CustomEvent<Answer>): void => this.#end(event.detail);
    const cancel = (): void => this.#end(undefined);
    if (action.ask === "args")
      return html`<job-args-form .board=${this.board} .job=${only} @answer=${answer} @cancel=${cancel}></job-args-form>`;
    if (action.ask === "schedule")
      return html`<job-schedule-form .board=${this.board} .definition=${only} @answer=${answer} @cancel=${cancel}></job-schedule-form>`;
    if (action.ask === "limits")
      return html`<job-limits-form .board=${this.board} .queue=${only} @answer=${answer} @cancel=${cancel}></job-limits-form>`;
    if (action.ask === "hold")
      return html`<job-hold-form .board=${this.board} @answer=${answer} @cancel=${cancel}></job-hold-form>`;
    return action.ask === "when" ? this.#when(question) : this.#sure(question);
  }

  #sure({ action, subjects, total }: Question): TemplateResult {
    const { words, text, count } = this.board.locale;
    const [only] = subjects;
    const one = subjects.length === 1 && only !== undefined;
    const { deleteOne, removeOne, cancelOne } = words.dialogs;
    const question = { remove: removeOne, "cancel-batch": cancelOne }[action.name as string] ?? deleteOne;
    const title = one
      ? text(question, { name: nameOf(only) })
      : total > 0
        ? count(words.dialogs.deleteMany, total)
        : words.dialogs.deleteAll;
    const running = subjects.filter((subject) => "state" in subject && subject.state === "processing").length;
    const { deleteRunning, deleteRunningMany } = words.dialogs;
    const notes = [
      running > 0 && (one ? deleteRunning : count(deleteRunningMany, running)),
      action.name === "cancel-batch" && words.dialogs.cancelHelp,
      action.kind === "job" &&
        subjects.some((subject) => "continuations" in subject && subject.continuations.length > 0) &&
        words.dialogs.deleteHelp,
      this.#whetherFinal(action, subjects),
    ].filter((note) => note !== false);
    return html`<form method="dialog" class="body">
      <h2 id="title">${title}</h2>
      <p>${notes.join(" ")}</p>
      <footer>
        <button type="button" autofocus @click=${() => this.#close(undefined)}>${words.dialogs.cancel}</button>
        <button type="button" class="primary danger" @click=${() => this.#close(Date.now())}>
          ${words.actions[action.name].label}
        </button>
      </footer>
    </form>`;
  }

  /** What is undone is undone as a whole; of all that match it can't be known before. */
  #whetherFinal(action: Action<SubjectKind>, subjects: readonly Subject[]): string | false {
    const { deleteFinal, deletePerhaps } = this.board.locale.words.dialogs;
    if (subjects.length === 0 && action.undo) return deletePerhaps;
    return !subjects.every((subject) => action.undo?.(subject)) && deleteFinal;
  }

  #when({ action, subjects, total }: Question): TemplateResult {
    const { words, text, count } = this.board.locale;
    const [only] = subjects;
    const name =
      only && subjects.length === 1
        ? nameOf(only)
        : total > 0
          ? count(words.list.selected, total)
          : words.list.everythingSelected;
    const { soon, whenHelp, whenLabel, when, cancel } = words.dialogs;
    const now = Date.now();
    const tomorrow = new Date(now).setHours(24, 0, 0, 0) + 9 * 60 * MINUTE;
    const planned = only && "scheduledFor" in only ? only.scheduledFor : undefined;
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    return html`<form method="dialog" class="body" @submit=${this.#onSubmit}>
      <h2 id="title">${text(when, { name })}</h2>
      <div class="soon">
        ${(
          [
            ["10m", now + 10 * MINUTE],
            ["1h", now + 60 * MINUTE],
            ["tomorrow", tomorrow],
          ] as const
        ).map(
          ([key, at]) => html`<button type="button" @click=${() => this.#close(at)}>${soon[key]}</button>`,
        )}
      </div>
      <label for="at">${whenLabel}</label>
      <input id="at" type="datetime-local" required .value=${localInput(Math.max(planned ?? 0, now + MINUTE))} />
      <p class="small">${text(whenHelp, { zone })}</p>
      <footer>
        <button type="button" @click=${() => this.#close(undefined)}>${cancel}</button>
        <button type="submit" class="primary">${words.actions[action.name].label}</button>
      </footer>
    </form>`;
  }

  #onSubmit(event: Event): void {
    event.preventDefault();
    const at = new Date(this.renderRoot.querySelector("input")?.value ?? "").getTime();
    if (!Number.isNaN(at)) this.#close(at);
  }

  /** A click on the dialog itself is one on its backdrop: the form covers the rest. */
  #onClick(event: Event): void {
    if (event.target === event.currentTarget) this.#close(undefined);
  }

  #close(at: number | undefined): void {
    this.#end(at === undefined ? undefined : { at });
  }

  #end(given: Answer | undefined): void {
    const answer = this.#answer;
    this.#answer = undefined;
    this.renderRoot.querySelector("dialog")?.close();
    // What has been typed must not stand there the next time.
    this.question = undefined;
    answer?.(given);
  }
}

/** What a `datetime-local` input takes: the device's own time, without a zone. */
function localInput(at: number): string {
  const moment = new Date(at);
  return new Date(at - moment.getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
}
