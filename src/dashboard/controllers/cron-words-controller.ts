import type { ReactiveControllerHost } from "lit";
import type { RecurringJob } from "../../recurring/snapshot.ts";
import { languageOf } from "../locale/languages.ts";
import type { Locale } from "../locale/locale.ts";
import { type CronWords, loadCronWords } from "../panels/cron-words.ts";

const loaded = new Map<string, CronWords>();

/** Schedules in words for a host, which renders again once the library for its language is there. */
export class CronWordsController {
  readonly #host: ReactiveControllerHost;
  readonly #asked = new Set<string>();

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** The first to be said fetches the library; until it is there, and for what it can't say, `undefined`. */
  say({ cron, dayMatch = "or" }: RecurringJob, locale: Locale): string | undefined {
    if (cron === undefined) return undefined;
    const language = languageOf(locale.tag);
    const words = loaded.get(language);
    if (!words) void this.#load(language);
    return words?.(cron, dayMatch, locale);
  }

  async #load(language: string): Promise<void> {
    if (this.#asked.has(language)) return;
    this.#asked.add(language);
    try {
      loaded.set(language, await loadCronWords(language));
      this.#host.requestUpdate();
    } catch {
      // Offline, or the host serves no chunks: the expression says it too. The next page to open asks again.
    }
  }
}
