import { type CSSResultGroup, css, html, nothing, type TemplateResult } from "lit";
import type { RecurringJob } from "../../recurring/snapshot.ts";
import { BoardElement } from "../board.ts";
import { CronWordsController } from "../controllers/cron-words-controller.ts";
import { FocusController } from "../controllers/focus-controller.ts";
import { HotkeyController } from "../controllers/hotkey-controller.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { each } from "../elements/each.ts";
import { actionButton } from "../elements/job-row.ts";
import { emptyNote, noteStyles, skeleton } from "../elements/list-notes.ts";
import { code, linkTo, timeOf } from "../elements/parts.ts";
import { problemPanel } from "../elements/problem-panel.ts";
import { actionKeys, focusedId, moveKeys } from "../elements/row-keys.ts";
import { runStrip } from "../elements/run-strip.ts";
import { scheduleBoard } from "../locale/zoned.ts";
import { icon } from "../theme/icons.ts";
import { tableStyles } from "../theme/table.styles.ts";
import { stateColors } from "../theme/tokens.styles.ts";

/** What runs when, and did it. */
export class RecurringPage extends BoardElement {
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    stateColors,
    noteStyles,
    tableStyles,
    css`
      .strip {
        display: block;
        inline-size: 120px;
        block-size: 22px;
      }
      .strip rect {
        fill: var(--c);
      }
      .cross {
        stroke: var(--_surface);
        stroke-width: 1;
      }
      .warn {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        font-weight: 550;
        color: var(--_scheduled);
      }
      .warn .icon {
        font-size: 14px;
      }
      .broken {
        color: var(--_failed);
        white-space: normal;
        overflow-wrap: anywhere;
      }
      .sub {
        font-size: 12px;
      }
      .plan {
        inline-size: 30%;
        white-space: normal;
      }
      .meta {
        padding-inline-start: 0;
      }
      .paused .strip {
        opacity: 0.6;
      }
      /* The sentence needs the room more. */
      @container (max-width: 960px) {
        .short {
          display: none;
        }
      }
    `,
  ];
  readonly #reading: MonitorController<RecurringJob[]>;
  readonly #words: CronWordsController;
  readonly #opened = new Set<string>();

  constructor() {
    super();
    this.#words = new CronWordsController(this);
    this.#reading = new MonitorController<RecurringJob[]>(this, {
      read: (client) => client.monitor.recurring(),
      // Its jobs' endings are its runs' outcomes.
      wants: (notice) =>
        notice.type === "recurring" || (notice.type === "job" && notice.recurringId !== undefined),
    });
    new FocusController(this);
    new HotkeyController(this, () => ({
      ...moveKeys(this),
      e: () => this.#toggle(focusedId(this) ?? ""),
      ...actionKeys(this, "recurring", (id) => this.#reading.value?.find((each) => each.id === id)),
    }));
  }

  override render(): TemplateResult | typeof nothing {
    const { board } = this;
    const { words } = board.locale;
    const { value, error, slow } = this.#reading;
    if (error !== undefined && !value)
      return problemPanel(error, board.locale, () => void this.#reading.refresh());
    if (!value) return slow ? skeleton(words.list.loading) : nothing;
    if (value.length === 0) return emptyNote("recurring", words.recurring.none, words.recurring.noneHelp);
    const titles = ["schedule", "next", "last", "runs"] as const;
    return html`<h2 class="hidden">${words.views.recurring}</h2>
      <div class="frame">
        <table role="table" aria-label=${words.views.recurring}>
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">${words.columns.job}</th>
              ${titles.map((title) => html`<th role="columnheader" scope="col" class=${title === "runs" ? "short" : ""}>${words.columns[title]}</th>`)}
              <th role="columnheader" scope="col"><span class="hidden">${words.columns.actions}</span></th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            ${each(
              value,
              ({ id }) => id,
              (each) => this.#row(each),
            )}
          </tbody>
        </table>
      </div>`;
  }

  #row(stored: RecurringJob): TemplateResult {
    const { board } = this;
    const { actions, locale } = board;
    const { columns } = locale.words;
    const each = actions?.shown("recurring", stored) ?? stored;
    const open = this.#opened.has(each.id);
    const cell = (title: keyof typeof columns, content: unknown, room = ""): TemplateResult =>
      html`<td role="cell" class="cell ${room}"><span class="label">${columns[title]}</span><div class="value num">${content}</div></td>`;
    return html`<tr role="row" class="row ${each.paused ? "paused" : ""}" data-id=${each.id}>
      <td role="cell" class="job">
        <div class="title">${linkTo(board, { view: "jobs", search: `recurring:${each.id}` }, each.id, "name")}</div>
        <div class="meta">
          <span class="ltr">${each.name}</span>
          ${each.queue === "default" ? nothing : html`<span class="chip">${icon("queues")}<span class="ltr">${each.queue}</span></span>`}
        </div>
      </td>
      ${cell("schedule", this.#schedule(stored), "plan")} ${cell("next", this.#next(each))} ${cell("last", this.#last(each))}
      ${cell("runs", runStrip(each, locale), "short")}
      <td role="cell" class="acts">
        <button
          type="button"
          class="bare"
          aria-expanded=${open}
          aria-label=${locale.text(locale.words.recurring.details, { name: each.id })}
          @click=${() => this.#toggle(each.id)}
        >
          ${icon("chevron", open ? "turned" : "flip")}
        </button>
        ${(actions?.offered("recurring", stored) ?? []).map((action) => actionButton(board, action, each.id, () => actions?.run(action, [stored])))}
      </td>
    </tr>
    ${
      open
        ? html`<tr role="row" class="opened">
            <td role="cell" colspan="6">
              <job-recurring-runs .board=${board} .definition=${each}></job-recurring-runs>
            </td>
          </tr>`
        : nothing
    }`;
  }

  #toggle(id: string): void {
    if (!this.#opened.delete(id)) this.#opened.add(id);
    this.requestUpdate();
  }

  #schedule(stored: RecurringJob): TemplateResult {
    const { locale } = this.board;
    const { recurring } = locale.words;
    const { cron = "", every, timeZone } = stored;
    if (every !== undefined)
      return html`${locale.text(recurring.every, { duration: locale.duration(every) })}`;
    const words = neverDue(stored) ? recurring.neverDue : this.#words.say(stored, locale);
    const zone =
      timeZone === "device" ? locale.words.settings.deviceZone : html`<span class="ltr">${timeZone}</span>`;
    // Two lines with words and without, so that nothing moves when they arrive.
    return words === undefined
      ? html`<div>${code(cron)}</div><div class="sub">${zone}</div>`
      : html`<div dir="auto">${words}</div><div class="sub">${code(cron)} · ${zone}</div>`;
  }

  #next(each: RecurringJob): TemplateResult {
    const { paused, error, nextRunAt } = each;
    const { recurring } = this.board.locale.words;
    if (error)
      return html`<span class="warn broken" title=${error.message}>${icon("failed")}${recurring.broken}</span><div class="sub broken"><bdi>${error.message}</bdi></div>`;
    if (paused) return html`<span class="warn">${icon("pause")}${recurring.paused}</span>`;
    return nextRunAt === undefined
      ? html`<span>${recurring.ended}</span>`
      : html`<job-next-run .board=${this.board} .definition=${each}></job-next-run>`;
  }

  #last({ lastRunAt, lastJobId, runs, timeZone }: RecurringJob): TemplateResult {
    const board = scheduleBoard(this.board, timeZone);
    const { recurring } = board.locale.words;
    if (lastRunAt === undefined) return html`<span>${recurring.never}</span>`;
    const last = runs.at(-1);
    const late = last?.lateness ?? 0;
    const time = timeOf(board, lastRunAt);
    return html`${lastJobId ? linkTo(board, { view: "job", jobId: lastJobId }, time, "quiet") : time}
      ${late > 60_000 ? html`<div class="sub">${board.locale.text(recurring.lateBy, { duration: board.locale.duration(late) })}</div>` : nothing}`;
  }
}

/** Its dates don't exist; nothing else, such as an end that has come, is why there is no next run. */
const neverDue = ({ nextRunAt, paused, error, endAt, maxRuns }: RecurringJob): boolean =>
  nextRunAt === undefined && !paused && !error && endAt === undefined && maxRuns === undefined;
