import { type ErrorInfo, errorInfo } from "../errors/error-info.ts";
import { isHold } from "../errors/hold-name.ts";
import type { JobEvent } from "../job/event.ts";
import { DEFAULT_RETRY, type JobRecord } from "../job/record.ts";
import { retryDelay } from "../job/retry.ts";
import { type Duration, milliseconds } from "../time/duration.ts";
import { instant } from "../time/instant.ts";
import type { AnyJobHandler } from "./handler.ts";

export interface Circumstance {
  now: number;
  random: number;
  online: boolean;
  /** The network came back a moment ago. */
  isFresh: boolean;
}

/** Tried again after this long, milliseconds, when the network had just come back. */
const SETTLING = 2_000;

type Threw = Extract<JobEvent, { type: "threw" | "released" }>;

/** The hold a handler's error asks for; the job waits for its release and has spent nothing. */
export function holdOf(thrown: unknown): { name: string; reason: string } | undefined {
  if (codeOf(thrown) !== "hold") return undefined;
  const { hold, message } = thrown as { hold: unknown; message: string };
  return isHold(hold) ? { name: hold, reason: message } : undefined;
}

/** What a handler's error means for its job; the definition's own functions are asked here, outside any transaction. */
export function outcomeOfError(
  thrown: unknown,
  job: JobRecord,
  handler: AnyJobHandler,
  here: Circumstance,
): Threw {
  // Without a network a job that needs one has not failed: it waits until there is one, and no attempt is spent.
  if (job.requires?.network && !here.online && !isFatal(thrown)) {
    return { type: "released", reason: "The network went away; it goes on when there is one." };
  }
  const hold = holdOf(thrown);
  if (hold) return { type: "released", reason: hold.reason, hold: hold.name };
  if (job.requires?.network && here.isFresh && !isFatal(thrown) && !isRetryLater(thrown)) {
    const reason = "The network had only just come back; it is tried again in a moment.";
    return { type: "released", reason, until: here.now + SETTLING };
  }
  const error = errorInfo(thrown);
  return { type: "threw", error, retryAfter: waitOf(thrown, error, job, handler, here) };
}

function waitOf(
  thrown: unknown,
  error: ErrorInfo,
  job: JobRecord,
  handler: AnyJobHandler,
  { now, random }: Circumstance,
): number | undefined {
  if (isFatal(thrown)) return undefined;
  const { retry } = handler.definition;
  const stored = job.retry ?? DEFAULT_RETRY;
  const attempt = job.attempts + 1;
  let asked = "The retry rule";
  try {
    if (retry && retry.on?.(thrown) === false) return undefined;
    if (isRetryLater(thrown)) {
      asked = "RetryLater";
      const { after } = thrown;
      return after instanceof Date
        ? Math.max(0, instant(after, asked) - now)
        : milliseconds(after as Duration, asked);
    }
    // There is no retry before which to wait: the app's function isn't asked about one.
    if (attempt >= job.maxAttempts) return 0;
    if (stored.delay === "custom" && retry && typeof retry.delay === "function") {
      const delay = milliseconds(retry.delay(attempt, error), "retry.delay");
      return delay + Math.floor(random * (stored.jitter + 1));
    }
    return retryDelay(stored, attempt, random);
  } catch (failure) {
    // A retry rule that throws must not lose the job, nor hide the error that it was asked about; its message tells of both.
    const told = errorInfo(failure);
    error.cause ??= told;
    error.message += ` (${asked} failed: ${told.name}: ${told.message})`;
    return retryDelay(stored, attempt, random);
  }
}

// By code, not by class: a worker's bundle may hold the library twice.
const FATAL: readonly unknown[] = ["fatal", "step-order", "unreadable-args"];
const isFatal = (thrown: unknown): boolean => FATAL.includes(codeOf(thrown));
const isRetryLater = (thrown: unknown): thrown is { after: unknown } => codeOf(thrown) === "retry-later";
const codeOf = (thrown: unknown): unknown => (thrown as { code?: unknown } | null | undefined)?.code;
