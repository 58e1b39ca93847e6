import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { JobClient } from "../../client/api/client-api.ts";
import type { Statistics } from "../../monitor/monitor-api.ts";
import type { Board, Router } from "../board.ts";
import { JobSelectedEvent, NavigateEvent } from "../events.ts";
import { Feed } from "../feed.ts";
import type { Route } from "../routes.ts";
import { LocaleController } from "./locale-controller.ts";

type Host = ReactiveControllerHost &
  HTMLElement & {
    board?: Board | undefined;
    client?: JobClient | undefined;
    database?: string | undefined;
    namespace?: string | undefined;
  };

const feeds = new WeakMap<JobClient, Feed>();

/** One feed for a client, however many elements show it. */
export function feedOf(client: JobClient): Feed {
  let feed = feeds.get(client);
  if (!feed) {
    feed = new Feed(client);
    feeds.set(client, feed);
  }
  return feed;
}

/** The counters, which are remembered for the lines under them. */
export async function readStatistics(client: JobClient): Promise<Statistics> {
  const statistics = await client.monitor.statistics();
  feedOf(client).levels.note(statistics, Date.now());
  return statistics;
}

/**
 * Gives a host that stands alone its board: the client it was given or, without one, a client of its own on the
 * database it names, closed when the host goes.
 */
export class BoardController implements ReactiveController {
  /** Why no client could be made. */
  error: unknown;
  readonly #host: Host;
  readonly #locale: LocaleController;
  /** What the dashboard's frame adds to a board. */
  readonly #more: (feed: Feed) => Partial<Board>;
  #own: JobClient | undefined;
  #made: Board | undefined;
  #opening = false;
  #turn = 0;
  #parts: readonly unknown[] = [];

  constructor(host: Host, more: (feed: Feed) => Partial<Board> = () => ({})) {
    this.#host = host;
    this.#more = more;
    this.#locale = new LocaleController(host);
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#turn += 1;
    this.#opening = false;
    if (this.#host.board === this.#made) this.#host.board = undefined;
    this.#made = undefined;
    void this.#own?.close();
    this.#own = undefined;
  }

  hostUpdate(): void {
    // A board that isn't ours came from the dashboard around the host.
    if (!this.#host.isConnected || (this.#host.board && this.#host.board !== this.#made)) return;
    const client = this.#host.client ?? this.#own;
    if (!client) {
      if (this.error === undefined && !this.#opening) void this.#open();
      return;
    }
    const feed = feedOf(client);
    const locale = this.#locale.own();
    const more = this.#more(feed);
    const parts = [client, locale, ...Object.values(more)];
    if (
      this.#made &&
      parts.every((part, i) => part === this.#parts[i]) &&
      parts.length === this.#parts.length
    )
      return;
    this.#parts = parts;
    this.#made = {
      client,
      feed,
      locale,
      exactTimes: false,
      scheduleZones: false,
      filter: "",
      router: routerOf(this.#host),
      revision: 0,
      ...more,
    };
    this.#host.board = this.#made;
  }

  /** After an error: once more. */
  retry(): void {
    this.error = undefined;
    this.#opening = false;
    this.#host.requestUpdate();
  }

  async #open(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.#opening = true;
    try {
      const { database, namespace } = this.#host;
      const { createClient } = await import("../own-client.ts");
      const client = createClient({
        serviceWorker: false,
        ...(database ? { database } : {}),
        ...(namespace ? { namespace } : {}),
      });
      if (turn !== this.#turn) return void client.close();
      this.#own = client;
    } catch (error) {
      this.error = error;
    }
    this.#host.requestUpdate();
  }
}

/** Alone, an element leads nowhere: it says where a person wants to go and leaves the rest to the page. */
const routerOf = (host: HTMLElement): Router => ({
  list: { view: "jobs" },
  batches: { view: "batches" },
  href: () => undefined,
  go(route: Route) {
    if (route.jobId) host.dispatchEvent(new JobSelectedEvent(route.jobId));
    host.dispatchEvent(new NavigateEvent(route));
  },
});
