import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { BoardElement } from "../board.ts";
import { parseSearch, withoutTerm } from "../search.ts";
import { icon } from "../theme/icons.ts";

/** After the last key; short enough to feel immediate, long enough not to read for every letter. */
const SETTLE = 150;

/** One box for words and qualifiers; the qualifiers show as chips that can be taken out. */
export class SearchBox extends BoardElement {
  static override properties: PropertyDeclarations = { value: { attribute: false } };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    css`
      :host {
        display: block;
        font-size: 13.5px;
      }
      .box {
        position: relative;
      }
      .box > .icon {
        position: absolute;
        inset-block-start: 8px;
        inset-inline-start: 10px;
        color: var(--_ink-soft);
        pointer-events: none;
      }
      input {
        inline-size: 100%;
        padding-inline: 34px 32px;
      }
      input::placeholder {
        color: var(--_ink-soft);
        opacity: 1;
      }
      input::-webkit-search-cancel-button {
        display: none;
      }
      .box button {
        position: absolute;
        inset-block-start: 1px;
        inset-inline-end: 1px;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin-block-start: 8px;
      }
      li button {
        min-block-size: 24px;
        padding: 0 4px 0 8px;
        padding-inline: 8px 4px;
        font-weight: 400;
        font-size: 12.5px;
      }
      li .icon {
        font-size: 12px;
      }
    `,
  ];
  declare value: string;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.value = "";
  }

  override focus(): void {
    this.renderRoot.querySelector("input")?.select();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render(): TemplateResult {
    const { words, text } = this.board.locale;
    const chips = parseSearch(this.value).filter(({ field }) => field !== "words");
    return html`<div class="box">
        ${icon("search")}
        <input
          type="search"
          part="search"
          aria-label=${words.list.search}
          placeholder=${words.list.searchHint}
          autocomplete="off"
          spellcheck="false"
          .value=${this.value}
          @input=${this.#onInput}
          @keydown=${this.#onKeydown}
        />
        ${
          this.value
            ? html`<button type="button" class="bare" aria-label=${words.list.clear} @click=${() => this.#say("")}>
                ${icon("close")}
              </button>`
            : nothing
        }
      </div>
      ${
        chips.length > 0
          ? html`<ul>
              ${chips.map(
                (term) => html`<li>
                  <button
                    type="button"
                    aria-label=${text(words.list.removeFilter, { filter: term.text })}
                    @click=${() => this.#say(withoutTerm(this.value, term))}
                  >
                    <span class="ltr">${term.text}</span>${icon("close")}
                  </button>
                </li>`,
              )}
            </ul>`
          : nothing
      }`;
  }

  #onInput(event: Event): void {
    const { value } = event.target as HTMLInputElement;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#say(value), SETTLE);
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.key === "Enter") this.#say((event.target as HTMLInputElement).value);
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (this.value) this.#say("");
    else (event.target as HTMLInputElement).blur();
  }

  #say(value: string): void {
    clearTimeout(this.#timer);
    this.dispatchEvent(new CustomEvent("search", { detail: value }));
  }
}
