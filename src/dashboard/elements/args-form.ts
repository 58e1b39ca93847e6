import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Job } from "../../job/job.ts";
import type { Answer } from "../actions/action.ts";
import { BoardElement } from "../board.ts";
import { fromEditable, toEditable } from "../panels/editable-value.ts";
import { dialogStyles, formStyles } from "../theme/dialog.styles.ts";

/** The arguments of a copy, as JSON that is checked while it is written. */
export class ArgsForm extends BoardElement {
  static override properties: PropertyDeclarations = {
    job: { attribute: false },
    problem: { state: true },
  };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    dialogStyles,
    formStyles,
    css`
      textarea {
        min-block-size: 180px;
        resize: vertical;
        direction: ltr;
        text-align: left;
        font: 12.5px/1.6 var(--_mono);
      }
    `,
  ];
  declare job: Job;
  /** Why what is written can't be read. */
  declare problem: string | undefined;
  #given = "";

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("job")) return;
    this.#given = toEditable(this.job.args, this.job.redact);
    this.problem = undefined;
  }

  override render(): TemplateResult {
    const { words, text } = this.board.locale;
    const { copy, cancel } = words.dialogs;
    return html`<form class="body" @submit=${this.#onSubmit} novalidate>
      <h2 id="title">${text(copy.title, { name: this.job.displayName })}</h2>
      <p>${copy.help}</p>
      <label for="args">${words.job.arguments}</label>
      <textarea
        id="args"
        rows="10"
        spellcheck="false"
        aria-invalid=${this.problem !== undefined}
        aria-describedby="problem"
        .value=${this.#given}
        @input=${this.#check}
      ></textarea>
      <p id="problem" class="wrong" role="status">
        ${this.problem === undefined ? nothing : html`${copy.unreadable} <span class="ltr mono">${this.problem}</span>`}
      </p>
      <label for="queue">${words.columns.queue}</label>
      <input id="queue" class="ltr" autocomplete="off" spellcheck="false" .value=${this.job.queue} />
      <p class="small">${copy.notation}</p>
      <footer>
        <button type="button" @click=${() => this.dispatchEvent(new Event("cancel"))}>${cancel}</button>
        <button type="submit" class="primary" ?disabled=${this.problem !== undefined}>${words.actions.duplicate.label}</button>
      </footer>
    </form>`;
  }

  #read(): unknown {
    const written = this.renderRoot.querySelector("textarea")?.value ?? "";
    // What wasn't touched stays exactly what it was, whatever JSON makes of it.
    return written === this.#given ? this.job.args : fromEditable(written, this.job.args);
  }

  readonly #check = (): void => {
    try {
      this.#read();
      this.problem = undefined;
    } catch (error) {
      this.problem = (error as Error).message;
    }
  };

  #onSubmit(event: Event): void {
    event.preventDefault();
    this.#check();
    if (this.problem !== undefined) return;
    const queue = this.renderRoot.querySelector("input")?.value.trim() || this.job.queue;
    const answer: Answer = { at: Date.now(), copy: { args: this.#read(), queue } };
    this.dispatchEvent(new CustomEvent("answer", { detail: answer }));
  }
}
