import fc from "fast-check";
import { type ContinuationCondition, JOB_STATES, type JobState } from "../../src/job/state.ts";

const HOW = [
  "gate",
  "quick",
  "boom",
  "fatal",
  "later",
  "large",
  "heavy",
  "unsigned",
  "slow",
  "yields",
  "inner",
  "steps",
  "steps",
] as const;
export type How = (typeof HOW)[number];

/** What a job of the chaos does; its options differ as much as its handler. */
export interface Plan {
  how: How;
  queue: "default" | "mail";
  priority: number;
  attempts: number;
  delay: "0s" | "1s" | "1m";
  exhausted: "fail" | "delete";
  network: boolean;
  /** Would rather wait for power, for five minutes. */
  prefers: boolean;
  limit: Limit;
  /** Waits while the hold stands. */
  held: boolean;
  /** Shares one key with all that have any. */
  unique: Unique;
  /** How long it is kept when it has ended, if not as long as usual. */
  keep?: Keep | undefined;
}

/** How a job goes that has nothing special. */
export const PLAIN = {
  how: "gate",
  queue: "default",
  priority: 0,
  attempts: 0,
  delay: "0s",
  exhausted: "fail",
  network: false,
  prefers: false,
  limit: "none",
  held: false,
  unique: "none",
} as const satisfies Plan;

/** By how it ended, or in any case. */
export type Keep = "10s" | "succeeded 0s";

/** What a job with a unique key does about the one that stands. */
export const CONFLICTS = {
  keep: { while: "unfinished", onConflict: "keep" },
  replace: { while: "unfinished", onConflict: "replace" },
  reject: { while: "unfinished", onConflict: "reject" },
  "keep while enqueued": { while: "enqueued", onConflict: "keep" },
  "replace while enqueued": { while: "enqueued", onConflict: "replace" },
  "for a while": { while: "20s", onConflict: "replace" },
} as const;
export type Unique = "none" | keyof typeof CONFLICTS;

const LIMITS = ["none", "one", "two", "strict", "rate", "both", "strict and rate"] as const;
/** By what the job is limited: all that say the same share it. */
export type Limit = (typeof LIMITS)[number];

/** Schedules: one for each kind, by which some of what a definition can say differs. */
export const RECURRENCES = ["plain", "skip", "replace", "strict", "few"] as const;
export type Recurrence = (typeof RECURRENCES)[number];

/** Which jobs somebody removes. */
export type ClearedJobs = { state?: JobState; queue?: Plan["queue"]; owner?: "ada" };

/** What a server is there for: everything, with or without weights for the queues, one queue, or one user. */
export type ServerKind = "any" | "weighted" | "mail" | "ada" | "eve";

/** Something that a person, an app or a browser does. The numbers choose among what there is. */
export type Command =
  | { do: "enqueue" | "own id"; client: number; plan: Plan }
  | { do: "enqueue many"; client: number; plans: Plan[] }
  /** One call after another, each awaited. Of an even number the last is, too, before anything else is done. */
  | { do: "burst"; client: number; plan: Plan; count: number }
  | { do: "schedule"; client: number; plan: Plan; seconds: number }
  | { do: "continue"; client: number; plan: Plan; parents: number[]; on: ContinuationCondition }
  | {
      do: "delete" | "requeue" | "reschedule" | "hurry" | "duplicate";
      client: number;
      job: number;
    }
  | { do: "succeed" | "throw"; gate: number }
  | { do: "kill" | "stop" | "suspend" | "freeze" | "resume"; server: number }
  | { do: "start"; kind?: ServerKind }
  | { do: "settle" | "online" | "offline" | "plug" | "unplug" }
  | {
      do: "batch";
      client: number;
      plans: Plan[];
      nested: Plan[];
      /** What it follows, if anything. */
      after: number | undefined;
      on: ContinuationCondition;
      follow: Plan;
    }
  | { do: "add to batch"; client: number; batch: number; plans: Plan[]; reopen: boolean }
  | { do: "cancel batch"; client: number; batch: number }
  | { do: "recur" | "trigger" | "unrecur" | "change" | "rest" | "go on"; kind?: Recurrence }
  | { do: "hold" | "unhold" }
  | { do: "clear"; client: number; filter: ClearedJobs }
  /** What is exported now is imported with the next: what has been removed in between comes back. */
  | { do: "export" | "import"; client: number; run: boolean }
  | { do: "limit queue"; queue: Plan["queue"]; allows: "all" | "one" | "two" | "three in 20s" }
  | { do: "pause" | "unpause"; queue: "default" | "mail" | "*" }
  | { do: "pass"; seconds: number }
  /** Somebody looks at it all, when those before him have had their turn. */
  | { do: "look" }
  /** The wall clock is set, backward too. */
  | { do: "jump"; minutes: number }
  /** A page whose core isn't here asks for jobs in one turn: one after the other, or all in one call; by ids of the app. */
  | { do: "leave"; page: number; plans: Plan[]; seconds: number | undefined; together: boolean; own: boolean }
  /** A page is opened in the place of another, its core comes or can't be had, it dies, it is closed in an orderly way. */
  | { do: "visit" | "core" | "no core" | "die" | "shut"; page: number }
  /** Transactions of pages without their core are aborted a few times. */
  | { do: "fail to leave"; times: number }
  /** The storage fails a few times, before it commits or, the answer being lost, after. */
  | { do: "fail before" | "fail after"; times: number };

const index = fc.nat({ max: 1_000 });
const aPlan: fc.Arbitrary<Plan> = fc.record({
  how: fc.constantFrom(...HOW),
  queue: fc.constantFrom<Plan["queue"]>("default", "default", "mail"),
  priority: fc.constantFrom(0, 0, 1, -1),
  attempts: fc.nat({ max: 2 }),
  delay: fc.constantFrom<Plan["delay"]>("0s", "1s", "1m"),
  exhausted: fc.constantFrom<Plan["exhausted"]>("fail", "delete"),
  network: fc.boolean(),
  prefers: fc.boolean(),
  limit: fc.constantFrom("none", "none", "none", "none", ...LIMITS),
  held: fc.constantFrom(false, false, false, true),
  unique: fc.constantFrom<Unique>("none", "none", "none", "none", ...(Object.keys(CONFLICTS) as Unique[])),
  keep: fc.constantFrom<(Keep | undefined)[]>(
    undefined,
    undefined,
    undefined,
    undefined,
    "10s",
    "succeeded 0s",
  ),
});
const on = fc.constantFrom<ContinuationCondition>("succeeded", "failed", "deleted", "finished");
const named = <Do extends string>(...names: Do[]): { do: fc.Arbitrary<Do> } => ({
  do: fc.constantFrom(...names),
});

export const aCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ ...named("enqueue", "own id"), client: index, plan: aPlan }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...named("enqueue many"),
      client: index,
      plans: fc.array(aPlan, { maxLength: 6 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      ...named("burst"),
      client: index,
      plan: aPlan,
      count: fc.integer({ min: 6, max: 20 }),
    }),
  },
  { weight: 5, arbitrary: fc.record(named("look")) },
  {
    weight: 2,
    arbitrary: fc.record({ ...named("schedule"), client: index, plan: aPlan, seconds: fc.nat({ max: 90 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...named("continue"),
      client: index,
      plan: aPlan,
      parents: fc.array(index, { minLength: 1, maxLength: 3 }),
      on,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      ...named("batch"),
      client: index,
      plans: fc.array(aPlan, { maxLength: 4 }),
      nested: fc.array(aPlan, { maxLength: 2 }),
      after: fc.option(index, { nil: undefined, freq: 2 }),
      on,
      follow: aPlan,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...named("add to batch"),
      client: index,
      batch: index,
      plans: fc.array(aPlan, { minLength: 1, maxLength: 3 }),
      reopen: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ ...named("cancel batch"), client: index, batch: index }) },
  {
    weight: 4,
    arbitrary: fc.record({
      ...named("delete", "requeue", "requeue", "reschedule", "hurry", "duplicate"),
      client: index,
      job: index,
    }),
  },
  { weight: 6, arbitrary: fc.record({ ...named("succeed", "succeed", "throw"), gate: index }) },
  {
    weight: 5,
    arbitrary: fc.record({ ...named("kill", "stop", "suspend", "freeze", "resume"), server: index }),
  },
  {
    weight: 5,
    arbitrary: fc.record(
      named("start", "settle", "settle", "online", "offline", "plug", "unplug", "hold", "unhold"),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...named("recur", "recur", "recur", "trigger", "unrecur", "change", "rest", "go on"),
      kind: fc.constantFrom(...RECURRENCES),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...named("clear"),
      client: index,
      filter: fc.record(
        {
          state: fc.constantFrom<JobState>(...JOB_STATES),
          queue: fc.constantFrom<Plan["queue"]>("default", "mail"),
          owner: fc.constant("ada" as const),
        },
        { requiredKeys: [] },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ ...named("export", "import"), client: index, run: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...named("pause", "unpause"),
      queue: fc.constantFrom<"default" | "mail" | "*">("default", "mail", "*"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...named("limit queue"),
      queue: fc.constantFrom<Plan["queue"]>("default", "mail"),
      allows: fc.constantFrom("all", "one", "two", "three in 20s"),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      ...named("leave"),
      page: index,
      plans: fc.array(aPlan, { minLength: 1, maxLength: 4 }),
      seconds: fc.option(fc.nat({ max: 90 }), { nil: undefined, freq: 3 }),
      together: fc.boolean(),
      own: fc.constantFrom(false, false, true),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      ...named("visit", "visit", "core", "core", "no core", "die", "die", "shut"),
      page: index,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ ...named("fail to leave"), times: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ ...named("fail before", "fail after"), times: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...named("start"),
      kind: fc.constantFrom<ServerKind[]>("any", "any", "weighted", "mail", "ada", "eve"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ ...named("jump"), minutes: fc.integer({ min: -30, max: 30 }) }) },
  { weight: 4, arbitrary: fc.record({ ...named("pass"), seconds: fc.nat({ max: 120 }) }) },
);
