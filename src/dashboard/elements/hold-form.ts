import { type CSSResultGroup, html, type PropertyDeclarations, type TemplateResult } from "lit";
import { expectHold } from "../../errors/hold-name.ts";
import type { Answer } from "../actions/action.ts";
import { BoardElement } from "../board.ts";
import { dialogStyles, formStyles } from "../theme/dialog.styles.ts";

/** The name of a hold, and why it is placed. */
export class HoldForm extends BoardElement {
  static override properties: PropertyDeclarations = { problem: { state: true } };
  static override styles: CSSResultGroup = [BoardElement.styles, dialogStyles, formStyles];
  declare problem: string | undefined;

  override render(): TemplateResult {
    const { hold, cancel } = this.board.locale.words.dialogs;
    return html`<form class="body" @submit=${this.#onSubmit} novalidate>
      <h2 id="title">${hold.title}</h2>
      <p>${hold.help}</p>
      <label for="name">${hold.name}</label>
      <input
        id="name"
        class="ltr mono"
        autocomplete="off"
        spellcheck="false"
        aria-invalid=${this.problem !== undefined}
        aria-describedby="problem"
        @input=${() => {
          this.problem = undefined;
        }}
      />
      <label for="reason">${hold.reason}</label>
      <input id="reason" dir="auto" autocomplete="off" />
      <p class="wrong" id="problem" role="status">${this.problem ?? ""}</p>
      <footer>
        <button type="button" @click=${() => this.dispatchEvent(new Event("cancel"))}>${cancel}</button>
        <button type="submit" class="primary">${hold.save}</button>
      </footer>
    </form>`;
  }

  #value(id: string): string {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)?.value.trim() ?? "";
  }

  #onSubmit(event: Event): void {
    event.preventDefault();
    const [name, reason] = [this.#value("name"), this.#value("reason")];
    try {
      expectHold("hold", name);
    } catch (error) {
      this.problem = (error as Error).message;
      return;
    }
    const answer: Answer = { at: Date.now(), hold: { name, ...(reason === "" ? {} : { reason }) } };
    this.dispatchEvent(new CustomEvent("answer", { detail: answer }));
  }
}
