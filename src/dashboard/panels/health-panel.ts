import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { JobClient } from "../../client/api/client-api.ts";
import type { Statistics, UnhandledJobs, Wakeup } from "../../monitor/monitor-api.ts";
import type { QueueInfo } from "../../monitor/queue-info.ts";
import { BoardElement } from "../board.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { linkTo, timeOf } from "../elements/parts.ts";
import type { Route } from "../routes.ts";
import { type IconName, icon } from "../theme/icons.ts";

/** Asking the browser for its storage reads the disk: not at every commit. */
const PAUSE = 5_000;
/** Below this share of what the browser allows, storage is getting scarce. */
const SCARCE = 0.1;
/** Whether the device is online is asked of the browser, and no commit tells of it. */
const NETWORK = ["online", "offline"] as const;

interface Health {
  queues: QueueInfo[];
  unhandled: UnhandledJobs[];
  wakeups: Wakeup[];
  /** When the scheduled job that is next, or late, is due. */
  nextDue: number | undefined;
  used: number | undefined;
  quota: number | undefined;
  persistent: boolean | undefined;
}

interface Line {
  icon: IconName;
  tone: "good" | "warn" | "plain";
  title: string;
  value: unknown;
  route?: Route;
}

/** Whether work gets on and will: the oldest that waits, what is late, what wakes workers, storage, the network. */
export class HealthPanel extends BoardElement {
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
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 0 10px;
        padding-block: 7px;
        border-block-start: 1px solid var(--_line);
      }
      li:first-child {
        border: 0;
      }
      li > .icon {
        margin-block-start: 2px;
        color: var(--_ink-soft);
      }
      .good > .icon {
        color: var(--_succeeded);
      }
      .warn > .icon,
      .warn .value {
        color: var(--_scheduled);
      }
      .value {
        text-align: end;
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare statistics: Statistics | undefined;
  readonly #reading: MonitorController<Health>;

  constructor() {
    super();
    this.#reading = new MonitorController<Health>(this, {
      read: readHealth,
      wants: (notice) => notice.type !== "job" || notice.state !== "progress",
      pause: PAUSE,
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const name of NETWORK) window.addEventListener(name, this.#onNetwork);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const name of NETWORK) window.removeEventListener(name, this.#onNetwork);
  }

  readonly #onNetwork = (): void => this.requestUpdate();

  override render(): TemplateResult | typeof nothing {
    const health = this.#reading.value;
    if (!health) return nothing;
    const { board } = this;
    const { health: words } = board.locale.words;
    return html`<section class="panel" part="health">
      <header><h3>${words.title}</h3></header>
      <ul class="body">
        ${this.#lines(health).map(
          ({ icon: shape, tone, title, value, route }) => html`<li class=${tone}>
            ${icon(shape)}<span>${title}</span>
            <span class="value num">${route ? linkTo(board, route, value, "quiet", undefined) : value}</span>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  #lines({ queues, unhandled, wakeups, nextDue, used, quota, persistent }: Health): Line[] {
    const { board } = this;
    const { words, bytes, duration, text, number, count } = { ...board.locale };
    const { health } = words;
    const now = Date.now();
    const oldest = queues
      .filter(({ oldestAt, paused }) => oldestAt !== undefined && !paused)
      .sort((a, b) => (a.oldestAt ?? 0) - (b.oldestAt ?? 0))[0];
    const late = nextDue === undefined ? 0 : now - nextDue;
    const lines: Line[] = [
      {
        icon: "enqueued",
        tone: "plain",
        title: health.oldest,
        value: oldest ? timeOf(board, oldest.oldestAt, true) : health.nothingWaits,
        ...(oldest
          ? { route: { view: "jobs", state: "enqueued", search: `queue:${oldest.name}` } as const }
          : {}),
      },
      {
        icon: "scheduled",
        tone: late > 60_000 ? "warn" : "plain",
        title: late > 0 ? health.late : health.nextDue,
        value:
          nextDue === undefined ? health.nothingPlanned : late > 0 ? duration(late) : timeOf(board, nextDue),
        ...(nextDue === undefined ? {} : { route: { view: "jobs", state: "scheduled" } as const }),
      },
    ];
    if (unhandled.length > 0) {
      const [first] = unhandled;
      const all = unhandled.reduce((sum, each) => sum + each.count, 0);
      lines.push({
        icon: "help",
        tone: "warn",
        title: count(health.unhandled, all),
        value: html`<span class="ltr">${first?.name}</span>${unhandled.length > 1 ? ` +${number(unhandled.length - 1)}` : ""}`,
        route: { view: "jobs", state: "enqueued", search: `name:${first?.name}` },
      });
    }
    const available = wakeups.filter(({ available: here }) => here).map(({ source }) => source);
    const last = wakeups
      .filter(({ lastAt, source }) => lastAt !== undefined && source !== "clock")
      .sort((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0))[0];
    lines.push({
      icon: "bolt",
      tone: "plain",
      title: text(health.wakeups, { n: number(available.length) }),
      value: last
        ? html`<span class="ltr">${last.source}</span> ${timeOf(board, last.lastAt)}`
        : words.workers.never,
      route: { view: "servers" },
    });
    if (used !== undefined && quota !== undefined && quota > 0) {
      const left = quota - used;
      lines.push({
        icon: "queues",
        tone: left / quota < SCARCE ? "warn" : "plain",
        title: health.storage,
        value: text(health.used, { used: bytes(used), left: bytes(Math.max(0, left)) }),
      });
    }
    if (persistent !== undefined)
      lines.push({
        icon: persistent ? "lock" : "info",
        tone: persistent ? "good" : "plain",
        title: health.kept,
        value: persistent ? health.persistent : health.evictable,
      });
    lines.push({
      icon: navigator.onLine ? "succeeded" : "offline",
      tone: navigator.onLine ? "good" : "warn",
      title: health.network,
      value: navigator.onLine ? health.online : health.offline,
    });
    return lines;
  }
}

async function readHealth({ monitor }: JobClient): Promise<Health> {
  const storage = (navigator as Partial<Navigator>).storage as Partial<StorageManager> | undefined;
  const [queues, unhandled, wakeups, [next], estimate, persistent] = await Promise.all([
    monitor.queues(),
    monitor.unhandled(),
    monitor.wakeups(),
    monitor.jobs({ state: "scheduled", order: "oldest", limit: 1 }),
    // Neither exists outside of secure contexts.
    storage?.estimate?.().catch(() => undefined),
    storage?.persisted?.().catch(() => undefined),
  ]);
  return {
    queues,
    unhandled,
    wakeups,
    nextDue: next?.scheduledFor,
    used: estimate?.usage,
    quota: estimate?.quota,
    persistent,
  };
}
