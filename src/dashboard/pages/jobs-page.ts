import { type CSSResultGroup, css, html, type PropertyDeclarations, type TemplateResult } from "lit";
import type { JobState } from "../../job/state.ts";
import type { JobQuery, Statistics } from "../../monitor/monitor-api.ts";
import { BoardElement } from "../board.ts";
import { HotkeyController } from "../controllers/hotkey-controller.ts";
import type { JobTable } from "../elements/job-table.ts";
import type { SearchBox } from "../elements/search-box.ts";
import { parseSearch, toQuery, withTerm } from "../search.ts";

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
      select {
        font-size: 13.5px;
        max-inline-size: 40%;
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
    const query: JobQuery = {
      ...toQuery(parseSearch(this.search ?? "")),
      ...(state ? { state } : {}),
      ...(this.oldestFirst ? { order: "oldest" } : {}),
    };
    const filtered = Boolean(this.search);
    const total = filtered || !statistics ? undefined : state ? statistics[state] : all(statistics);
    return html`<h2 class="hidden">${words.views.jobs}: ${state ? words.states[state] : words.allStates}</h2>
      <job-state-tabs .board=${board} .state=${state} .search=${this.search} .statistics=${statistics}></job-state-tabs>
      <div class="tools">
        <job-search-box .board=${board} .value=${this.search ?? ""} @search=${(event: CustomEvent<string>) => this.#find(event.detail)}></job-search-box>
        <select
          aria-label=${words.list.newest}
          @change=${(event: Event) => {
            this.oldestFirst = (event.target as HTMLSelectElement).value === "oldest";
          }}
        >
          <option value="newest" .selected=${!this.oldestFirst}>${words.list.newest}</option>
          <option value="oldest" .selected=${this.oldestFirst}>${words.list.oldest}</option>
        </select>
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
