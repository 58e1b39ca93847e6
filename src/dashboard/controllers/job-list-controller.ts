import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Job } from "../../job/job.ts";
import type { JobNotice, Notice } from "../../job/notice.ts";
import type { JobQuery, Monitor } from "../../monitor/monitor-api.ts";
import type { Board } from "../board.ts";
import type { Feed, FeedChange } from "../feed.ts";
import { readAgainWhenDue } from "./due-controller.ts";
import { concerns, isDear, type ListPage, marksOf, readAgain, shrink, sumOf } from "./list-pages.ts";
import { PATIENCE } from "./monitor-controller.ts";
import { matching, readPage } from "./page-reader.ts";

/** The pages with one that isn't full yet among them, so that it can be seen. */
type Shown = (part: ListPage) => ListPage[];
type ReadPage = (after: string | undefined, show?: Shown) => Promise<ListPage>;
type Host = ReactiveControllerHost & { board?: Board | undefined };

/** A list of jobs of any length: pages by key, a window of them in memory, kept fresh by notices. */
export class JobListController implements ReactiveController {
  pages: readonly ListPage[] = [];
  error: unknown;
  slow = false;
  /** Rows would move under a person's eyes or hands: new ones wait, changed ones are only marked. */
  held = false;
  /** How many wait. */
  fresh = 0;
  /** A search is looking on, in stretches; what it has found is shown already. */
  searching = false;
  /** The person has stopped it. */
  stopped = false;
  /** Jobs on the screen that have left the list's state since, while it is held. */
  readonly moved: Map<string, JobNotice["state"]> = new Map();
  readonly #host: Host;
  readonly #query: () => JobQuery;
  readonly #measure: (page: ListPage) => number;
  #feed: Feed | undefined;
  #unsubscribe: (() => void) | undefined;
  #key = "";
  #turn = 0;
  #busy = false;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param measure how tall a page's rows are */
  constructor(host: Host, query: () => JobQuery, measure: (page: ListPage) => number) {
    this.#host = host;
    this.#query = query;
    this.#measure = measure;
    host.addController(this);
    readAgainWhenDue(
      host,
      () => (this.held || this.#isDear ? [] : this.jobs),
      () => this.refresh(),
    );
  }

  get jobs(): Job[] {
    return this.pages.flatMap(({ jobs }) => jobs);
  }

  /** There are no more pages below. */
  get ended(): boolean {
    const last = this.pages.at(-1);
    return last !== undefined && last.next === undefined && last.blank === 0;
  }

  get query(): JobQuery {
    return this.#query();
  }

  /** How many have been found, those that have been let go included. */
  get found(): number {
    return sumOf(this.pages, "count");
  }

  /** How many stored jobs were looked at. */
  get looked(): number {
    return sumOf(this.pages, "looked");
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#feed = undefined;
    this.#turn += 1;
    this.#busy = this.searching = false;
    clearTimeout(this.#timer);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const feed = this.#host.board?.feed;
    const key = JSON.stringify(this.#query());
    if (feed === this.#feed && key === this.#key) return;
    if (feed !== this.#feed) {
      this.#unsubscribe?.();
      this.#unsubscribe = feed?.subscribe((change) => this.#onChange(change));
      this.#feed = feed;
    }
    this.#key = key;
    this.pages = [];
    const left = this.#host.board?.router.left;
    void this.restart(left?.query === key ? left.pages : undefined);
  }

  /** From the top, with everything that waited; or where somebody has left it. */
  async restart(left?: readonly ListPage[]): Promise<void> {
    this.held = false;
    this.fresh = 0;
    this.moved.clear();
    this.#turn += 1;
    this.#busy = this.searching = this.stopped = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.slow = true;
      this.#host.requestUpdate();
    }, PATIENCE);
    await this.#once(async (read) =>
      left ? readAgain(left, read) : [await read(undefined, (part) => [part])],
    );
  }

  /** One page further down. */
  async more(): Promise<void> {
    const { pages } = this;
    const gone = pages.findIndex(({ blank }, i) => blank > 0 && i > 0 && pages[i - 1]?.blank === 0);
    const last = pages[gone > 0 ? gone - 1 : pages.length - 1];
    if (last?.next === undefined || this.stopped) return;
    const at = pages.indexOf(last) + 1;
    const placed = (page: ListPage): ListPage[] => [...pages.slice(0, at), page, ...pages.slice(at + 1)];
    // An edge that is still in sight after the next render asks again by itself.
    await this.#once(
      async (read) => shrink(placed(await read(last.next, placed)), "top", this.#measure),
      false,
    );
  }

  /** Ends a search where it is; what it has found stays. */
  stop(): void {
    this.stopped = true;
    this.#host.requestUpdate();
  }

  /** Goes on with a stopped search. */
  async goOn(): Promise<void> {
    this.stopped = false;
    this.#host.requestUpdate();
    await this.more();
  }

  /** One page further up, into the blank at the top. */
  async back(): Promise<void> {
    const { pages } = this;
    const at = pages.findIndex(({ blank }) => blank === 0) - 1;
    const gone = pages[at];
    if (!gone) return;
    await this.#once(async (read) => {
      const page = await read(gone.after);
      return shrink(pages.toSpliced(at, 1, page), "bottom", this.#measure);
    }, false);
  }

  /** Reads the shown pages again, each from where it begins. */
  async refresh(): Promise<void> {
    const { pages } = this;
    if (pages.length === 0) return this.restart();
    this.moved.clear();
    await this.#once((read) => readAgain(pages, read));
  }

  /** Every job that matches, page by page, for an action on all of them. */
  matching(): AsyncIterable<readonly Job[]> {
    return this.#feed ? matching(this.#feed.client.monitor, this.#query()) : (async function* () {})();
  }

  /** @param again whether what is asked for while another reading is under way has to be done after it */
  async #once(work: (read: ReadPage) => Promise<ListPage[]>, again = true): Promise<void> {
    const client = this.#feed?.client;
    if (!client || this.#busy) {
      this.#again ||= this.#busy && again;
      return;
    }
    const turn = this.#turn;
    this.#busy = true;
    this.#again = false;
    try {
      const pages = await work((after, show) => this.#read(client.monitor, turn, after, show));
      if (turn !== this.#turn) return;
      this.pages = pages;
      this.error = undefined;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.error = error;
    }
    this.#busy = this.searching = false;
    clearTimeout(this.#timer);
    this.slow = false;
    this.#host.requestUpdate();
    if (this.#again && !this.#isDear) void this.refresh();
  }

  #read(monitor: Monitor, turn: number, after: string | undefined, show?: Shown): Promise<ListPage> {
    return readPage({
      monitor,
      query: this.#query(),
      after,
      goesOn: () => !this.stopped && turn === this.#turn,
      onPart: (part) => {
        if (!show) return;
        this.searching = true;
        this.pages = show(part);
        this.#host.requestUpdate();
      },
    });
  }

  get #isDear(): boolean {
    return isDear(this.pages);
  }

  #onChange({ notices, everything }: FeedChange): void {
    if (everything) return void (this.held || this.#isDear ? this.#markOnly(notices) : this.refresh());
    const mine = notices.filter((notice) => concerns(notice, this.#query(), this.pages));
    if (mine.length === 0) return;
    const onlyProgress = mine.every((notice) => notice.type === "job" && notice.state === "progress");
    if (this.held || onlyProgress || this.#isDear) this.#markOnly(mine);
    else void this.refresh();
  }

  /** What can be told from the notices alone, without moving a row. */
  #markOnly(notices: readonly Notice[]): void {
    const told = marksOf(notices, this.#query(), this.pages);
    this.pages = told.pages;
    this.fresh += told.fresh;
    for (const [id, state] of told.moved)
      if (state) this.moved.set(id, state);
      else this.moved.delete(id);
    this.#host.requestUpdate();
  }
}
