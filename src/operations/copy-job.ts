import { type JobDraft, newJob } from "../job/draft.ts";
import type { JobRecord } from "../job/record.ts";
import { renewedPreference } from "../job/standing-preference.ts";
import { get, type Operation } from "./operation.ts";
import { argsKey } from "./tables.ts";
import { JOB_TABLES, openWork } from "./work/work.ts";

export interface CopyJobInput {
  now: number;
  /** The job that is copied. */
  id: string;
  newId: string;
  /** Instead of the job's own. */
  queue?: string;
  /** Instead of the job's own; `large`: they are stored apart. */
  args?: { value: unknown; large: boolean };
}

/**
 * Adds a new job that is like another in everything an app gave it, with arguments of its own if they are given. It has
 * none of the other's relations and no unique key: those stand for that one job. Answers whether there was such a job.
 */
export const copyJob: Operation<CopyJobInput, boolean> = {
  name: "copy-job",
  mode: "readwrite",
  tables: JOB_TABLES,
  *decide({ now, id, newId, queue, args }) {
    const work = yield* openWork(now, { refusable: true });
    yield* work.load([id, newId]);
    // A call whose answer was lost is made again: it has done its work.
    if (work.record(newId)) return work.decision(true);
    const original = work.record(id);
    if (!original) return work.decision(false);
    const large = args ? args.large : original.payload === true;
    const row = args ? { value: args.value } : large ? yield* get("payloads", argsKey(id)) : undefined;
    const draft: JobDraft = {
      ...givenTo(original),
      id: newId,
      queue: queue ?? original.queue,
      ...(large ? { payload: true } : { args: args ? args.value : original.args }),
    };
    const job = newJob(draft, now, [], new Set());
    const [first] = job.history;
    work.add({ ...job, history: [{ ...first!, reason: `A copy of ${id}.` }] });
    if (large && row) work.put({ kind: "put", table: "payloads", value: { ...row, id: argsKey(newId) } });
    yield* work.settle();
    return work.decision(true);
  },
};

/** What a job gets from its definition and its call, beside its arguments. */
const GIVEN = [
  "name",
  "queue",
  "priority",
  "maxAttempts",
  "maxInterruptions",
  "retry",
  "timeout",
  "requires",
  "keep",
  "tags",
  "displayName",
  "redact",
  "hold",
  "runsIn",
  "version",
  "owner",
  "meta",
  "limits",
] as const;

function givenTo(job: JobRecord): Omit<JobDraft, "id"> {
  const given = GIVEN.flatMap((name) => (job[name] === undefined ? [] : [[name, job[name]] as const]));
  const draft = Object.fromEntries(given) as unknown as Omit<JobDraft, "id">;
  // A full set, without those that it was granted besides.
  draft.maxAttempts -= job.granted ?? 0;
  // Its wait for what it prefers begins anew.
  return job.prefers ? { ...draft, prefers: renewedPreference(job.prefers) } : draft;
}
