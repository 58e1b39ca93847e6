import type { Mix } from "./app/produce.ts";

/** A defect put into a build of the product, which the harness must find. */
export interface Mutation {
  /** What is broken, in words. */
  name: string;
  file: string;
  /** Exactly one place of the source. */
  find: string;
  replace: string;
  /** Faults under which it shows; none: it shows without any. */
  faults: readonly string[];
  /** What its rounds ask for instead of the usual, so that they meet it. */
  mix?: Mix;
}

/** Defects of the kinds that would cost somebody a job, one for each promise. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: "a living server is taken for dead",
    file: "src/server/identity.ts",
    find: "const held = (await locks?.held()) ?? new Set<string>();",
    replace: "const held = new Set<string>();",
    faults: [],
  },
  {
    name: "a dead server's jobs are not taken over",
    file: "src/operations/servers.ts",
    find: "for (const entry of [...row.jobs]) {",
    replace: "for (const entry of row.jobs.slice(1)) {",
    faults: ["service worker stopped"],
  },
  {
    name: "a late completion is not refused",
    file: "src/operations/claim/advance.ts",
    find: "if (!lease) {",
    replace:
      "if (!lease) { yield* work.load(outcomes.map(({ job }) => job.id)); for (const { job, event } of outcomes) { work.adopt(job); work.apply(job.id, event); } yield* work.settle(); return work.decision({ lost: false, refused: [], claimed: [], more: false, others });",
    faults: ["lock stolen"],
  },
  {
    name: "a job that runs is claimed again",
    file: "src/operations/claim/take.ts",
    find: "return { ids: new Set(work.running.keys()), counts };",
    replace: "return { ids: new Set(), counts };",
    faults: [],
  },
  {
    name: "an attempt leaves no history",
    file: "src/job/transition.ts",
    find: 'history: withHistory(job.history, { state: "processing", at: entry.since, data }),',
    replace: "",
    faults: [],
  },
  {
    name: "a move is not counted",
    file: "src/operations/work/work.ts",
    find: "countMove(this.totals, before, after);",
    replace: "if (after.state !== 'failed') countMove(this.totals, before, after);",
    faults: [],
  },
  {
    name: "a continuation is not released",
    file: "src/operations/work/settle.ts",
    find: 'else work.apply(child, { type: "parent-settled", parent, ...end });',
    replace: "",
    faults: [],
    mix: { chain: 30 },
  },
  {
    name: "an id is answered before the commit",
    file: "src/storage/indexeddb/run-operation.ts",
    find: "const failed = await committed;\n  if (failed) throw failed.error;",
    replace: "",
    faults: ["transactions aborted"],
  },
  {
    name: "a call that has not read believes that nobody has written",
    file: "src/storage/indexeddb/totals-row.ts",
    find: "(await this.#first) === this.#turn!.kept!.number! + 1",
    replace: "(await this.#first) !== undefined",
    faults: [],
    mix: { row: 2_000 },
  },
  {
    name: "a unique key is not looked up",
    file: "src/operations/work/job-group.ts",
    find: "standing.set(job.uniqueKey!, [...(standing.get(job.uniqueKey!) ?? []), job.id]);",
    replace: "standing.size;",
    faults: [],
    mix: { unique: 60 },
  },
  {
    name: "a step that is stored is performed again",
    file: "src/server/durable-steps.ts",
    find: "if (known) return (",
    replace: "if (known && index > 0) return (",
    faults: ["service worker stopped"],
    mix: { steps: 80 },
  },
  {
    name: "a nested batch is not counted",
    file: "src/operations/work/batches.ts",
    find: "for (const each of [id, ...(this.get(id)?.within ?? [])]) {",
    replace: "for (const each of [id]) {",
    faults: [],
    mix: { batch: 20 },
  },
  {
    name: "a limit lets one more begin",
    file: "src/job/limit.ts",
    find: "if (running + kept < row.limit) return undefined;",
    replace: "if (running + kept <= row.limit) return undefined;",
    faults: [],
    mix: { paired: 200, inLine: 50 },
  },
  {
    name: "a start is not counted in its rate",
    file: "src/operations/claim/gate.ts",
    find: "rows.start(limit.id);",
    replace: "",
    faults: [],
    mix: { metered: 60 },
  },
  {
    name: "arguments stay behind",
    file: "src/operations/work/job-group.ts",
    find: "if (draft.payload)",
    replace: "if (draft.payload && Math.random() < 0.5)",
    faults: [],
  },
  {
    name: "of what was left together only the first is taken in",
    file: "src/operations/take-in.ts",
    find: "createGroup(work, group, new Map());",
    replace: "createGroup(work, group.slice(0, 1), new Map());",
    faults: [],
    mix: { many: 60 },
  },
];
