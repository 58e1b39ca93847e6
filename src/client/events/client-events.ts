import type { BatchNotice, JobNotice, Notice } from "../../job/notice.ts";
import type { JobState } from "../../job/state.ts";

/** Something became of a job, in this or any other context of the origin. */
export class JobEvent extends Event {
  readonly id: string;
  readonly name: string;
  readonly queue: string;
  readonly state: JobNotice["state"];
  readonly previous: JobState | undefined;
  readonly at: number;
  /** The notice itself. */
  readonly detail: JobNotice;

  constructor(type: string, notice: JobNotice) {
    super(type);
    this.id = notice.id;
    this.name = notice.name;
    this.queue = notice.queue;
    this.state = notice.state;
    this.previous = notice.previous;
    this.at = notice.at;
    this.detail = notice;
  }
}

/** Something was committed that is not one job: a definition, a queue, a server, or very many jobs at once. */
export class ChangeEvent extends Event {
  readonly detail: Notice;

  constructor(type: string, notice: Notice) {
    super(type);
    this.detail = notice;
  }
}

/** Something became of a batch or its counts, in this or any other context of the origin. */
export class BatchEvent extends Event {
  readonly id: string;
  readonly state: BatchNotice["state"];
  /** The same as `state` when only the counts have changed; absent for a new one. */
  readonly previous: BatchNotice["previous"];
  readonly at: number;
  /** Members, those of nested batches included, and how many of them have ended. */
  readonly total: number;
  readonly ended: number;
  readonly detail: BatchNotice;

  constructor(type: string, notice: BatchNotice) {
    super(type);
    this.id = notice.id;
    this.state = notice.state;
    this.previous = notice.previous;
    this.at = notice.at;
    this.total = notice.total;
    this.ended = notice.ended;
    this.detail = notice;
  }
}

/** The state of the runtime itself: what happened and what to do about it. */
export class StatusEvent extends Event {
  /** In words, for people. */
  readonly message: string;
  readonly cause: unknown;

  constructor(type: string, message: string, cause?: unknown) {
    super(type);
    this.message = message;
    this.cause = cause;
  }
}

/** What a client tells its listeners, by event name. */
export interface ClientEvents {
  /** Every committed change. */
  change: JobEvent | ChangeEvent;
  enqueued: JobEvent;
  scheduled: JobEvent;
  awaiting: JobEvent;
  processing: JobEvent;
  succeeded: JobEvent;
  failed: JobEvent;
  deleted: JobEvent;
  progress: JobEvent;
  /** Kept by an expired `keep` no longer. */
  removed: JobEvent;
  /** A batch was created, its counts have changed, it has ended, goes on again, or was removed. */
  batch: BatchEvent;
  /** A newer version of the library has upgraded the database: reload this page. */
  outdated: StatusEvent;
  /** Another tab holds an old version open and the upgrade waits for it. */
  blocked: StatusEvent;
  /** That tab has let go: the upgrade has gone through. */
  unblocked: StatusEvent;
  /** The page can't reach the database itself any more and works through the service worker; a reload heals it. */
  "storage-remote": StatusEvent;
  /** The browser has removed the database since the last visit: jobs are gone. Declare recurring jobs anew. */
  "storage-lost": StatusEvent;
  /** No service worker will run the jobs here; they are kept and wait for one, or for a server in a page. */
  "worker-unavailable": StatusEvent;
  /** A service worker is active and runs jobs. */
  "worker-ready": StatusEvent;
  /** A new version of the service worker is taking over. */
  "worker-updated": StatusEvent;
}
