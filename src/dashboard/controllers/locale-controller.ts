import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Board } from "../board.ts";
import type { Catalogue } from "../locale/catalogue.ts";
import { en } from "../locale/en.ts";
import { LANGUAGES, languageOf } from "../locale/languages.ts";
import { createLocale, type Locale } from "../locale/locale.ts";

type Host = ReactiveControllerHost &
  HTMLElement & {
    board?: Board | undefined;
    timeZone?: string;
    chosenLanguage?: string;
    chosenZone?: string;
  };

const loaded = new Map<string, Catalogue>([["en", en]]);

/**
 * The language of a host: its own `lang`, else the nearest around it, else the browser's. Inside a dashboard, the
 * dashboard's. English until another one's words are there.
 */
export class LocaleController implements ReactiveController {
  readonly #host: Host;
  #made: Locale | undefined;
  #key = "";

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#key = "";
  }

  get locale(): Locale {
    return this.#host.board?.locale ?? this.own();
  }

  /** What the host would speak without a dashboard around it. */
  own(): Locale {
    const tag = this.#tag();
    const language = languageOf(tag);
    const zone = this.#host.chosenZone || this.#host.timeZone;
    const words = loaded.get(language);
    const key = `${tag} ${zone} ${words ? "" : "loading"}`;
    if (this.#made && key === this.#key) return this.#made;
    this.#key = key;
    if (!words) void this.#load(language);
    const shown = words ? tag : "en";
    this.#made = createLocale(words ?? en, shown, LANGUAGES[languageOf(shown)]?.direction ?? "ltr", zone);
    return this.#made;
  }

  #tag(): string {
    const { chosenLanguage, lang } = this.#host;
    const tag = chosenLanguage || lang || languageAround(this.#host) || navigator.language;
    try {
      // A language we have no words for would mix its dates into English sentences.
      return languageOf(tag) === "en" && !/^en\b/i.test(tag)
        ? "en"
        : (Intl.getCanonicalLocales(tag)[0] ?? "en");
    } catch {
      return "en";
    }
  }

  async #load(language: string): Promise<void> {
    try {
      const words = await LANGUAGES[language]?.load();
      if (words) loaded.set(language, words);
    } catch {
      // Offline, or the host serves no chunks: English is better than nothing.
      loaded.set(language, en);
    }
    this.#host.requestUpdate();
  }
}

function languageAround(element: Element): string {
  for (let at: Element | null = element; at; ) {
    const near: Element | null = at.closest("[lang]:not([lang=''])");
    if (near) return near.getAttribute("lang") ?? "";
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return "";
}
