import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { BoardElement } from "../board.ts";
import { LANGUAGES, languageOf } from "../locale/languages.ts";
import { icon } from "../theme/icons.ts";

/** What a person may set for themselves; the page's own attributes are where it begins. */
export interface Settings {
  theme: "auto" | "light" | "dark";
  language: string;
  exactTimes: boolean;
  timeZone: string;
}

/** Instead of a zone: a schedule's times in the schedule's own. */
export const SCHEDULE_ZONES = "schedule";

/** Theme, language and times, behind one button. */
export class SettingsMenu extends BoardElement {
  static override properties: PropertyDeclarations = {
    settings: { attribute: false },
    open: { state: true },
  };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    css`
      :host {
        position: relative;
        display: block;
        font-size: 13.5px;
      }
      form {
        position: absolute;
        z-index: 6;
        inset-block-start: calc(100% + 6px);
        inset-inline-end: 0;
        display: grid;
        gap: 10px;
        inline-size: 240px;
        padding: 14px;
        border: 1px solid var(--_line-strong);
        border-radius: calc(var(--_radius) + 2px);
        background: var(--_surface);
        box-shadow: var(--_shadow);
      }
      label {
        display: grid;
        gap: 3px;
        font-size: 12px;
        color: var(--_ink-soft);
      }
      select {
        font-size: 13.5px;
        color: var(--_ink);
        inline-size: 100%;
        background: var(--_surface);
      }
      kbd {
        margin-inline-start: auto;
        font: 12px var(--_mono);
        color: var(--_ink-soft);
      }
      form > button {
        justify-content: start;
      }
    `,
  ];
  declare settings: Settings;
  declare open: boolean;

  constructor() {
    super();
    this.open = false;
  }

  override render(): TemplateResult {
    const { words, text } = this.board.locale;
    const { settings: titles, keys } = words;
    const { theme, language, exactTimes, timeZone } = this.settings;
    const device = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    const zones = [...new Set([device, timeZone, "UTC", SCHEDULE_ZONES])].filter((zone) => zone !== "");
    const pick = (
      name: keyof Settings,
      label: string,
      options: readonly [string, string][],
      now: string,
    ): TemplateResult =>
      html`<label
        >${label}<select @change=${(event: Event) => this.#say(name, (event.target as HTMLSelectElement).value)}>
          ${options.map(([value, title]) => html`<option value=${value} .selected=${value === now}>${title}</option>`)}
        </select></label
      >`;
    return html`<button
        type="button"
        class="bare"
        aria-label=${titles.label}
        title=${titles.label}
        aria-expanded=${this.open}
        @click=${() => this.#toggle(!this.open)}
      >
        ${icon("settings")}
      </button>
      ${
        this.open
          ? html`<form part="settings" @keydown=${this.#onKeydown}>
              ${pick("theme", titles.theme, Object.entries(titles.themes), theme)}
              ${pick(
                "language",
                titles.language,
                Object.entries(LANGUAGES).map(([tag, { name }]) => [tag, name]),
                languageOf(language),
              )}
              ${pick(
                "exactTimes",
                titles.times,
                [
                  ["", titles.relative],
                  ["exact", titles.absolute],
                ],
                exactTimes ? "exact" : "",
              )}
              ${pick(
                "timeZone",
                titles.zone,
                zones.map((zone) => [
                  zone,
                  zone === device
                    ? text(titles.local, { zone })
                    : zone === SCHEDULE_ZONES
                      ? titles.scheduleZones
                      : zone,
                ]),
                timeZone || device,
              )}
              <button type="button" class="bare" @click=${this.#help}>${icon("help")}${keys.title}<kbd>?</kbd></button>
            </form>`
          : nothing
      }`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("pointerdown", this.#onOutside);
  }

  #toggle(open: boolean): void {
    this.open = open;
    if (open) document.addEventListener("pointerdown", this.#onOutside);
    else document.removeEventListener("pointerdown", this.#onOutside);
  }

  readonly #onOutside = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.#toggle(false);
  };

  #onKeydown(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#toggle(false);
    this.renderRoot.querySelector("button")?.focus();
  }

  #help(): void {
    this.#toggle(false);
    this.dispatchEvent(new Event("help"));
  }

  #say(name: keyof Settings, value: string): void {
    const settings = { ...this.settings, [name]: name === "exactTimes" ? value !== "" : value };
    this.dispatchEvent(new CustomEvent("settings", { detail: settings }));
  }
}
