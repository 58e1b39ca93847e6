import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Board } from "../board.ts";
import type { Settings } from "../elements/settings-menu.ts";

type Host = ReactiveControllerHost & {
  readonly board: Board | undefined;
  readonly timeZone: string;
  theme: Settings["theme"];
  chosenLanguage: string;
  chosenZone: string;
  exactTimes: boolean;
};

interface Kept {
  language?: string;
  timeZone?: string;
  exactTimes?: boolean;
  theme?: Settings["theme"] | undefined;
  /** The theme that the page asked for when another was chosen. */
  insteadOf?: Settings["theme"] | undefined;
}

const KEY = "slowmatch-dashboard";

/** Those of this document: of what is set in it no `storage` event tells here. */
const controllers = new Set<SettingsController>();
/** What the browser would not keep: it is for this visit. */
let unkept: Kept | undefined;

/**
 * What a person has set, kept in this browser for the next visit, for every dashboard of the origin. A theme holds for as
 * long as the page asks for the one it was chosen instead of: where a page has a switch of its own, that has the last word.
 */
export class SettingsController implements ReactiveController {
  readonly #host: Host;
  #kept: Kept | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener("storage", this.#onStorage);
    controllers.add(this);
    this.#take();
  }

  hostDisconnected(): void {
    window.removeEventListener("storage", this.#onStorage);
    controllers.delete(this);
  }

  /** Set in another tab. */
  readonly #onStorage = ({ key }: StorageEvent): void => {
    if (key !== KEY && key !== null) return;
    unkept = undefined;
    this.#take();
  };

  #take(): void {
    const host = this.#host;
    const { theme, insteadOf, ...kept } = read();
    const before = this.#kept;
    // What the page asks for, under a theme that was chosen instead.
    const asked = before?.theme === host.theme ? (before?.insteadOf ?? host.theme) : host.theme;
    this.#kept = {};
    host.theme = asked;
    if (theme && insteadOf === asked) {
      this.#kept = { theme, insteadOf };
      host.theme = theme;
    }
    host.chosenLanguage = String(kept.language ?? "");
    host.chosenZone = String(kept.timeZone ?? "");
    host.exactTimes = kept.exactTimes === true;
  }

  get shown(): Settings {
    const { theme, exactTimes, board, chosenZone, timeZone } = this.#host;
    return { theme, exactTimes, language: board?.locale.tag ?? "en", timeZone: chosenZone || timeZone };
  }

  choose({ theme, language, exactTimes, timeZone }: Settings): void {
    const host = this.#host;
    const { shown } = this;
    // Choosing another time zone must not drop the calendar of a tag such as `fa-u-ca-gregory`.
    if (language !== shown.language) host.chosenLanguage = language;
    if (timeZone !== shown.timeZone) host.chosenZone = timeZone;
    host.exactTimes = exactTimes;
    // Another dashboard's theme stays, where the page asks for another one here.
    let chosen = read();
    if (theme !== shown.theme) {
      const before = this.#kept;
      chosen = this.#kept = {
        theme,
        insteadOf: before?.theme === shown.theme ? before.insteadOf : shown.theme,
      };
      host.theme = theme;
    }
    keep({ ...chosen, language: host.chosenLanguage, timeZone: host.chosenZone, exactTimes });
    for (const each of controllers) if (each !== this) each.#take();
  }
}

// A page may be denied its storage, and anybody of the origin may write there: then the page's attributes are all there is.
function read(): Kept {
  if (unkept) return unkept;
  try {
    const flat = (key: string, value: unknown): unknown =>
      key && Object(value) === value ? undefined : value;
    return Object(JSON.parse(localStorage.getItem(KEY) ?? "{}", flat)) as Kept;
  } catch {
    return {};
  }
}

function keep(kept: Kept): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
    unkept = undefined;
  } catch {
    unkept = kept;
  }
}
