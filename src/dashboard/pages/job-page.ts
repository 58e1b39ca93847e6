import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Job, WaitingKind } from "../../job/job.ts";
import type { Hold } from "../../job/lane.ts";
import { masked } from "../../job/redact.ts";
import { BoardElement } from "../board.ts";
import { readAgainWhenDue } from "../controllers/due-controller.ts";
import { FocusController } from "../controllers/focus-controller.ts";
import { HotkeyController } from "../controllers/hotkey-controller.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { type Copied, copyButton } from "../elements/copy-button.ts";
import { noteStyles, skeleton } from "../elements/list-notes.ts";
import { code, linkTo, linkToJob, timeOf } from "../elements/parts.ts";
import { problemPanel } from "../elements/problem-panel.ts";
import { progressBar, progressStyles } from "../elements/progress-bar.ts";
import { jobFacts } from "../panels/job-facts.ts";
import { type Known, nameIn, neighboursOf, readNeighbours } from "../panels/related.ts";
import { toCode } from "../panels/value-code.ts";
import { toJson } from "../panels/value-kinds.ts";
import { rendered } from "../renderers.ts";
import { icon } from "../theme/icons.ts";
import { jobPageStyles } from "./job-page.styles.ts";

/** Reasons for waiting that are told one by one; the others are counted. A job can wait for many parents. */
const REASONS = 6;

/** Kinds whose detail says the same again, and more. */
const SAYS_ALL: ReadonlySet<WaitingKind> = new Set(["time", "parent", "no-wakeup"]);

/** What happened to one job, and what will. */
export class JobDetailsPage extends BoardElement {
  static override properties: PropertyDeclarations = { jobId: { attribute: false } };
  static override styles: CSSResultGroup = [BoardElement.styles, progressStyles, noteStyles, jobPageStyles];
  declare jobId: string;
  readonly copied: Copied = {};
  readonly #reading: MonitorController<{ job: Job | undefined }>;
  /** What it comes from, waits for and is followed by. */
  readonly #known: MonitorController<Known>;

  constructor() {
    super();
    this.#reading = new MonitorController<{ job: Job | undefined }>(this, {
      read: async (client) => ({ job: await client.monitor.job(this.jobId) }),
      wants: (notice) => notice.type !== "job" || notice.id === this.jobId,
      key: () => [this.jobId],
    });
    const job = (): Job | undefined => this.#reading.value?.job;
    this.#known = new MonitorController<Known>(this, {
      read: async (client) => (job() ? readNeighbours(client, job()!) : new Map()),
      wants: () => false,
      key: () => [job() && neighboursOf(job()!).join()],
    });
    readAgainWhenDue(
      this,
      () => [job() ?? []].flat(),
      () => this.#reading.refresh(),
    );
    new FocusController(this);
    new HotkeyController(this, () => this.#keys());
  }

  override render(): TemplateResult | typeof nothing {
    const { board } = this;
    const { words, text } = board.locale;
    const { value, error, slow } = this.#reading;
    if (error !== undefined && !value)
      return problemPanel(error, board.locale, () => void this.#reading.refresh());
    if (!value) return slow ? skeleton(words.list.loading) : nothing;
    const { job } = value;
    if (!job)
      return html`${this.#back()}
        <div class="lost">
          ${icon("search")}
          <h2>${words.job.notFound}</h2>
          <p class="soft">${text(words.job.notFoundHelp, { id: this.jobId })}</p>
        </div>`;
    return this.#job(board.actions?.shown("job", job) ?? job, job);
  }

  #job(job: Job, stored: Job): TemplateResult {
    const { board } = this;
    const { words } = board.locale;
    const progress = job.state === "processing" ? progressBar(job, board.locale) : nothing;
    return html`${this.#back()}
      <div>
        <div class="head">
          <h2><bdi>${job.displayName}</bdi></h2>
          <job-badge .board=${board} state=${job.state}></job-badge>
          <div class="acts">
            ${(board.actions?.offered("job", stored) ?? []).map(
              (
                action,
              ) => html`<button type="button" class=${action.danger ? "danger" : ""} @click=${() => board.actions?.run(action, [stored])}>
                ${icon(action.icon)}${words.actions[action.name].label}
              </button>`,
            )}
            ${copyButton(this, "code", words.job.copyCode, words.job.copied, () => toCode(job), true, "code")}
            ${copyButton(this, "json", words.job.copyJson, words.job.copied, () => toJson(withoutSecrets(job)), true)}
          </div>
        </div>
        <div class="under small">
          ${code(job.id)}${copyButton(this, "id", words.job.copyId, words.job.copied, () => job.id, true)}
          ${job.expiresAt === undefined ? nothing : html`<span>${this.#around(words.job.expires, timeOf(board, job.expiresAt))}</span>`}
        </div>
      </div>
      ${progress}${this.#why(job)}
      <div class="grid">
        <div>
          ${job.error ? this.#panel(job.state === "failed" ? words.job.error : words.job.lastError, html`<job-error .board=${board} .error=${job.error}></job-error>`) : nothing}
          <job-relations .board=${board} .job=${job}></job-relations>
          <job-attempts .board=${board} .job=${job}></job-attempts>
          ${this.#values(job)}
          <job-log .board=${board} .jobId=${job.id}></job-log>
          <slot name="job"></slot>
        </div>
        <div>
          ${this.#panel(words.job.facts, jobFacts(job, board, this.#known.value))}
          ${this.#panel(words.job.history, html`<job-timeline .board=${board} .job=${job}></job-timeline>`)}
        </div>
      </div>`;
  }

  #values(job: Job): TemplateResult {
    const { board } = this;
    const { words } = board.locale;
    const tree = (what: "args" | "result", label: string, value: unknown): TemplateResult =>
      rendered(job, board.renderers, board.locale, what) ??
      html`<job-value .board=${board} .value=${value} .redact=${job.redact} label=${label}></job-value>`;
    const given = job.args !== undefined;
    return html`${this.#panel(
      words.job.arguments,
      given
        ? tree("args", words.job.arguments, job.args)
        : html`<p class="soft">${words.job.noArguments}</p>`,
      given
        ? copyButton(
            this,
            "args",
            words.job.copyJson,
            words.job.copied,
            () => toJson(job.args, job.redact),
            true,
          )
        : nothing,
    )}${
      job.state === "succeeded" && job.result !== undefined
        ? this.#panel(
            words.job.result,
            tree("result", words.job.result, job.result),
            copyButton(
              this,
              "result",
              words.job.copyJson,
              words.job.copied,
              () => toJson(job.result, job.redact),
              true,
            ),
          )
        : nothing
    }`;
  }

  #why(job: Job): TemplateResult | typeof nothing {
    const { board } = this;
    const { words, text, date } = { ...board.locale };
    const reasons = job.waitingFor.length;
    if (reasons === 0) return nothing;
    return html`<section class="why" part="why">
      <h3>${words.job.why}</h3>
      <ul>
        ${job.waitingFor.slice(0, REASONS).map(
          ({ kind, detail, until }) => html`<li>
            ${SAYS_ALL.has(kind) ? nothing : html`<span>${words.waiting[kind]}.</span>`}
            <bdi class=${SAYS_ALL.has(kind) ? "" : "soft"}>${kind === "parent" ? this.#withLink(job, detail) : board.locale.core(detail)}</bdi>
            ${until === undefined ? nothing : html`<span class="soft">${timeOf(board, until)} (${text(words.job.until, { time: date(until) })})</span>`}
            ${kind === "hold" && job.hold !== undefined ? this.#release({ name: job.hold, at: 0 }) : nothing}
          </li>`,
        )}
        ${reasons > REASONS ? html`<li class="soft">+${board.locale.number(reasons - REASONS)}</li>` : nothing}
      </ul>
    </section>`;
  }

  /** What it says of one parent, whose id in it leads there. */
  #withLink(job: Job, detail: string): unknown {
    const said = this.board.locale.core(detail);
    // Of two that are in it, the longer: one may begin as the other does.
    const [id] = job.parents.filter((each) => said.includes(each)).sort((a, b) => b.length - a.length);
    if (id === undefined) return said;
    const at = said.indexOf(id);
    return html`${said.slice(0, at)}${linkToJob(this.board, id, nameIn(this.#known.value, id), "quiet")}${said.slice(at + id.length)}`;
  }

  /** The hold can be released where it is met. */
  #release(hold: Hold): TemplateResult[] {
    const { actions, locale } = this.board;
    return (actions?.offered("hold", hold) ?? []).map(
      (action) =>
        html`<button type="button" @click=${() => actions?.run(action, [hold])}>${icon(action.icon)}${locale.words.actions[action.name].label}</button>`,
    );
  }

  #panel(title: string, content: unknown, more: unknown = nothing): TemplateResult {
    return html`<section class="panel">
      <header><h3>${title}</h3>${more}</header>
      <div class="body">${content}</div>
    </section>`;
  }

  #back(): TemplateResult {
    const { board } = this;
    const { job, batches } = board.locale.words;
    const back = board.router.list.view === "batch" ? batches.backTo : job.back;
    return html`<div>
      ${linkTo(board, board.router.list, html`<span class="soft">${icon("back", "flip")} ${back}</span>`, "back")}
    </div>`;
  }

  /** A time inside a sentence: the sentence says where. */
  #around(template: string, time: unknown): TemplateResult {
    const [before = "", after = ""] = template.split("{time}");
    return html`${before}${time}${after}`;
  }

  #keys(): Record<string, () => void> {
    const { board } = this;
    const job = this.#reading.value?.job;
    const keys: Record<string, () => void> = {};
    for (const action of job ? (board.actions?.offered("job", job) ?? []) : [])
      if (action.key && job) keys[action.key] = () => void board.actions?.run(action, [job]);
    return keys;
  }
}

const withoutSecrets = ({ redact, args, result, ...job }: Job): unknown => ({
  ...job,
  args: masked(args ?? null, redact),
  ...(result === undefined ? {} : { result: masked(result, redact) }),
});
