import {
  type CSSResultGroup,
  css,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import type { JobClient } from "../../client/api/client-api.ts";
import type { HistoryBucket, Statistics } from "../../monitor/monitor-api.ts";
import type { RecurringJob } from "../../recurring/snapshot.ts";
import type { Board } from "../board.ts";
import { BoardController, readStatistics } from "../controllers/board-controller.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { isState, type Route } from "../routes.ts";
import { controls } from "../theme/controls.styles.ts";
import { icon } from "../theme/icons.ts";
import { stateColors, tokens } from "../theme/tokens.styles.ts";
import { sparkLine } from "./bars.ts";
import { linkTo } from "./parts.ts";
import { minutesOf, type Tile, tellMinutes } from "./sparks.ts";

const TILES: readonly Tile[] = [
  "enqueued",
  "scheduled",
  "processing",
  "succeeded",
  "failed",
  "retries",
  "recurring",
  "servers",
];

/** Where each tile leads; states lead to their list. */
const ROUTES: Readonly<Partial<Record<Tile, Route>>> = {
  retries: { view: "jobs", state: "retries" },
  recurring: { view: "recurring" },
  servers: { view: "servers" },
};
/**
 * How many jobs are in each state, as tiles. Usable alone.
 *
 * @property client - the client to ask; without one, a client of its own on `database`
 * @fires navigate - a tile was chosen; alone it leads nowhere by itself
 * @csspart tile - each tile
 */
export class JobCounters extends LitElement {
  static override properties: PropertyDeclarations = {
    client: { attribute: false },
    database: {},
    namespace: {},
    board: { attribute: false },
    statistics: { attribute: false },
    hour: { attribute: false },
    recurring: { attribute: false },
  };
  static override styles: CSSResultGroup = [
    tokens,
    controls,
    stateColors,
    css`
      :host {
        display: block;
        container-type: inline-size;
      }
      ul {
        display: grid;
        grid-template-columns: repeat(8, minmax(0, 1fr));
        gap: 10px;
      }
      @container (max-width: 1080px) {
        ul {
          grid-template-columns: repeat(4, minmax(0, 1fr));
        }
      }
      @container (max-width: 560px) {
        ul {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
      li {
        --c: var(--_ink-soft);
        position: relative;
        display: grid;
      }
      li > :first-child {
        display: grid;
        grid-template-columns: auto 1fr;
        align-content: start;
        align-items: center;
        gap: 4px 6px;
        padding: 11px 12px 26px;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        background: var(--_surface);
        font-weight: 400;
        overflow: hidden;
        transition: border-color var(--_quick);
      }
      .bare li > :first-child {
        padding-block-end: 11px;
      }
      li > :first-child:hover {
        text-decoration: none;
        color: inherit;
        background: var(--_surface);
        border-color: var(--_line-strong);
      }
      .icon {
        font-size: 15px;
        color: var(--c);
      }
      .word {
        font-size: 12.5px;
        color: var(--_ink-soft);
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      strong {
        grid-column: 1 / -1;
        font-size: 24px;
        font-weight: 620;
        letter-spacing: -0.02em;
        line-height: 1.2;
        font-variant-numeric: tabular-nums;
      }
      .alarm strong {
        color: var(--_failed);
      }
      /* Beside the link, which is called by its number; a press on the line is one on the tile. */
      .hour {
        position: absolute;
        inset-inline: 1px;
        inset-block-end: 1px;
        block-size: 24px;
        overflow: hidden;
        border-end-start-radius: var(--_radius);
        border-end-end-radius: var(--_radius);
        pointer-events: none;
      }
      .spark {
        inline-size: 100%;
        block-size: 24px;
      }
      .area {
        fill: var(--c);
        opacity: 0.13;
      }
      .line {
        fill: none;
        stroke: var(--c);
        stroke-width: 1.4;
        opacity: 0.75;
      }
    `,
  ];
  declare client: JobClient | undefined;
  declare database: string | undefined;
  /** As in `createClient({ namespace })`. */
  declare namespace: string | undefined;
  declare board: Board | undefined;
  /** Given inside a dashboard; alone, it reads its own. */
  declare statistics: Statistics | undefined;
  /** The last hour by minute, oldest first; empty as long as it is read. */
  declare hour: readonly HistoryBucket[] | undefined;
  /** For the runs of its last hour. */
  declare recurring: readonly RecurringJob[] | undefined;
  readonly #reading: MonitorController<Statistics | undefined>;

  constructor() {
    super();
    new BoardController(this);
    this.#reading = new MonitorController<Statistics | undefined>(this, {
      read: async (client) => this.statistics ?? readStatistics(client),
    });
  }

  override render(): TemplateResult | typeof nothing {
    const { board } = this;
    if (!board) return nothing;
    const statistics = this.statistics ?? this.#reading.value;
    const { words, short, number } = { ...board.locale };
    // Alone nobody gives it an hour: there is no line to leave room for.
    return html`<ul class=${this.hour ? "" : "bare"}>
      ${TILES.map((tile) => {
        const n = statistics?.[tile];
        const alarm = (tile === "failed" && (n ?? 0) > 0) || (tile === "servers" && n === 0);
        const state = isState(tile);
        const content = html`${icon(tile)}<span class="word">${state ? words.states[tile] : words.tiles[tile as "retries"]}</span>
          <strong title=${n === undefined ? nothing : number(n)}>${n === undefined ? "–" : short(n)}</strong>`;
        return html`<li part="tile" data-state=${tile} class=${alarm ? "alarm" : ""}>
          ${linkTo(board, ROUTES[tile] ?? { view: "jobs", ...(state ? { state: tile } : {}) }, content)}
          ${this.#spark(board, tile)}
        </li>`;
      })}
    </ul>`;
  }

  #spark({ feed, locale }: Board, tile: Tile): TemplateResult | typeof nothing {
    const { hour: buckets, recurring = [] } = this;
    if (!buckets?.length) return nothing;
    const minutes = minutesOf(tile, { buckets, recurring, levels: feed.levels }, Date.now());
    if (minutes.every((each) => each === undefined)) return nothing;
    const told = tellMinutes(tile, minutes, locale);
    return html`<span class="hour" title=${told}>${sparkLine(minutes, told)}</span>`;
  }
}
