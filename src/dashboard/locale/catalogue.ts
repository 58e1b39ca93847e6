import type { WaitingKind } from "../../job/job.ts";
import type { JobState } from "../../job/state.ts";
import type { ServerKind } from "../../monitor/monitor-api.ts";
import type { ActionName } from "../actions/action.ts";
import type { View } from "../routes.ts";
import { en } from "./en.ts";

/** A text by plural category, as `Intl.PluralRules` names them; `{n}` stands for the number. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** What an action says of itself. `{name}` stands for the job, schedule or queue. */
export interface ActionWords {
  label: string;
  /** Told once it has been done to one. */
  done: string;
  /** Told once it has been done to many. */
  doneMany: Plural;
}

/** Every text of the dashboard. A language is one such object; the compiler asks for what is missing. */
export interface Catalogue {
  title: string;
  region: string;
  navigation: string;
  views: Record<View, string>;
  states: Record<JobState, string>;
  allStates: string;
  /** Said by an empty list of that state. */
  none: Record<JobState | "all", string>;
  waiting: Record<WaitingKind, string>;
  servers: Record<ServerKind, string>;
  actions: Record<ActionName, ActionWords>;
  columns: Record<
    | "job"
    | "state"
    | "created"
    | "enqueued"
    | "due"
    | "since"
    | "parents"
    | "started"
    | "server"
    | "progress"
    | "duration"
    | "latency"
    | "succeeded"
    | "error"
    | "attempts"
    | "failed"
    | "reason"
    | "deleted"
    | "waiting"
    | "schedule"
    | "next"
    | "last"
    | "runs"
    | "queue"
    | "length"
    | "processing"
    | "oldest"
    | "running"
    | "queues"
    | "lastWake"
    | "workers"
    | "actions"
    | "time"
    | "retried",
    string
  >;
  tiles: Record<"retries" | "recurring" | "servers", string>;
  list: {
    label: string;
    search: string;
    searchHint: string;
    notUnderstood: string;
    clear: string;
    removeFilter: string;
    select: string;
    selectAll: string;
    selected: Plural;
    selectMatching: string;
    allSelected: string;
    unselect: string;
    fresh: Plural;
    more: string;
    loading: string;
    end: Plural;
    nothingMatches: string;
    nothingMatchesHelp: string;
    moved: string;
    removed: string;
    details: string;
    attempt: string;
    onServer: string;
    newest: string;
    oldest: string;
    ageNow: string;
  };
  first: { title: string; text: string; copy: string; after: string };
  job: {
    back: string;
    copyId: string;
    copyJson: string;
    copied: string;
    notFound: string;
    notFoundHelp: string;
    why: string;
    until: string;
    history: string;
    attempts: string;
    arguments: string;
    result: string;
    error: string;
    lastError: string;
    stack: string;
    causedBy: string;
    facts: string;
    expires: string;
    noArguments: string;
    spent: string;
    goesOn: string;
    facts_: Record<
      | "id"
      | "name"
      | "queue"
      | "priority"
      | "attempt"
      | "interruptions"
      | "created"
      | "due"
      | "started"
      | "finished"
      | "parents"
      | "continuations"
      | "recurring"
      | "batch"
      | "createdBy"
      | "owner"
      | "tags"
      | "server",
      string
    >;
    attemptOf: string;
    noRetry: string;
    barLabel: string;
  };
  value: {
    entries: Plural;
    items: Plural;
    download: string;
    more: Plural;
    circular: string;
    hidden: string;
    showAll: string;
  };
  overview: {
    attention: string;
    allWell: string;
    allWellHelp: string;
    noServer: string;
    noServerHelp: string;
    failed: Plural;
    paused: string;
    brokenSchedule: string;
    oldest: string;
    live: string;
    liveHelp: string;
    perSecond: string;
    history: string;
    ranges: Record<"1h" | "24h" | "7d" | "30d", string>;
    range: string;
    asTable: string;
    asGraph: string;
    nothingYet: string;
    latestFailures: string;
    runningNow: string;
    seeAll: string;
    readout: string;
  };
  recurring: {
    none: string;
    noneHelp: string;
    paused: string;
    broken: string;
    never: string;
    ended: string;
    lateBy: string;
    runs: string;
    noRuns: string;
    every: string;
    everyMinute: string;
    everyMinutes: string;
    everyHours: string;
    hourlyAt: string;
    dailyAt: string;
    weeklyAt: string;
    monthlyAt: string;
    yearlyAt: string;
  };
  queues: { none: string; noneHelp: string; paused: string; open: string };
  workers: {
    none: string;
    noneHelp: string;
    every: string;
    idle: string;
    since: string;
    seen: string;
    handles: string;
  };
  dialogs: {
    cancel: string;
    close: string;
    deleteOne: string;
    deleteMany: Plural;
    deleteRunning: string;
    deleteHelp: string;
    when: string;
    whenLabel: string;
    whenHelp: string;
    soon: Record<"10m" | "1h" | "tomorrow", string>;
  };
  toasts: {
    label: string;
    undo: string;
    undone: string;
    refused: string;
    refusedMany: Plural;
    moved: string;
    gone: string;
    notAllowed: string;
    working: string;
  };
  problems: {
    retry: string;
    generic: string;
    genericHelp: string;
    unavailable: string;
    unavailableHelp: string;
    blocked: string;
    blockedHelp: string;
    outdated: string;
    outdatedHelp: string;
    full: string;
    fullHelp: string;
    lost: string;
    lostHelp: string;
    reload: string;
    offline: string;
    noWorker: string;
    readonly: string;
  };
  settings: {
    label: string;
    theme: string;
    themes: Record<"auto" | "light" | "dark", string>;
    language: string;
    times: string;
    relative: string;
    absolute: string;
    zone: string;
    local: string;
  };
  keys: {
    title: string;
    help: string;
    groups: Record<"go" | "list" | "everywhere", string>;
    search: string;
    next: string;
    previous: string;
    select: string;
    open: string;
    expand: string;
    back: string;
  };
}

/** A language the dashboard can speak: its own name for itself, and where its words are. */
export interface Language {
  name: string;
  direction: "ltr" | "rtl";
  load: () => Promise<Catalogue>;
}

/** English is built in; the others are fetched when asked for. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  en: { name: "English", direction: "ltr", load: async () => en },
  tr: { name: "Türkçe", direction: "ltr", load: async () => (await import("./tr.ts")).tr },
  fa: { name: "فارسی", direction: "rtl", load: async () => (await import("./fa.ts")).fa },
};

/** The language to speak for a tag such as `fa-IR-u-ca-gregory`: its first part where there is one, else English. */
export function languageOf(tag: string): string {
  const [primary = ""] = tag.toLowerCase().split("-");
  return Object.hasOwn(LANGUAGES, primary) ? primary : "en";
}
