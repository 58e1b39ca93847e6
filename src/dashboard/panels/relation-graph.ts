import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { isBatchId } from "../../job/names.ts";
import { BoardElement } from "../board.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { code, linkTo, linkToJob } from "../elements/parts.ts";
import { icon } from "../theme/icons.ts";
import { stateColors } from "../theme/tokens.styles.ts";
import { PanelElement } from "./panel-element.ts";
import {
  aroundOf,
  conditionOf,
  DRAWN,
  iconOf,
  type Known,
  neighboursOf,
  type Related,
  readNeighbours,
  stateOf,
  stateWord,
  titleOf,
} from "./related.ts";

/** Where a job or a batch comes from and what follows it: a small graph whose every node leads to that one's own. */
export class RelationGraph extends PanelElement {
  static override properties: PropertyDeclarations = { job: { attribute: false } };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    stateColors,
    css`
      :host {
        display: block;
        container-type: inline-size;
        font-size: 13px;
        line-height: 1.4;
      }
      .graph {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1fr);
        gap: 0 36px;
        align-items: center;
      }
      ol {
        display: grid;
        gap: 8px;
      }
      h4 {
        font-size: 12px;
        font-weight: 500;
        color: var(--_ink-soft);
        margin-block-end: 6px;
      }
      .node {
        position: relative;
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 8px;
        padding: 7px 10px;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        background: var(--_surface);
      }
      .node .icon {
        margin-block-start: 1px;
        color: var(--c, var(--_ink-soft));
      }
      .node .soft {
        grid-column: 2;
      }
      .self {
        border-color: color-mix(in srgb, var(--_accent) 55%, var(--_line));
        background: color-mix(in srgb, var(--_accent) 6%, var(--_surface));
      }
      .before .node::after,
      .after .node::before {
        content: "";
        position: absolute;
        inset-block-start: 50%;
        inline-size: 18px;
        border-block-start: 1.5px solid var(--_line-strong);
      }
      .before .node::after {
        inset-inline-start: 100%;
      }
      .after .node::before {
        inset-inline-end: 100%;
      }
      .before ol,
      .after ol {
        position: relative;
      }
      .before ol[data-many]::after,
      .after ol[data-many]::after {
        content: "";
        position: absolute;
        inset-block: 24px;
        border-inline-start: 1.5px solid var(--_line-strong);
      }
      .before ol[data-many]::after {
        inset-inline-end: -19px;
      }
      .after ol[data-many]::after {
        inset-inline-start: -19px;
      }
      .hub {
        position: relative;
      }
      .hub[data-in]::before,
      .hub[data-out]::after {
        content: "";
        position: absolute;
        inset-block-start: 50%;
        inline-size: 18px;
        border-block-start: 1.5px solid var(--_line-strong);
      }
      .hub[data-in]::before {
        inset-inline-end: 100%;
      }
      .hub[data-out]::after {
        inset-inline-start: 100%;
      }
      @container (max-width: 560px) {
        .graph {
          grid-template-columns: minmax(0, 1fr);
          gap: 12px;
        }
        .graph > :empty {
          display: none;
        }
        .node::before,
        .node::after,
        ol::after,
        .hub::before,
        .hub::after {
          display: none;
        }
      }
    `,
  ];
  declare job: Related;
  readonly #reading: MonitorController<Known>;

  constructor() {
    super();
    this.#reading = new MonitorController<Known>(this, {
      read: (client) => readNeighbours(client, this.job),
      wants: (notice) =>
        (notice.type === "job" || notice.type === "batch") && (this.#reading.value?.has(notice.id) ?? false),
      key: () => [neighboursOf(this.job).join()],
    });
  }

  override render(): TemplateResult | typeof nothing {
    const { job, board } = this;
    const { words } = board.locale;
    const { factNames } = words.job;
    const recurringId = "recurringId" in job ? job.recurringId : undefined;
    const around = aroundOf(job);
    const origins = [
      job.createdBy ? this.#node(job.createdBy, factNames.createdBy) : nothing,
      recurringId ? this.#schedule(recurringId, factNames.recurring) : nothing,
      around ? this.#node(around, factNames.batch) : nothing,
    ].filter((each) => each !== nothing);
    const before = [...origins, ...this.#nodes(job.parents)];
    const after = this.#nodes(job.continuations, true);
    if (before.length + after.length === 0) return nothing;
    return html`<section class="panel" part="relations">
      <header><h3>${words.job.relations}</h3></header>
      <div class="body graph">
        ${this.#side("before", job.parents.length > 0 ? factNames.parents : words.job.comesFrom, before)}
        <div class="hub" ?data-in=${before.length > 0} ?data-out=${after.length > 0}>
          <div class="node self" data-state=${stateOf(job)} aria-current="true">
            ${icon(iconOf(job))}<span><bdi>${titleOf(job)}</bdi></span>
            <span class="soft small">${"counts" in job ? words.batches.thisOne : words.job.thisOne}</span>
          </div>
        </div>
        ${this.#side("after", factNames.continuations, after)}
      </div>
    </section>`;
  }

  #side(side: "before" | "after", title: string, nodes: readonly unknown[]): TemplateResult {
    if (nodes.length === 0) return html`<div></div>`;
    return html`<div class=${side}>
      <ol aria-label=${title} ?data-many=${nodes.length > 1}>
        ${nodes.map((node) => html`<li>${node}</li>`)}
      </ol>
    </div>`;
  }

  #nodes(ids: readonly string[], conditions = false): TemplateResult[] {
    const rest = ids.length - DRAWN;
    const nodes = ids.slice(0, DRAWN).map((id) => this.#node(id, "", conditions));
    if (rest > 0)
      nodes.push(
        html`<div class="node">${icon("jobs")}<span>${this.board.locale.count(this.board.locale.words.value.more, rest)}</span></div>`,
      );
    return nodes;
  }

  /** @param condition whether to say what it waits for the others to have become */
  #node(id: string, role = "", condition = false): TemplateResult {
    const { board } = this;
    const { words } = board.locale;
    const known = this.#reading.value;
    const related = known?.get(id);
    const gone = known?.has(id) && !related;
    const on = related && condition ? words.job.on[conditionOf(related)] : undefined;
    const state = related && stateWord(related, words);
    return html`<div class="node" data-state=${related ? stateOf(related) : "none"}>
      ${icon(related ? iconOf(related) : isBatchId(id) ? "batches" : "help")}
      ${gone ? html`<span class="soft">${words.job.goneOne}</span>` : linkToJob(board, id, html`<bdi>${related ? titleOf(related) : id}</bdi>`)}
      <span class="soft small">${role || (state ? (on ? `${state} · ${on}` : state) : code(id))}</span>
    </div>`;
  }

  #schedule(id: string, role: string): TemplateResult {
    return html`<div class="node">
      ${icon("recurring")}${linkTo(this.board, { view: "jobs", search: `recurring:${id}` }, html`<bdi>${id}</bdi>`)}
      <span class="soft small">${role}</span>
    </div>`;
  }
}
