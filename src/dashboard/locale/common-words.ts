import type { WaitingKind } from "../../job/job.ts";
import type { JobState } from "../../job/state.ts";
import type { ServerKind } from "../../monitor/monitor-api.ts";
import type { ActionName } from "../actions/action.ts";
import type { ListName, View } from "../routes.ts";

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

/** What is said in more than one place, and around the pages. */
export interface CommonWords {
  title: string;
  region: string;
  navigation: string;
  views: Record<View, string>;
  states: Record<JobState, string>;
  allStates: string;
  /** Said by an empty list of that state. */
  none: Record<ListName | "all", string>;
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
    | "batch"
    | "limits"
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
    | "retried"
    | "retry"
    | "pace",
    string
  >;
  tiles: Record<"retries" | "recurring" | "servers", string>;
  dialogs: {
    cancel: string;
    close: string;
    removeOne: string;
    deleteOne: string;
    deleteMany: Plural;
    deleteAll: string;
    copy: Record<"title" | "help" | "unreadable" | "notation", string>;
    edit: Record<"title" | "help" | "notation" | "misfire" | "overlap" | "save", string> & {
      misfires: Record<"relaxed" | "strict" | "ignore", string>;
      overlaps: Record<"allow" | "skip" | "replace", string>;
    };
    cancelOne: string;
    cancelHelp: string;
    limits: Record<
      "title" | "help" | "concurrency" | "starts" | "per" | "mode" | "empty" | "save",
      string
    > & {
      modes: Record<"sliding" | "fixed", string>;
    };
    hold: Record<"title" | "help" | "name" | "reason" | "save", string>;
    deleteRunning: string;
    deleteRunningMany: Plural;
    deleteHelp: string;
    deleteFinal: string;
    deletePerhaps: string;
    when: string;
    whenLabel: string;
    whenHelp: string;
    soon: Record<"10m" | "1h" | "tomorrow", string>;
  };
  toasts: {
    label: string;
    undo: string;
    undone: string;
    undoneMany: Plural;
    refused: string;
    refusedMany: Plural;
    moved: string;
    gone: string;
    unchanged: string;
    notAllowed: string;
    working: string;
    soFar: string;
    open: string;
    stop: string;
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
    scheduleZones: string;
    deviceZone: string;
  };
  keys: {
    title: string;
    help: string;
    groups: Record<"go" | "list" | "everywhere", string>;
    search: string;
    next: string;
    previous: string;
    select: string;
    range: string;
    open: string;
    expand: string;
    back: string;
  };
}
