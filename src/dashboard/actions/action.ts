import type { BatchInfo } from "../../batch/batch-info.ts";
import type { JobChanges, JobClient } from "../../client/api/client-api.ts";
import type { RecurringChanges } from "../../client/api/recurring-api.ts";
import type { Job } from "../../job/job.ts";
import type { Hold } from "../../job/lane.ts";
import type { QueueLimitOptions } from "../../job/queue-limit-options.ts";
import type { QueueInfo } from "../../monitor/queue-info.ts";
import type { RecurringJob } from "../../recurring/snapshot.ts";
import type { IconName } from "../theme/icons.ts";

/** What a person may do in the dashboard. */
export type ActionName =
  | "requeue"
  | "duplicate"
  | "edit"
  | "run-now"
  | "hurry"
  | "reschedule"
  | "delete"
  | "trigger"
  | "pause"
  | "resume"
  | "remove"
  | "cancel-batch"
  | "pause-queue"
  | "resume-queue"
  | "pause-all"
  | "resume-all"
  | "limit-queue"
  | "hold"
  | "release";

/** What a person has answered, or what stands for an answer where nothing was asked. */
export interface Answer {
  /** When to act, or until when. */
  at: number;
  /** A copy's own arguments and queue. */
  copy?: JobChanges;
  /** What becomes of a recurring job. */
  change?: RecurringChanges;
  /** What a queue is limited to; `null`: nothing. */
  limits?: QueueLimitOptions | null;
  /** The hold to be placed. */
  hold?: { name: string; reason?: string };
  /** Id of the job that the action has made. */
  made?: string;
}

/** What actions are done to. */
export interface Subjects {
  job: Job;
  recurring: RecurringJob;
  batch: BatchInfo;
  queue: QueueInfo;
  hold: Hold;
}
export type SubjectKind = keyof Subjects;
/** What it is done to: a job, a recurring definition or a queue. */
export type Subject = Subjects[SubjectKind];

/** Something a person may do. Its words are in the catalogue, under its name. */
export interface Action<Kind extends SubjectKind> {
  name: ActionName;
  kind: Kind;
  icon: IconName;
  /** The key that does it to the row in focus. */
  key?: string;
  /** Can't be taken back, and looks like it. */
  danger?: true;
  /** What has to be asked first: whether really, or until when. */
  ask?: "sure" | "when" | "args" | "schedule" | "limits" | "hold";
  /** Only offered where there is one subject: on its own page, in its own row. */
  onPage?: true;
  /** Whether it makes sense for the subject as it is. Whether it is allowed is another question. */
  applies(subject: Subjects[Kind]): boolean;
  /** What the subject will look like, shown at once and taken back when it is refused. */
  foresee(subject: Subjects[Kind], answer: Answer): Partial<Subjects[Kind]>;
  /** In the state that the person saw it in, and no other. `false` when the store refused, because the subject has moved on. */
  run(client: JobClient, subject: Subjects[Kind], answer: Answer): Promise<boolean>;
  /** How to take it back; absent where it can't be, or not for this subject. */
  undo?(subject: Subjects[Kind]): ((client: JobClient) => Promise<boolean>) | undefined;
}

export type AnyAction = { [Kind in SubjectKind]: Action<Kind> }[SubjectKind];

/** Whether a subject may be touched: the host's answer to each action. */
export type Authorize = (action: ActionName, subject: Subject) => boolean | Promise<boolean>;

export const keyOf = (kind: SubjectKind, subject: Subject): string =>
  `${kind}:${"id" in subject ? subject.id : subject.name}`;

/** What a subject is called in messages. */
export function nameOf(subject: Subject): string {
  if ("displayName" in subject) return subject.displayName;
  if ("counts" in subject) return subject.name ?? subject.id;
  return "id" in subject ? subject.id : subject.name;
}
