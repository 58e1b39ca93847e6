import type { Job } from "../../job/job.ts";
import type { HistoryEntry } from "../../job/state.ts";
import type { StepInfo } from "../../monitor/monitor-api.ts";

/** One attempt of a job: how long it waited in line, ran, and then waited for the next. */
export interface Attempt {
  /** 1-based; an interrupted attempt has the number of the one that repeats it. */
  n: number;
  /** When it came into line. */
  readyAt: number;
  startedAt: number;
  /** Absent while it runs. */
  endedAt?: number;
  /** The state it led to. */
  outcome?: HistoryEntry["state"];
  /** It put itself off, to sleep for example; nothing went wrong. */
  putOff?: boolean;
  reason?: string;
  /** When the next one came into line, where it had to wait for its time. */
  waitedUntil?: number;
  serverId?: string;
  steps: StepInfo[];
}

/** The attempts that a history tells of, oldest first, with the steps that each has done. */
export function attemptsOf({ history, createdAt }: Job, steps: readonly StepInfo[], now: number): Attempt[] {
  const attempts: Attempt[] = [];
  let readyAt = createdAt;
  for (const [i, { state, at, data }] of history.entries()) {
    const last = attempts.at(-1);
    const isNext = last?.outcome === "scheduled" && state !== "processing" && state !== "scheduled";
    if (last && isNext) last.waitedUntil ??= at;
    if (state === "enqueued") readyAt = at;
    if (state !== "processing") continue;
    const next = history[i + 1];
    const { serverId, attempt } = data ?? {};
    attempts.push({
      n: typeof attempt === "number" ? attempt : attempts.length + 1,
      readyAt: Math.min(readyAt, at),
      startedAt: at,
      ...(next ? { endedAt: next.at, outcome: next.state } : {}),
      ...(next?.state === "scheduled" && next.data?.["error"] === undefined ? { putOff: true } : {}),
      ...(next?.reason === undefined ? {} : { reason: next.reason }),
      ...(typeof serverId === "string" ? { serverId } : {}),
      steps: [],
    });
  }
  const waiting = attempts.at(-1);
  if (waiting?.outcome === "scheduled") waiting.waitedUntil ??= now;
  share(attempts, steps);
  return attempts;
}

/** Each step goes to the attempt that did it: by its time, since an interrupted attempt has the number of the next. */
function share(attempts: readonly Attempt[], steps: readonly StepInfo[]): void {
  for (const step of steps) {
    const { at, attempt } = step;
    const owner =
      (at === undefined
        ? attempts.find(({ n }) => n === attempt)
        : attempts.findLast(({ startedAt }) => startedAt <= at)) ?? attempts[0];
    owner?.steps.push(step);
  }
}
