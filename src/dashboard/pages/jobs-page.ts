import {
  type CSSResultGroup,
  css,
  html,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import type { JobQuery, Statistics } from "../../monitor/monitor-api.ts";
import { BoardElement } from "../board.ts";
import { HotkeyController } from "../controllers/hotkey-controller.ts";
import type { JobTable } from "../elements/job-table.ts";
import { listWord } from "../elements/parts.ts";
import type { SearchBox } from "../elements/search-box.ts";
import { type ListName, queryOf, type Route } from "../routes.ts";
import { parseSearch, stateIn, toQuery, withTerm } from "../search.ts";
import { icon } from "../theme/icons.ts";

/** Where is my job: states, search, and the list. */
export class JobsPage extends BoardElement {
  static override properties: PropertyDeclarations = {
    state: { attribute: false },
    search: { attribute: false },
    statistics: { attribute: false },
    oldestFirst: { state: true },
    chosen: { state: true },
    tags: { state: true },
    queues: { state: true },
  };
  static override styles: CSSResultGroup = [
    BoardElement.styles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
        container-type: inline-size;
      }
      .tools {
        display: flex;
        gap: 8px;
        align-items: start;
      }
      job-search-box {
        flex: 1;
        min-inline-size: 0;
      }
      .order {
        min-block-size: 32px;
        font-size: 13.5px;
        font-weight: 400;
        color: var(--_ink-soft);
      }
      @container (max-width: 560px) {
        .order span {
          display: none;
        }
      }
    `,
  ];
  declare state: ListName | undefined;
  declare search: string | undefined;
  declare statistics: Statistics | undefined;
  declare oldestFirst: boolean;
  /** Rows chosen in the table, for the bar. */
  declare chosen: number;
  /** Tags of the jobs in the table, for the search box. */
  declare tags: readonly string[];
  declare queues: readonly string[];
  #asked = "";
  #made: JobQuery = {};

  constructor() {
    super();
    this.oldestFirst = false;
    this.chosen = 0;
    this.tags = this.queues = [];
    new HotkeyController(this, () => ({
      "/": () => this.renderRoot.querySelector<SearchBox>("job-search-box")?.focus(),
    }));
  }

  // A deep link, or the page: what is typed has been led there already.
  override updated(changed: PropertyValues<this>): void {
    const { search = "" } = this;
    if (changed.has("search") && stateIn(search)) this.#find(search, true);
  }

  get #table(): JobTable | null {
    return this.renderRoot.querySelector<JobTable>("job-table");
  }

  override render(): TemplateResult {
    const { board, state, statistics } = this;
    const { words } = board.locale;
    const { filter } = board;
    const query = this.#query(filter);
    // The counters know states, not filters.
    const counted = filter ? undefined : statistics;
    const stored = statistics && (state ? statistics[state] : all(statistics));
    return html`<h2 class="hidden">${words.views.jobs}: ${listWord(state, words)}</h2>
      <job-state-tabs .board=${board} .state=${state} .search=${this.search} .statistics=${counted}></job-state-tabs>
      <div class="tools">
        <job-search-box .board=${board} .value=${this.search ?? ""} .tags=${this.tags} .queues=${this.queues} @search=${(event: CustomEvent<string>) => this.#find(event.detail)} @leave=${this.#onLeave}></job-search-box>
        <button
          type="button"
          class="order"
          title=${words.list.order}
          aria-label="${words.list.order}: ${this.oldestFirst ? words.list.oldest : words.list.newest}"
          @click=${() => this.#turn()}
        >
          ${icon(this.oldestFirst ? "up" : "down")}<span>${this.oldestFirst ? words.list.oldest : words.list.newest}</span>
        </button>
      </div>
      <div>
        <job-table
          .board=${board}
          .query=${query}
          .total=${this.search || filter ? undefined : stored}
          .stored=${stored}
          .asked=${`${this.search ?? ""} ${filter}`.trim()}
          @rows-change=${this.#onRows}
          @filter=${(event: CustomEvent<string>) => this.#find(withTerm(this.search ?? "", event.detail))}
        ></job-table>
        <job-bulk-bar .board=${board} .table=${this.#table} .size=${this.chosen}></job-bulk-bar>
      </div>`;
  }

  readonly #onRows = (): void => {
    const { selection, list } = this.#table ?? {};
    this.chosen = selection?.size ?? 0;
    const tags = [...new Set(list?.jobs.flatMap((job) => job.tags))];
    if (tags.join() !== this.tags.join()) this.tags = tags;
    const queues = [...new Set(list?.jobs.map((job) => job.queue))];
    if (queues.join() !== this.queues.join()) this.queues = queues;
  };

  /** Out of the search box, the focus stays within the dashboard: elsewhere its keys would not be heard. */
  readonly #onLeave = (): void => this.closest<HTMLElement>(".page")?.focus({ preventScroll: true });

  /** Made once for each search: an age is counted from when it was asked for. */
  #query(filter: string): JobQuery {
    const key = JSON.stringify([this.search, filter, this.state, this.oldestFirst]);
    if (key !== this.#asked) {
      this.#asked = key;
      this.#made = {
        // The page's filter comes last: of two values for one qualifier the last counts.
        ...toQuery(parseSearch(`${this.search ?? ""} ${filter}`), Date.now()),
        ...queryOf(this.state),
        ...(this.oldestFirst ? { order: "oldest" } : {}),
      };
    }
    return this.#made;
  }

  #turn(): void {
    this.oldestFirst = !this.oldestFirst;
  }

  /** @param instead of the place where it is: nobody comes back to that */
  #find(asked: string, instead = false): void {
    const { state, search } = stateIn(asked) ?? { state: this.state, search: asked };
    const box = this.renderRoot.querySelector<SearchBox>("job-search-box");
    if (box && search !== asked) box.typed = search;
    const route: Route = { view: "jobs", ...(state ? { state } : {}), ...(search ? { search } : {}) };
    this.board.router.go(route, instead);
  }
}

const all = (statistics: Statistics): number =>
  statistics.enqueued +
  statistics.scheduled +
  statistics.awaiting +
  statistics.processing +
  statistics.succeeded +
  statistics.failed +
  statistics.deleted;
