import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { BatchInfo } from "../../batch/batch-info.ts";
import type { JobState } from "../../job/state.ts";
import type { BatchPage, JobQuery } from "../../monitor/monitor-api.ts";
import type { Action } from "../actions/action.ts";
import { deleteJob } from "../actions/delete-job.ts";
import { requeue } from "../actions/requeue.ts";
import { BoardElement } from "../board.ts";
import { FocusController } from "../controllers/focus-controller.ts";
import { HotkeyController } from "../controllers/hotkey-controller.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { batchBadge, batchBar, MEMBER_STATES } from "../elements/batch-bar.ts";
import { batchTable, howFar } from "../elements/batch-table.ts";
import { type Copied, copyButton } from "../elements/copy-button.ts";
import type { JobTable } from "../elements/job-table.ts";
import { noteStyles, skeleton } from "../elements/list-notes.ts";
import { code, linkTo, linkToJob, timeOf } from "../elements/parts.ts";
import { problemPanel } from "../elements/problem-panel.ts";
import type { Plural } from "../locale/common-words.ts";
import { icon } from "../theme/icons.ts";
import { batchPageStyles } from "./batch-page.styles.ts";
import { failedOf } from "./failed-members.ts";

/** Batches in this one that are shown; the others are behind their own pages. */
const NESTED = 50;

interface Seen {
  batch: BatchInfo | undefined;
  nested: BatchPage;
}

/** One batch: how far it is, what it is made of, what follows it. */
export class BatchDetailsPage extends BoardElement {
  static override properties: PropertyDeclarations = {
    batchId: { attribute: false },
    state: { state: true },
    chosen: { state: true },
  };
  static override styles: CSSResultGroup = [BoardElement.styles, noteStyles, batchPageStyles];
  declare batchId: string;
  /** Which of its members are listed; absent: all. */
  declare state: JobState | undefined;
  /** Rows chosen in the table, for the bar. */
  declare chosen: number;
  readonly copied: Copied = {};
  readonly #reading: MonitorController<Seen>;

  constructor() {
    super();
    this.chosen = 0;
    this.#reading = new MonitorController<Seen>(this, {
      read: async ({ monitor }) => {
        const [batch, nested] = await Promise.all([
          monitor.batch(this.batchId),
          monitor.batches({ parentId: this.batchId, limit: NESTED }),
        ]);
        return { batch, nested };
      },
      // A job that begins changes a batch's counts without a word of the batch.
      wants: (notice) => notice.type === "batch" || (notice.type === "job" && notice.state !== "progress"),
      key: () => [this.batchId],
    });
    new FocusController(this);
    new HotkeyController(this, () => this.#keys());
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("batchId")) this.state = undefined;
  }

  override render(): TemplateResult | typeof nothing {
    const { board } = this;
    const { words, text } = board.locale;
    const { value, error, slow } = this.#reading;
    if (error !== undefined && !value)
      return problemPanel(error, board.locale, () => void this.#reading.refresh());
    if (!value) return slow ? skeleton(words.list.loading) : nothing;
    const { batch, nested } = value;
    if (!batch)
      return html`${this.#back()}
        <div class="lost">
          ${icon("search")}
          <h2>${words.batches.notFound}</h2>
          <p class="soft">${text(words.batches.notFoundHelp, { id: this.batchId })}</p>
        </div>`;
    return this.#batch(board.actions?.shown("batch", batch) ?? batch, batch, nested);
  }

  #batch(batch: BatchInfo, stored: BatchInfo, nested: BatchPage): TemplateResult {
    const { board } = this;
    const { words } = board.locale;
    return html`${this.#back()}
      <div>
        <div class="head">
          <h2><bdi>${batch.name ?? batch.id}</bdi></h2>
          ${batchBadge(batch, board)}
          <div class="acts">
            ${this.#forFailed(batch)}
            ${(board.actions?.offered("batch", stored) ?? []).map(
              (
                action,
              ) => html`<button type="button" class="danger" @click=${() => board.actions?.run(action, [stored])}>
                ${icon(action.icon)}${words.actions[action.name].label}
              </button>`,
            )}
          </div>
        </div>
        <div class="under small">
          ${code(batch.id)}${copyButton(this, "id", words.job.copyId, words.job.copied, () => batch.id, true)}
        </div>
      </div>
      ${batch.stalled ? html`<section class="why"><h3>${words.batches.stalled}</h3><p>${words.batches.stalledHelp}</p></section>` : nothing}
      <section class="panel" part="batch">
        <div class="body progress">
          ${batchBar(batch, board)}
          <p class="num">${howFar(batch, board)} · ${board.locale.percent(batch.progress)}</p>
        </div>
      </section>
      <div class="grid">
        <div>
          <job-relations .board=${board} .job=${batch}></job-relations>
          ${nested.length > 0 ? html`<section><h3 class="over">${words.batches.inside}</h3>${batchTable(board, nested, words.batches.inside, batch.id)}</section>` : nothing}
          ${this.#members(batch, nested.length > 0)}
        </div>
        <section class="panel">
          <header><h3>${words.job.facts}</h3></header>
          <div class="body">${this.#facts(batch)}</div>
        </section>
      </div>`;
  }

  /** Its own jobs, all or those in a state; the counts are those of the nested ones as well. */
  #members(batch: BatchInfo, hasNested: boolean): TemplateResult {
    const { board, state } = this;
    const { words } = board.locale;
    const query: JobQuery = { batchId: batch.id, order: "oldest", ...(state ? { state } : {}) };
    const shown = MEMBER_STATES.filter((each) => batch.counts[each] > 0 || each === state);
    return html`<section>
      <h3 class="over">${words.batches.members}</h3>
      <div class="tabs" role="group" aria-label=${words.columns.state}>
        <ul>
          ${this.#tab(undefined, batch.total)} ${shown.map((each) => this.#tab(each, batch.counts[each]))}
        </ul>
      </div>
      ${hasNested ? html`<p class="soft small">${words.batches.countsNested}</p>` : nothing}
      <job-table
        .board=${board}
        .query=${query}
        .total=${hasNested ? undefined : state ? batch.counts[state] : batch.total}
        .asked=${""}
        @rows-change=${() => {
          this.chosen = this.#table?.selection.size ?? 0;
        }}
      ></job-table>
      <job-bulk-bar .board=${board} .table=${this.#table} .size=${this.chosen}></job-bulk-bar>
    </section>`;
  }

  get #table(): JobTable | null {
    return this.renderRoot.querySelector<JobTable>("job-table");
  }

  #tab(state: JobState | undefined, n: number): TemplateResult {
    const { words, number } = { ...this.board.locale };
    const here = state === this.state;
    const choose = (): void => {
      this.state = state;
    };
    return html`<li ?data-here=${here} data-state=${state ?? "all"}>
      <button type="button" aria-pressed=${here} @click=${choose}>
        ${state ? icon(state) : nothing}<span>${state ? words.states[state] : words.allStates}</span><span class="count num">${number(n)}</span>
      </button>
    </li>`;
  }

  /** What may be done to all failed members at once, those of nested batches included. */
  #forFailed(batch: BatchInfo): unknown {
    const { board } = this;
    const { actions, locale } = board;
    const { id, counts } = batch;
    if (!actions || counts.failed === 0) return nothing;
    const { retryFailed, deleteFailed } = locale.words.batches;
    const button = (action: Action<"job">, label: Plural): unknown =>
      actions.mayTry(action.name, "batch", batch)
        ? html`<button
            type="button"
            class=${action.danger ? "danger" : ""}
            @click=${() => void actions.run(action, failedOf(board.client.monitor, id), counts.failed)}
          >
            ${icon(action.icon)}${locale.count(label, counts.failed)}
          </button>`
        : nothing;
    return html`${button(requeue, retryFailed)}${button(deleteJob, deleteFailed)}`;
  }

  #facts(batch: BatchInfo): TemplateResult {
    const { board } = this;
    const { words } = board.locale;
    const { factNames } = words.job;
    const facts: [title: string, content: unknown][] = [
      [factNames.created, timeOf(board, batch.createdAt)],
      [factNames.finished, timeOf(board, batch.finishedAt)],
      [words.batches.cancelledAt, timeOf(board, batch.cancelledAt)],
      [words.batches.expires, timeOf(board, batch.expiresAt)],
      [
        factNames.batch,
        batch.parentId ? linkToJob(board, batch.parentId, code(batch.parentId), "quiet") : nothing,
      ],
      [
        factNames.createdBy,
        batch.createdBy ? linkToJob(board, batch.createdBy, code(batch.createdBy), "quiet") : nothing,
      ],
      [factNames.owner, batch.owner ?? nothing],
    ];
    return html`<dl>
      ${facts.filter(([, content]) => content !== nothing).map(([title, content]) => html`<dt>${title}</dt><dd class="num">${content}</dd>`)}
    </dl>`;
  }

  #back(): TemplateResult {
    const { board } = this;
    return html`<div>
      ${linkTo(board, board.router.batches, html`<span class="soft">${icon("back", "flip")} ${board.locale.words.batches.back}</span>`, "back")}
    </div>`;
  }

  #keys(): Record<string, () => void> {
    const { actions } = this.board;
    const batch = this.#reading.value?.batch;
    const keys: Record<string, () => void> = {};
    // The table's own keys act on its rows; the batch's is free while no row has the focus.
    if (!batch || this.#table?.matches(":focus-within")) return keys;
    for (const action of actions?.offered("batch", batch) ?? [])
      if (action.key) keys[action.key] = () => void actions?.run(action, [batch]);
    return keys;
  }
}
