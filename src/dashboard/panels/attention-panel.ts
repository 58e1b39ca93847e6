import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Hold } from "../../job/lane.ts";
import type { Statistics } from "../../monitor/monitor-api.ts";
import type { QueueInfo } from "../../monitor/queue-info.ts";
import type { RecurringJob } from "../../recurring/snapshot.ts";
import { BoardElement } from "../board.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { linkTo } from "../elements/parts.ts";
import type { Route } from "../routes.ts";
import { type IconName, icon } from "../theme/icons.ts";

/** A job that has waited this long for a worker is worth a look. */
const LONG = 5 * 60_000;

interface Matter {
  icon: IconName;
  tone: "bad" | "warn";
  text: string;
  help?: string;
  route: Route;
}

/** What a person should look at first, or that there is nothing. */
export class AttentionPanel extends BoardElement {
  static override properties: PropertyDeclarations = { statistics: { attribute: false } };
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
      li,
      .well {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 10px;
        padding-block: 8px;
        border-block-start: 1px solid var(--_line);
      }
      li:first-child {
        border: 0;
      }
      .icon {
        margin-block-start: 2px;
      }
      .bad .icon {
        color: var(--_failed);
      }
      .warn .icon {
        color: var(--_scheduled);
      }
      .well {
        border: 0;
      }
      .well .icon {
        color: var(--_succeeded);
      }
      p {
        grid-column: 2;
        font-size: 12.5px;
      }
    `,
  ];
  declare statistics: Statistics | undefined;
  readonly #reading: MonitorController<[QueueInfo[], RecurringJob[], Hold[]]>;

  constructor() {
    super();
    this.#reading = new MonitorController<[QueueInfo[], RecurringJob[], Hold[]]>(this, {
      read: (client) =>
        Promise.all([client.monitor.queues(), client.monitor.recurring(), client.monitor.holds()]),
    });
  }

  override render(): TemplateResult | typeof nothing {
    const { board, statistics } = this;
    const { words } = board.locale;
    if (!statistics || !this.#reading.value) return nothing;
    const matters = this.#matters(statistics, ...this.#reading.value);
    return html`<section class="panel" part="attention">
      <header><h3>${words.overview.attention}</h3></header>
      <div class="body">
        ${
          matters.length === 0
            ? html`<div class="well">
                ${icon("succeeded")}<strong>${words.overview.allWell}</strong>
                <p class="soft">${words.overview.allWellHelp}</p>
              </div>`
            : html`<ul>
                ${matters.map(
                  (matter) => html`<li class=${matter.tone}>
                    ${icon(matter.icon)}${linkTo(board, matter.route, matter.text)}
                    ${matter.help ? html`<p class="soft"><bdi>${matter.help}</bdi></p>` : nothing}
                  </li>`,
                )}
              </ul>`
        }
      </div>
    </section>`;
  }

  #matters(
    statistics: Statistics,
    queues: readonly QueueInfo[],
    recurring: readonly RecurringJob[],
    holds: readonly Hold[],
  ): Matter[] {
    const { words, text, count, duration, core } = { ...this.board.locale };
    const { overview } = words;
    const matters: Matter[] = [];
    if (statistics.servers === 0 && statistics.enqueued > 0)
      matters.push({
        icon: "servers",
        tone: "bad",
        text: overview.noServer,
        help: overview.noServerHelp,
        route: { view: "servers" },
      });
    if (statistics.failed > 0)
      matters.push({
        icon: "failed",
        tone: "bad",
        text: count(overview.failed, statistics.failed),
        route: { view: "jobs", state: "failed" },
      });
    for (const { id, error } of recurring)
      if (error)
        matters.push({
          icon: "recurring",
          tone: "bad",
          text: text(overview.brokenSchedule, { name: id }),
          help: error.message,
          route: { view: "recurring" },
        });
    for (const { name, reason } of holds)
      matters.push({
        icon: "lock",
        tone: "warn",
        text: text(words.queues.holds.standing, { name }),
        ...(reason === undefined ? {} : { help: core(reason) }),
        route: { view: "queues" },
      });
    const allPaused = queues.some((queue) => queue.allPaused);
    if (allPaused)
      matters.push({
        icon: "pause",
        tone: "warn",
        text: words.actions["pause-all"].done,
        route: { view: "queues" },
      });
    for (const { name, paused, oldestAt } of allPaused ? [] : queues) {
      const waited = oldestAt === undefined ? 0 : Date.now() - oldestAt;
      if (paused)
        matters.push({
          icon: "pause",
          tone: "warn",
          text: text(overview.paused, { name }),
          route: { view: "queues" },
        });
      else if (waited > LONG)
        matters.push({
          icon: "scheduled",
          tone: "warn",
          text: text(overview.oldest, { name, duration: duration(waited) }),
          route: { view: "jobs", state: "enqueued", search: `queue:${name}` },
        });
    }
    return matters;
  }
}
