import { type CSSResultGroup, css, html, nothing, type TemplateResult } from "lit";
import type { FailureGroup } from "../../monitor/monitor-api.ts";
import { BoardElement } from "../board.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { linkTo, timeOf } from "../elements/parts.ts";
import { termOf } from "../search.ts";
import { icon } from "../theme/icons.ts";

/** Kinds of failure that are told; the list has the others. */
const TOLD = 5;
/** A thousand records are looked at: not at every commit. */
const PAUSE = 3_000;

/** What goes wrong, jobs of one name with the same error together, most first. */
export class FailuresPanel extends BoardElement {
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    css`
      :host {
        display: block;
        font-size: 13.5px;
        line-height: 1.45;
      }
      .panel {
        block-size: 100%;
      }
      header a,
      header button.link {
        font-size: 12.5px;
      }
      li {
        display: grid;
        grid-template-columns: minmax(4ch, auto) minmax(0, 1fr) auto;
        gap: 1px 10px;
        padding-block: 8px;
        border-block-start: 1px solid var(--_line);
      }
      li:first-child {
        border: 0;
      }
      .n {
        justify-self: start;
        align-self: start;
        padding: 0 7px;
        border-radius: 99px;
        background: color-mix(in srgb, var(--_failed) 11%, var(--_surface));
        color: var(--_failed);
        font-size: 12px;
        font-weight: 600;
        line-height: 20px;
      }
      .error {
        grid-column: 2 / -1;
        font-size: 12.5px;
        text-align: -webkit-match-parent;
        text-align: match-parent;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .error strong {
        font-weight: 550;
        color: var(--_failed);
      }
      .none {
        padding-block: 8px;
      }
      .none .icon {
        vertical-align: -3px;
        color: var(--_succeeded);
      }
    `,
  ];
  readonly #reading: MonitorController<FailureGroup[]>;

  constructor() {
    super();
    this.#reading = new MonitorController<FailureGroup[]>(this, {
      read: (client) => client.monitor.failures(),
      wants: (notice) => notice.type === "job" && (notice.state === "failed" || notice.previous === "failed"),
      pause: PAUSE,
    });
  }

  override render(): TemplateResult | typeof nothing {
    const { board } = this;
    const { overview, none } = board.locale.words;
    const groups = this.#reading.value;
    if (!groups) return nothing;
    return html`<section class="panel" part="failures">
      <header>
        <h3>${overview.failures}</h3>
        ${groups.length > 0 ? linkTo(board, { view: "jobs", state: "failed" }, overview.seeAll, "quiet", `${overview.seeAll}: ${overview.failures}`) : nothing}
      </header>
      <div class="body">
        ${
          groups.length === 0
            ? html`<p class="none soft">${icon("succeeded")} ${none.failed}</p>`
            : html`<ul>
                ${groups.slice(0, TOLD).map((group) => html`<li>${this.#group(group)}</li>`)}
              </ul>`
        }
      </div>
    </section>`;
  }

  #group({ name, error, count, lastAt, jobs }: FailureGroup): TemplateResult {
    const { board } = this;
    const [only] = jobs;
    const beginning = error.message.split("…")[0]?.slice(0, 60).trim() || error.name;
    const search = `${termOf("name", name)} ${termOf("error", beginning)}`;
    const route =
      count === 1 && only !== undefined
        ? ({ view: "job", jobId: only } as const)
        : ({ view: "jobs", state: "failed", search } as const);
    return html`<span class="n num">${board.locale.short(count)}</span>
      ${linkTo(board, route, html`<span class="ltr">${name}</span>`)}
      <span class="soft small num">${timeOf(board, lastAt)}</span>
      <div class="error soft" dir="auto" title=${error.message}><strong>${error.name}</strong> <bdi>${error.message}</bdi></div>`;
  }
}
