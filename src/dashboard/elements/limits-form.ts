import { type CSSResultGroup, css, html, type PropertyDeclarations, type TemplateResult } from "lit";
import { inWords } from "../../job/limit.ts";
import { type QueueLimitOptions, storedQueueLimits } from "../../job/queue-limit-options.ts";
import type { QueueInfo } from "../../monitor/queue-info.ts";
import type { Answer } from "../actions/action.ts";
import { BoardElement } from "../board.ts";
import { dialogStyles, formStyles } from "../theme/dialog.styles.ts";

type Mode = "sliding" | "fixed";

/** What a queue is limited to, checked while it is typed; an empty field is no limit. */
export class LimitsForm extends BoardElement {
  static override properties: PropertyDeclarations = {
    queue: { attribute: false },
    problem: { state: true },
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
    `,
  ];
  declare queue: QueueInfo;
  declare problem: string | undefined;

  override render(): TemplateResult {
    const { words, text } = this.board.locale;
    const { limits, cancel } = words.dialogs;
    const { concurrency, rateLimit } = this.queue.limits ?? {};
    const field = (id: string, label: string, value: unknown, numeric = true): TemplateResult => html`<div>
      <label for=${id}>${label}</label>
      <input
        id=${id}
        class="ltr"
        inputmode=${numeric ? "numeric" : "text"}
        autocomplete="off"
        spellcheck="false"
        placeholder=${numeric ? limits.empty : "1m"}
        aria-invalid=${this.problem !== undefined}
        aria-describedby="problem"
        .value=${value === undefined ? "" : String(value)}
        @input=${this.#check}
      />
    </div>`;
    const per = rateLimit && inWords(rateLimit.per).replace(" ", "").replace("min", "m");
    return html`<form class="body" @submit=${this.#onSubmit} novalidate>
      <h2 id="title">${text(limits.title, { name: this.queue.name })}</h2>
      <p>${limits.help}</p>
      ${field("concurrency", limits.concurrency, concurrency)}
      <div class="pair">
        ${field("starts", limits.starts, rateLimit?.limit)} ${field("per", limits.per, per, false)}
      </div>
      <label for="mode">${limits.mode}</label>
      <select id="mode" @change=${this.#check}>
        ${(["sliding", "fixed"] as const).map((mode) => html`<option value=${mode} .selected=${mode === (rateLimit?.mode ?? "sliding")}>${limits.modes[mode]}</option>`)}
      </select>
      <p class="wrong" id="problem" role="status">${this.problem ?? ""}</p>
      <footer>
        <button type="button" @click=${() => this.dispatchEvent(new Event("cancel"))}>${cancel}</button>
        <button type="submit" class="primary" ?disabled=${this.problem !== undefined}>${limits.save}</button>
      </footer>
    </form>`;
  }

  #value(id: string): string {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)?.value.trim() ?? "";
  }

  /** What is typed, as `limitQueue` takes it; `null` for no limit. */
  #limits(): QueueLimitOptions | null {
    const [concurrency, starts, per] = [
      this.#value("concurrency"),
      this.#value("starts"),
      this.#value("per"),
    ];
    const limits: QueueLimitOptions = {};
    if (concurrency !== "") limits.concurrency = Number(concurrency);
    if (starts !== "")
      limits.rateLimit = { limit: Number(starts), per: per || "1m", mode: this.#value("mode") as Mode };
    return Object.keys(limits).length === 0 ? null : limits;
  }

  readonly #check = (): void => {
    try {
      storedQueueLimits("limitQueue", this.#limits());
      this.problem = undefined;
    } catch (error) {
      this.problem = (error as Error).message;
    }
  };

  #onSubmit(event: Event): void {
    event.preventDefault();
    this.#check();
    if (this.problem !== undefined) return;
    const answer: Answer = { at: Date.now(), limits: this.#limits() };
    this.dispatchEvent(new CustomEvent("answer", { detail: answer }));
  }
}
