import type { Job, JobClient } from "../../src/index.ts";
import type { Summary } from "../jobs.ts";

export type ActivityTone = "busy" | "trouble" | "done" | "failed";

/** One line about a job that has no note to show itself at. */
export interface Activity {
  jobId: string;
  tone: ActivityTone;
  text: string;
  /** Epoch milliseconds of the next attempt, where one is planned. */
  until?: number;
}

/** Lines that stand at the same time; the oldest makes room. */
const LINES = 3;
/** After its job has ended a line stays long enough to be read twice. */
const LINGER = 12_000;
const NAMES: ReadonlySet<string> = new Set(["flaky", "doomed", "daily-summary"]);

/** Tells what the experiments do: each attempt, each failure, the end. */
export class ActivityFeed {
  readonly #jobs: JobClient;
  readonly #changed: () => void;
  #lines: readonly Activity[] = [];

  constructor(jobs: JobClient, changed: () => void) {
    this.#jobs = jobs;
    this.#changed = changed;
    jobs.addEventListener("change", ({ detail }) => {
      if (detail.type === "job" && NAMES.has(detail.name)) void this.#tell(detail.id);
    });
  }

  /** Newest first. */
  get lines(): readonly Activity[] {
    return this.#lines;
  }

  dismiss(jobId: string): void {
    this.#lines = this.#lines.filter((line) => line.jobId !== jobId);
    this.#changed();
  }

  async #tell(jobId: string): Promise<void> {
    const job = await this.#jobs.get(jobId);
    const line = job && lineOf(job);
    if (job === undefined || line === undefined) return;
    const known = this.#lines.some((each) => each.jobId === jobId);
    this.#lines = known
      ? this.#lines.map((each) => (each.jobId === jobId ? line : each))
      : [line, ...this.#lines].slice(0, LINES);
    this.#changed();
    if (job.finishedAt !== undefined) setTimeout(() => this.dismiss(jobId), LINGER);
  }
}

/** What there is to say about a job; `undefined` for what isn't worth a line. */
export function lineOf(job: Job): Activity | undefined {
  const { id: jobId, displayName, attempt, maxAttempts, error, scheduledFor } = job;
  const reason = error?.message ?? "no reason was given";
  switch (job.state) {
    case "enqueued": {
      const [waiting] = job.waitingFor;
      const text = waiting === undefined ? "waits for a free worker." : `waits: ${waiting.detail}`;
      return { jobId, tone: "busy", text: `${displayName} ${text}` };
    }
    case "processing":
      return {
        jobId,
        tone: "busy",
        text: `${displayName}: attempt ${attempt} of ${maxAttempts} is running.`,
      };
    case "scheduled": {
      const text = `${displayName}: attempt ${attempt} failed. ${reason}`;
      const until = scheduledFor === undefined ? {} : { until: scheduledFor };
      return { jobId, tone: "trouble", text, ...until };
    }
    case "succeeded":
      return { jobId, tone: "done", text: succeededText(job) };
    case "failed":
      return { jobId, tone: "failed", text: `${displayName} failed for good. ${reason}` };
    default:
      return undefined;
  }
}

function succeededText({ name, displayName, attempt, result }: Job): string {
  if (name !== "daily-summary") return `${displayName} worked at attempt ${attempt}.`;
  const { notes, photos, confirmed } = result as Summary;
  const count = (value: number, one: string): string => `${value} ${value === 1 ? one : `${one}s`}`;
  return `Summary sent: ${count(notes, "note")}, ${count(photos, "photo")}, ${confirmed} confirmed.`;
}
