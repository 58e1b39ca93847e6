import { type CSSResultGroup, css, html, type PropertyDeclarations, type TemplateResult } from "lit";
import type { JobState } from "../../job/state.ts";
import type { JobQuery, Statistics } from "../../monitor/monitor-api.ts";
import { BoardElement } from "../board.ts";
import { HotkeyController } from "../controllers/hotkey-controller.ts";
import type { JobTable } from "../elements/job-table.ts";
import type { SearchBox } from "../elements/search-box.ts";
import { parseSearch, toQuery, withTerm } from "../search.ts";
import { icon } from "../theme/icons.ts";

/** Where is my job: states, search, and the list. */
export class JobsPage extends BoardElement {
  static override properties: PropertyDeclarations = {
    state: { attribute: false },
    search: { attribute: false },
    statistics: { attribute: false },
    oldestFirst: { state: true },
    chosen: { state: true },
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
  declare state: JobState | undefined;
  declare search: string | undefined;
  declare statistics: Statistics | undefined;
  declare oldestFirst: boolean;
  /** Rows chosen in the table, for the bar. */
  declare chosen: number;

  constructor() {
    super();
    this.oldestFirst = false;
    this.chosen = 0;
    new HotkeyController(this, () => ({
      "/": () => this.renderRoot.querySelector<SearchBox>("job-search-box")?.focus(),
    }));
  }

  get #table(): JobTable | null {
    return this.renderRoot.querySelector<JobTable>("job-table");
  }

  override render(): TemplateResult {
    const { board, state, statistics } = this;
    const { words } = board.locale;
    const { filter } = board;
    const query: JobQuery = {
      // The page's filter comes last: of two values for one qualifier the last counts.
      ...toQuery(parseSearch(`${this.search ?? ""} ${filter}`)),
      ...(state ? { state } : {}),
      ...(this.oldestFirst ? { order: "oldest" } : {}),
    };
    // The counters know states, not filters.
    const counted = filter ? undefined : statistics;
    const total = this.search || !counted ? undefined : state ? counted[state] : all(counted);
    return html`<h2 class="hidden">${words.views.jobs}: ${state ? words.states[state] : words.allStates}</h2>
      <job-state-tabs .board=${board} .state=${state} .search=${this.search} .statistics=${counted}></job-state-tabs>
      <div class="tools">
        <job-search-box .board=${board} .value=${this.search ?? ""} @search=${(event: CustomEvent<string>) => this.#find(event.detail)}></job-search-box>
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
          .total=${total}
          @rows-change=${this.#onRows}
          @filter=${(event: CustomEvent<string>) => this.#find(withTerm(this.search ?? "", event.detail))}
        ></job-table>
        <job-bulk-bar .board=${board} .table=${this.#table} .size=${this.chosen}></job-bulk-bar>
      </div>`;
  }

  readonly #onRows = (): void => {
    const { selection } = this.#table ?? {};
    this.chosen = selection?.size ?? 0;
  };

  #turn(): void {
    this.oldestFirst = !this.oldestFirst;
  }

  #find(search: string): void {
    const { state } = this;
    this.board.router.go({ view: "jobs", ...(state ? { state } : {}), ...(search ? { search } : {}) });
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
