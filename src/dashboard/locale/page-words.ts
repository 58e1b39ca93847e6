import type { LogLevel } from "../../job/log.ts";
import type { ContinuationCondition } from "../../job/state.ts";
import type { Qualifier } from "../suggest.ts";
import type { Plural } from "./common-words.ts";

/** What single pages say. */
export interface PageWords {
  list: {
    label: string;
    search: string;
    searchHint: string;
    clear: string;
    removeFilter: string;
    select: string;
    selectAll: string;
    selected: Plural;
    selectMatching: string;
    allSelected: string;
    selectEverything: string;
    everythingSelected: string;
    unselect: string;
    fresh: Plural;
    loading: string;
    nothingYet: string;
    looked: string;
    lookedOf: string;
    lookedAll: string;
    stop: string;
    goOn: string;
    nothingMatches: string;
    nothingMatchesHelp: string;
    moved: string;
    removed: string;
    details: string;
    attempt: string;
    suggestions: string;
    wrongFilter: string;
    replacedFilter: string;
    /** What each qualifier finds. */
    fields: Record<Qualifier, string>;
    order: string;
    newest: string;
    oldest: string;
  };
  next: Record<"title" | "spent" | "fatal" | "interrupted" | "again" | "alike", string>;
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
    factNames: Record<
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
      | "meta"
      | "hold"
      | "server",
      string
    >;
    copyCode: string;
    attempts: string;
    nth: string;
    inLine: string;
    atWork: string;
    forNext: string;
    steps: string;
    sleeps: string;
    relations: string;
    comesFrom: string;
    thisOne: string;
    goneOne: string;
    rendererFailed: string;
    /** How what a continuation waits for must end. */
    on: Record<ContinuationCondition, string>;
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
    preview: string;
  };
  log: { title: string; level: string; all: string; filter: string; levels: Record<LogLevel, string> };
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
    failures: string;
    slowest: string;
    runningNow: string;
    seeAll: string;
    readout: string;
    /** What the line under a tile tells, in words. */
    sparks: Record<"created" | "ended" | "succeeded" | "failed" | "retried" | "runs" | "seen", string>;
  };
  recurring: Record<
    | "none"
    | "noneHelp"
    | "paused"
    | "broken"
    | "never"
    | "ended"
    | "lateBy"
    | "runs"
    | "noRuns"
    | "upcoming"
    | "upcomingOf"
    | "details"
    | "byHand"
    | "skipped"
    | "every"
    | "neverDue",
    string
  >;
  batches: Record<
    | "states"
    | "running"
    | "empty"
    | "cancelled"
    | "cancelledAt"
    | "expires"
    | "stalled"
    | "stalledHelp"
    | "nested"
    | "ended"
    | "none"
    | "noneHelp"
    | "noneSo"
    | "newer"
    | "older"
    | "notFound"
    | "notFoundHelp"
    | "inside"
    | "members"
    | "countsNested"
    | "back"
    | "backTo"
    | "thisOne",
    string
  > & { retryFailed: Plural; deleteFailed: Plural };
  queues: {
    none: string;
    noneHelp: string;
    paused: string;
    perMinute: Plural;
    limits: Record<
      | "none"
      | "atATime"
      | "starts"
      | "opens"
      | "title"
      | "help"
      | "key"
      | "inUse"
      | "inLine"
      | "concurrency"
      | "rate"
      | "more",
      string
    >;
    holds: Record<"title" | "help" | "none" | "standing", string> & { waiting: Plural };
  };
  health: Record<
    | "title"
    | "oldest"
    | "nothingWaits"
    | "late"
    | "nextDue"
    | "nothingPlanned"
    | "wakeups"
    | "storage"
    | "used"
    | "kept"
    | "persistent"
    | "evictable"
    | "network"
    | "online"
    | "offline",
    string
  > & { unhandled: Plural };
  fallen: Record<"title" | "help", string> & { took: Plural };
  workers: {
    none: string;
    noneHelp: string;
    every: string;
    idle: string;
    weight: string;
    handles: string;
    wakeups: string;
    wakeupsHelp: string;
    sources?: Record<string, string>;
    available: string;
    unavailable: string;
    never: string;
    ahead: Plural;
    began: Plural;
  };
}
