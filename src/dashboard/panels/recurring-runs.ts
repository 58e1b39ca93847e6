import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { RecurringJob } from "../../recurring/snapshot.ts";
import { BoardElement } from "../board.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { linkTo, timeOf } from "../elements/parts.ts";
import { createLocale } from "../locale/locale.ts";
import { isState } from "../routes.ts";
import { icon } from "../theme/icons.ts";
import { stateColors } from "../theme/tokens.styles.ts";

/** Runs told one by one; the strip shows the others. */
const TOLD = 6;

/** A definition's next runs, also in its own zone, and its last ones with what became of them. */
export class RecurringRuns extends BoardElement {
  static override properties: PropertyDeclarations = { definition: { attribute: false } };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    stateColors,
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
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 8px;
        min-block-size: 26px;
      }
      .icon {
        font-size: 14px;
        color: var(--c, var(--_ink-soft));
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
    const { board, definition } = this;
    const { locale } = board;
    const { recurring, columns, states } = locale.words;
    const own =
      definition.timeZone === locale.timeZone ? undefined : zoned(board.locale, definition.timeZone);
    const next = this.#next.value ?? [];
    return html`<div>
        <h3>${recurring.upcoming}</h3>
        <ol>
          ${next.map((at) => html`<li>${icon("scheduled")}<span class="num">${locale.date(at)}</span>${own ? html`<span class="soft num">${own.date(at)} <span class="ltr">${definition.timeZone}</span></span>` : nothing}</li>`)}
          ${next.length === 0 && this.#next.value ? html`<li class="soft">${definition.paused ? recurring.paused : recurring.ended}</li>` : nothing}
        </ol>
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
                <span>${state ? states[state] : (outcome ?? "")}</span>
                ${lateness > 1_000 ? html`<span class="soft num">${locale.text(recurring.lateBy, { duration: locale.duration(lateness) })}</span>` : nothing}
                ${manual ? html`<span class="chip">${recurring.byHand}</span>` : wokenBy ? html`<code class="soft ltr">${wokenBy}</code>` : nothing}
              </li>`;
            })}
          ${definition.runs.length === 0 ? html`<li class="soft">${recurring.noRuns}</li>` : nothing}
        </ol>
      </div>`;
  }
}

const zones = new Map<string, ReturnType<typeof createLocale>>();

/** The same language in another zone; kept, because making formats is what costs. */
function zoned(
  { words, tag, direction }: ReturnType<typeof createLocale>,
  timeZone: string,
): ReturnType<typeof createLocale> {
  const key = `${tag} ${timeZone}`;
  const known = zones.get(key) ?? createLocale(words, tag, direction, timeZone);
  zones.set(key, known);
  return known;
}
