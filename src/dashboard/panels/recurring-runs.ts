import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { RecurringJob } from "../../recurring/snapshot.ts";
import { BoardElement } from "../board.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { linkTo, timeOf } from "../elements/parts.ts";
import { wordOf } from "../elements/run-strip.ts";
import { scheduleBoard } from "../locale/zoned.ts";
import { isState } from "../routes.ts";
import { icon } from "../theme/icons.ts";
import { stateColors } from "../theme/tokens.styles.ts";
import { upcoming, upcomingStyles } from "./upcoming.ts";

/** Runs told one by one; the strip shows the others. */
const TOLD = 6;

/** A definition's next runs, also in its own zone, and its last ones with what became of them. */
export class RecurringRuns extends BoardElement {
  static override properties: PropertyDeclarations = { definition: { attribute: false } };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    stateColors,
    upcomingStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr));
        gap: 10px 24px;
        padding: 10px 12px;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        background: var(--_raised);
        font-size: 13px;
        line-height: 1.45;
      }
      h3 {
        font-size: 12.5px;
        margin-block-end: 4px;
      }
    `,
  ];
  declare definition: RecurringJob;
  readonly #next: MonitorController<number[]>;

  constructor() {
    super();
    this.#next = new MonitorController<number[]>(this, {
      read: (client) => client.recurring.upcoming(this.definition.id),
      wants: (notice) => notice.type === "recurring" && notice.id === this.definition.id,
      key: () => [this.definition.id, this.definition.nextRunAt],
    });
  }

  override render(): TemplateResult {
    const { definition } = this;
    const board = scheduleBoard(this.board, definition.timeZone);
    const { locale } = board;
    const { recurring, columns } = locale.words;
    return html`<div>
        <h3>${recurring.upcoming}</h3>
        ${upcoming(this.board, definition, this.#next.value)}
      </div>
      <div>
        <h3>${columns.runs}</h3>
        <ol>
          ${definition.runs
            .slice(-TOLD)
            .reverse()
            .map(({ plannedAt, jobId, outcome, lateness = 0, manual, wokenBy }) => {
              const state = isState(outcome) ? outcome : undefined;
              const time = timeOf(board, plannedAt);
              return html`<li data-state=${state ?? "none"}>
                ${icon(state ?? "enqueued")}
                ${jobId ? linkTo(board, { view: "job", jobId }, time, "quiet") : time}
                <span>${outcome === undefined ? "" : wordOf(outcome, locale)}</span>
                ${lateness > 1_000 ? html`<span class="soft num">${locale.text(recurring.lateBy, { duration: locale.duration(lateness) })}</span>` : nothing}
                ${manual ? html`<span class="chip">${recurring.byHand}</span>` : wokenBy ? html`<code class="soft ltr">${wokenBy}</code>` : nothing}
              </li>`;
            })}
          ${definition.runs.length === 0 ? html`<li class="soft">${recurring.noRuns}</li>` : nothing}
        </ol>
      </div>`;
  }
}
