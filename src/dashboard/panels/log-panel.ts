import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { LOG_LEVELS, type LogEntry, type LogLevel } from "../../job/log.ts";
import { BoardElement } from "../board.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { timeOf } from "../elements/parts.ts";
import { type IconName, icon } from "../theme/icons.ts";
import { PanelElement } from "./panel-element.ts";

const ICONS: Readonly<Record<LogLevel, IconName>> = {
  debug: "code",
  info: "info",
  warn: "failed",
  error: "failed",
};

/** So many lines are found by looking. */
const FEW = 8;

/** What a job's handler has written, by attempt and level. Nothing for a job that wrote nothing. */
export class LogPanel extends PanelElement {
  static override properties: PropertyDeclarations = {
    jobId: { attribute: false },
    least: { state: true },
    wanted: { state: true },
  };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    css`
      :host {
        display: block;
        font-size: 13px;
        line-height: 1.5;
      }
      select {
        font-size: 12.5px;
        min-block-size: 28px;
      }
      input {
        inline-size: 160px;
        min-block-size: 28px;
        font-size: 12.5px;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 0 10px;
        padding-block: 5px;
        border-block-start: 1px solid var(--_line);
      }
      li.new {
        border-block-start: 2px solid var(--_line);
      }
      .icon {
        font-size: 14px;
        margin-block-start: 2px;
        color: var(--_ink-soft);
      }
      .warn .icon {
        color: var(--_scheduled);
      }
      .error .icon,
      .error p {
        color: var(--_failed);
      }
      p {
        overflow-wrap: anywhere;
      }
      bdi {
        white-space: pre-wrap;
      }
      /* What it shows reads from left to right; it begins where its line does all the same. */
      job-value {
        grid-column: 2 / -1;
        justify-self: start;
        max-inline-size: 100%;
      }
    `,
  ];
  declare jobId: string;
  /** The least level that is shown. */
  declare least: LogLevel;
  /** What a line must hold to be shown. */
  declare wanted: string;
  readonly #reading: MonitorController<LogEntry[]>;

  constructor() {
    super();
    this.least = "debug";
    this.wanted = "";
    this.#reading = new MonitorController<LogEntry[]>(this, {
      read: (client) => client.monitor.log(this.jobId),
      wants: (notice) => notice.type === "job" && notice.id === this.jobId,
      key: () => [this.jobId],
    });
  }

  override render(): TemplateResult | typeof nothing {
    const entries = this.#reading.value;
    if (!entries || entries.length === 0) return nothing;
    const { log } = this.board.locale.words;
    const wanted = this.wanted.toLowerCase();
    const shown = entries.filter(
      ({ level, message }) =>
        LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(this.least) && message.toLowerCase().includes(wanted),
    );
    return html`<section class="panel" part="log">
      <header>
        <h3>${log.title}</h3>
        ${
          entries.length > FEW
            ? html`<input
                type="search"
                placeholder=${log.filter}
                aria-label=${log.filter}
                @input=${(event: Event) => this.#find((event.target as HTMLInputElement).value)}
              />`
            : nothing
        }
        <select aria-label=${log.level} @change=${this.#onLevel}>
          ${LOG_LEVELS.map(
            (level) =>
              html`<option value=${level} .selected=${level === this.least}>
                ${level === "debug" ? log.all : log.levels[level]}
              </option>`,
          )}
        </select>
      </header>
      <ol class="body">
        ${shown.map((entry, i) => this.#entry(entry, entry.attempt !== shown[i - 1]?.attempt))}
      </ol>
    </section>`;
  }

  #entry({ attempt, at, level, message, data }: LogEntry, first: boolean): TemplateResult {
    const { board } = this;
    const { words, number } = { ...board.locale };
    return html`<li class="${level} ${first ? "new" : ""}">
      <span title=${words.log.levels[level]}>${icon(ICONS[level])}<span class="hidden">${words.log.levels[level]}</span></span>
      <p>
        <bdi>${message}</bdi>
        ${first ? html`<span class="chip">${words.job.factNames.attempt} ${number(attempt)}</span>` : nothing}
      </p>
      <span class="soft num">${timeOf(board, at)}</span>
      ${data === undefined ? nothing : html`<job-value .board=${board} .value=${data} label=${message}></job-value>`}
    </li>`;
  }

  #find(wanted: string): void {
    this.wanted = wanted;
  }

  #onLevel(event: Event): void {
    this.least = (event.target as HTMLSelectElement).value as LogLevel;
  }
}
