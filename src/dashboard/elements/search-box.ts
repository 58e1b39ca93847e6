import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { BoardElement } from "../board.ts";
import { parseSearch, type Term, withoutTerm } from "../search.ts";
import { type Known, type Suggestion, suggest } from "../suggest.ts";
import { icon } from "../theme/icons.ts";
import { searchBoxStyles } from "./search-box.styles.ts";

/** After the last key; short enough to feel immediate, long enough not to read for every letter. */
const SETTLE = 150;

/**
 * One box for words and qualifiers. What may follow is suggested under it, as in a shell: arrows choose, Tab or Enter
 * takes. Qualifiers show as chips that can be taken out.
 */
export class SearchBox extends BoardElement {
  static override properties: PropertyDeclarations = {
    value: { attribute: false },
    tags: { attribute: false },
    queues: { attribute: false },
    typed: { state: true },
    open: { state: true },
    at: { state: true },
    known: { state: true },
  };
  static override styles: CSSResultGroup = [BoardElement.styles, searchBoxStyles];
  declare value: string;
  /** Tags of the jobs on the screen, to be suggested. */
  declare tags: readonly string[];
  /** Queues of the jobs on the screen. */
  declare queues: readonly string[];
  /** What the box holds: ahead of `value` while a person types. */
  declare typed: string;
  declare open: boolean;
  /** The suggestion that is chosen; -1 for none. */
  declare at: number;
  declare known: Known;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.value = this.typed = "";
    this.tags = this.queues = [];
    this.open = false;
    this.at = -1;
    this.known = {};
  }

  override focus(): void {
    this.renderRoot.querySelector("input")?.select();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("value") && this.value !== this.typed.trim()) this.typed = this.value;
  }

  get #offers(): Suggestion[] {
    return this.open ? suggest(this.typed, { ...this.known, tag: this.tags }) : [];
  }

  override render(): TemplateResult {
    const { words } = this.board.locale;
    const offers = this.#offers;
    const chips = parseSearch(this.value).filter(({ field }) => field !== "words");
    const isOpen = offers.length > 0;
    return html`<div class="box">
        ${icon("search")}
        <input
          type="search"
          role="combobox"
          part="search"
          aria-label=${words.list.search}
          aria-autocomplete="list"
          aria-controls="offers"
          aria-expanded=${isOpen}
          aria-activedescendant=${isOpen && this.at >= 0 ? `offer-${this.at}` : nothing}
          placeholder=${words.list.searchHint}
          autocomplete="off"
          spellcheck="false"
          dir=${this.typed ? "auto" : nothing}
          .value=${this.typed}
          @focus=${this.#onFocus}
          @blur=${this.#close}
          @input=${this.#onInput}
          @keydown=${this.#onKeydown}
        />
        ${
          this.typed
            ? html`<button type="button" class="bare" aria-label=${words.list.clear} @click=${() => this.#say("")}>
                ${icon("close")}
              </button>`
            : nothing
        }
        <ul id="offers" class="offers" role="listbox" part="suggestions" aria-label=${words.list.suggestions} ?hidden=${!isOpen}>
          ${offers.map((offer, i) => this.#offer(offer, i))}
        </ul>
      </div>
      ${chips.length > 0 ? html`<ul class="chips">${chips.map((term) => html`<li>${this.#chip(term)}</li>`)}</ul>` : nothing}`;
  }

  #offer(offer: Suggestion, i: number): TemplateResult {
    const { fields } = this.board.locale.words.list;
    // The pointer must not take the focus from the box, or the list would be gone before the click.
    return html`<li
      id="offer-${i}"
      role="option"
      aria-selected=${i === this.at}
      @pointerdown=${(event: Event) => event.preventDefault()}
      @click=${() => this.#take(offer)}
    >
      <code class="ltr">${offer.text}</code>${offer.open ? html`<span class="soft">${fields[offer.field]}</span>` : nothing}
    </li>`;
  }

  #chip(term: Term): TemplateResult {
    const { words, text } = this.board.locale;
    const { wrongFilter, replacedFilter } = words.list;
    const fault = term.wrong ? wrongFilter : term.replaced ? replacedFilter : undefined;
    return html`<button
      type="button"
      class=${fault ? "wrong" : ""}
      title=${fault ?? nothing}
      aria-label=${text(words.list.removeFilter, { filter: term.text })}
      @click=${() => this.#say(withoutTerm(this.value, term))}
    >
      ${fault ? icon("failed") : nothing}<span class="ltr">${term.text}</span>${icon("close")}
    </button>`;
  }

  async #onFocus(): Promise<void> {
    this.open = true;
    const { client } = this.board;
    try {
      const [queues, servers, recurring] = await Promise.all([
        client.monitor.queues(),
        client.monitor.servers(),
        client.monitor.recurring(),
      ]);
      this.known = {
        // Also those that are empty now: jobs that have ended had been in them.
        queue: [
          ...new Set([
            ...queues.map(({ name }) => name),
            ...this.queues,
            ...servers.flatMap((each) => each.queues),
          ]),
        ],
        name: [...new Set(servers.flatMap(({ handles }) => handles))],
        recurring: recurring.map(({ id }) => id),
      };
    } catch {
      // Suggestions are a help; the list says what is the matter with the store.
    }
  }

  readonly #close = (): void => {
    this.open = false;
    this.at = -1;
  };

  #onInput(event: Event): void {
    this.typed = (event.target as HTMLInputElement).value;
    this.open = true;
    this.at = -1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#say(this.typed, false), SETTLE);
  }

  #onKeydown(event: KeyboardEvent): void {
    const offers = this.#offers;
    const offer = offers[this.at];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (offers.length === 0) return;
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      this.at = this.at < 0 && by < 0 ? offers.length - 1 : (this.at + by + offers.length) % offers.length;
    } else if ((event.key === "Enter" || event.key === "Tab") && offer) {
      event.preventDefault();
      this.#take(offer);
    } else if (event.key === "Enter") {
      this.#say(this.typed);
      this.#close();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (offers.length > 0) this.#close();
      else if (this.typed) this.#say("");
      else this.dispatchEvent(new Event("leave"));
    }
  }

  #take({ search, open }: Suggestion): void {
    this.typed = search;
    this.at = -1;
    this.open = true;
    if (!open) this.#say(search, false);
    this.renderRoot.querySelector("input")?.focus();
  }

  /** @param whole the box shows it too, not only what is typed */
  #say(value: string, whole = true): void {
    clearTimeout(this.#timer);
    if (whole) this.typed = value;
    this.dispatchEvent(new CustomEvent("search", { detail: value.trim() }));
  }
}
