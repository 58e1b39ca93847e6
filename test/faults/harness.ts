import { rm } from "node:fs/promises";
import type { Report } from "./app/page.ts";
import type { Mix } from "./app/produce.ts";
import { beyondLimits } from "./beyond-limits.ts";
import { Book } from "./book.ts";
import { buildApp } from "./build.ts";
import { Chance } from "./chance.ts";
import { FAULTS } from "./faults.ts";
import type { Mutation } from "./mutations.ts";
import { inTime, type Tab, World } from "./world.ts";

export interface HarnessOptions {
  seed: number;
  rounds: number;
  /** The first round; another than 0 repeats a part of a longer run. */
  first?: number;
  /** Jobs asked for in a round, about. */
  jobs?: number;
  /** Names of the faults to choose among. Default: all. */
  faults?: readonly string[];
  /** Other weights of the kinds of jobs than the usual ones. */
  mix?: Mix;
  mutation?: Mutation;
  /** A round that is not quiet after this long, milliseconds, has lost something. Default 60 s. */
  patience?: number;
  log?: (line: string) => void;
}

export interface Summary {
  seed: number;
  rounds: number;
  /** How often each fault was made. */
  faults: Record<string, number>;
  promised: number;
  /** All jobs that were in the store in the end, by state. */
  states: Record<string, number>;
  begun: number;
  interruptions: number;
  refused: Record<string, number>;
  /** Jobs that pages without their core were promised; how many such pages were ended in the midst of it. */
  left: number;
  hasty: number;
  /** Looks at the whole store while everything was under way. */
  looks: number;
  seconds: number;
  /** What was found, with its round; the run ends with the first. Empty: every promise was kept. */
  violations: string[];
}

/** Rounds that share a browser profile, an origin and a store. */
const CHAPTER = 10;
/** What a page without its core asks for: mostly what it can be answered for. */
const HASTY: Mix = { join: 0, recur: 0, batch: 0, meddle: 0, chain: 1, unique: 1 };
/** Retries and sleeps are shorter than a second; only an alarm that nobody answers takes its time. */
const PATIENCE = 60_000;
/** These leave every context alive and awake: no attempt may be interrupted by them. */
const GENTLE: ReadonlySet<string> = new Set(["network cut", "clock set", "quota exhausted"]);

/** Plays rounds of work under faults in a real browser, and checks after each that every promise was kept. */
export async function playRounds(options: HarnessOptions): Promise<Summary> {
  const { seed, rounds, first = 0, mutation, log = () => {} } = options;
  const summary: Summary = {
    seed,
    rounds: 0,
    faults: {},
    promised: 0,
    states: {},
    begun: 0,
    interruptions: 0,
    refused: {},
    left: 0,
    hasty: 0,
    looks: 0,
    seconds: 0,
    violations: [],
  };
  const began = Date.now();
  const folder = await buildApp(mutation);
  try {
    for (let round = first; round < first + rounds && summary.violations.length === 0; ) {
      const until = Math.min(first + rounds, (Math.floor(round / CHAPTER) + 1) * CHAPTER);
      const chapter = new Chapter(folder, options, summary);
      try {
        await chapter.play(round, until, log);
      } finally {
        await chapter.end();
      }
      round = until;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  summary.seconds = Math.round((Date.now() - began) / 1_000);
  return summary;
}

class Chapter {
  readonly #options: HarnessOptions;
  readonly #summary: Summary;
  readonly #book: Book = new Book();
  readonly #world: World;
  #last: Report = { faults: [], jobs: [] };

  constructor(folder: string, options: HarnessOptions, summary: Summary) {
    this.#options = options;
    this.#summary = summary;
    this.#world = new World(folder, (told) => this.#book.hear(told));
  }

  async play(from: number, until: number, log: (line: string) => void): Promise<void> {
    await this.#world.start();
    for (let round = from; round < until && this.#summary.violations.length === 0; round++) {
      const began = Date.now();
      let names: readonly string[] = [];
      const found = await this.#round(round, (chosen) => {
        names = chosen;
      }).catch((error: Error) => [`the round did not end: ${error.message}`]);
      this.#summary.rounds += 1;
      for (const each of found)
        this.#summary.violations.push(`round ${round} (${names.join(", ")}): ${each}`);
      const { size } = this.#book.promised;
      log(`round ${round}: ${names.join(", ") || "no fault"}; ${size} promised, ${Date.now() - began} ms`);
      for (const each of found) log(`  ${each}`);
    }
  }

  async end(): Promise<void> {
    await this.#world.dispose();
    const { states, refused } = this.#summary;
    for (const { state, interruptions } of this.#last.jobs) {
      states[state] = (states[state] ?? 0) + 1;
      this.#summary.interruptions += interruptions;
    }
    for (const [name, count] of Object.entries(this.#book.refused))
      refused[name] = (refused[name] ?? 0) + count;
    this.#summary.promised += this.#book.promised.size;
    this.#summary.left += this.#book.left.size;
    this.#summary.begun += this.#world.ledger.notes.filter(({ type }) => type === "begin").length;
  }

  async #round(round: number, tell: (faults: readonly string[]) => void): Promise<string[]> {
    const { seed, jobs = 110, faults = Object.keys(FAULTS), mix } = this.#options;
    const chance = new Chance(seed, round);
    const world = this.#world;
    await world.mend();
    await world.leaveRoom();
    await world.open[0]!.page.evaluate(() => underFaults.pauseRecurring(false));
    if (chance.happens(0.3)) await world.openTab(chance.happens(0.5));
    const producing = world.open;
    const { length: noted } = world.ledger.notes;
    const productions: { tab: Tab; over: Promise<unknown> }[] = [];
    let over = 0;
    const produce = (tab: Tab, jobs: number, pause: number, mix: Mix | undefined): void => {
      const production = { seed: chance.between(1, 2 ** 31), jobs, pause, ...(mix ? { mix } : {}) };
      const asked = tab.page.evaluate((each) => underFaults.produce(each), production).catch(() => {});
      productions.push({ tab, over: asked.then(() => over++) });
    };
    for (const tab of producing) produce(tab, Math.ceil(jobs / producing.length), 30, mix);
    const hasty = await this.#hasty(chance);
    for (const tab of hasty) produce(tab, Math.ceil(jobs / 6), 150, { ...HASTY, ...mix });
    const fates = hasty.map((tab) => this.#fate(tab, chance));
    // Every tenth round goes by without any: what happens then happens by itself.
    const names =
      round % 10 === 9 || faults.length === 0
        ? []
        : Array.from({ length: chance.between(1, 3) }, () => chance.one(faults));
    tell(names);
    await this.#moment(noted + chance.between(1, Math.ceil(jobs / 2)), () => over >= producing.length);
    const found = await this.#look();
    const mends: (() => Promise<void>)[] = [];
    let reached = noted;
    for (const name of names) {
      reached += chance.between(1, Math.ceil(jobs * 0.8));
      await this.#moment(reached, () => over >= producing.length);
      await pause(chance.between(0, 30));
      if (world.tabs.length === 0) continue;
      this.#summary.faults[name] = (this.#summary.faults[name] ?? 0) + 1;
      const mend = await inTime(`the fault '${name}'`, FAULTS[name]!(world, chance));
      if (mend) {
        mends.push(mend);
        await pause(chance.between(50, 900));
        if (chance.happens(0.5)) await mends.pop()!();
      }
      if (chance.happens(0.3)) found.push(...(await this.#look()));
    }
    for (const mend of mends.reverse()) await inTime("the end of a fault", mend());
    await Promise.all(fates);
    world.ledger.giveCores();
    // A tab that has died over it never says so.
    const rest = productions.filter(({ tab }) => world.open.includes(tab)).map((each) => each.over);
    await inTime("the pages to ask for all their jobs", Promise.all(rest), 15_000).catch(() => {});
    const gentle = names.every((name) => GENTLE.has(name));
    return [...found, ...(await this.#settle(gentle, noted))];
  }

  /** Tabs that ask for jobs before their client's further scripts are there, which come late, or not in this round's trouble. */
  async #hasty(chance: Chance): Promise<Tab[]> {
    if (!chance.happens(0.7)) return [];
    const tabs: Tab[] = [];
    for (let left = chance.between(1, 2); left > 0; left--)
      tabs.push(await this.#world.openTab(false, chance.one(["20", "300", "2000", "never", "never"])));
    return tabs;
  }

  /** What most becomes of such a tab: it was only there for a moment. */
  async #fate(tab: Tab, chance: Chance): Promise<void> {
    const fate = chance.one(["crash", "close", "stay"]);
    await pause(chance.between(0, 1_000));
    if (tab.state !== "open" || fate === "stay") return;
    this.#summary.hasty += 1;
    if (fate === "close") await this.#world.closeTab(tab);
    else {
      tab.page.send("Page.crash").catch(() => {});
      // A fault may have ended it in the same moment, or the whole browser.
      await inTime("a tab to crash", this.#world.death(tab), 3_000).catch(() => {});
    }
  }

  /** Waits until the ledger has so many notes; when it gets none any more, the moment is now. */
  async #moment(count: number, isOver: () => boolean): Promise<void> {
    let reached = false;
    void this.#world.ledger.reaches(count).then(() => {
      reached = true;
    });
    for (const end = Date.now() + 3_000; !reached && Date.now() < end && !isOver(); ) await pause(5);
  }

  /** The store must be sound in every moment, not only in the end. */
  async #look(): Promise<string[]> {
    const [tab] = this.#world.open;
    if (!tab) return [];
    const found = await inTime(
      "a look",
      tab.page.evaluate(() => underFaults.look()),
      3_000,
    ).catch(() => undefined);
    if (found) this.#summary.looks += 1;
    return (found ?? []).map((each) => `in the middle: ${each}`);
  }

  #quiet(tab: Tab): Promise<void> {
    const { patience = PATIENCE } = this.#options;
    const quiet = tab.page.evaluate(() => underFaults.quiet());
    return inTime("the round to become quiet", quiet, patience);
  }

  /** What was left is taken in by those who live; of what nobody was answered for, the page may have died before it said so. */
  async #taken(tab: Tab): Promise<string[]> {
    const left = await tab.page.evaluate(() => underFaults.left());
    if (left.length === 0) return [];
    const promised = left.filter((id) => this.#book.promised.has(id));
    // The next visit finds it, before it answers anything.
    const visit = await this.#world.openTab(false);
    await visit.page.evaluate(() => underFaults.client.get("nobody"));
    await this.#quiet(tab);
    return promised.map((id) => `${id} was promised, and nobody took it in`);
  }

  /** Makes everything whole, waits until nothing is left to do, and compares. */
  async #settle(gentle: boolean, noted: number): Promise<string[]> {
    const world = this.#world;
    await world.mend();
    const tab = world.tabs.find(({ serves }) => serves) as Tab;
    await world.liftQuota();
    await world.trouble({ clock: world.ledger.clock });
    // A context that does little would go on meeting aborts, one each time it tries again.
    await world.trouble({ calm: true });
    await tab.page.evaluate(() => underFaults.pauseRecurring(true));
    let untaken: string[];
    try {
      await this.#quiet(tab);
      untaken = await this.#taken(tab);
    } catch (error) {
      return [(error as Error).message, ...(await this.#stuck(tab))];
    }
    const steady = this.#summary.faults["clock set"] === undefined;
    const report = await inTime(
      "the report",
      tab.page.evaluate((given) => underFaults.report({ steady: given }), steady),
      PATIENCE,
    );
    const before = interruptionsOf(this.#last);
    this.#last = report;
    const found = [...untaken, ...report.faults, ...this.#book.compare(report.jobs, world.ledger.notes)];
    const interrupted = interruptionsOf(report) - before;
    if (gentle && interrupted > 0)
      found.push(`${interrupted} attempts were interrupted, and no context had died`);
    // A context that was taken for dead goes on for a moment beside whoever has its place.
    if (gentle) found.push(...beyondLimits(report.jobs, world.ledger.notes.slice(noted)));
    return found;
  }

  async #stuck(tab: Tab): Promise<string[]> {
    const report = await inTime(
      "a report of what is stuck",
      tab.page.evaluate(() => underFaults.report({ look: false })),
      PATIENCE,
    );
    const open = report.jobs.filter(({ state }) => state === "enqueued" || state === "scheduled");
    const state = await tab.page.evaluate(() => underFaults.state());
    return [
      `${open.length} jobs are stuck: ${open
        .slice(0, 5)
        .map((job) => JSON.stringify(job))
        .join("; ")}`,
      state,
      ...report.faults,
    ];
  }
}

const interruptionsOf = ({ jobs }: Report): number =>
  jobs.reduce((sum, { interruptions }) => sum + interruptions, 0);
const pause = (delay: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delay));
