import { verdict } from "./continuation.ts";
import { end, enter, schedule, type Transition } from "./enter.ts";
import type { JobEvent } from "./event.ts";
import { isBatchId } from "./names.ts";
import type { JobRecord } from "./record.ts";
import type { FinalState } from "./state.ts";

/**
 * What the end of a parent makes of a job that waits for it.
 *
 * @returns `null` when it changes nothing
 */
export function parentSettled(
  job: JobRecord,
  { parent, state, forGood, found }: Extract<JobEvent, { type: "parent-settled" }>,
  now: number,
): Transition | null {
  const links = job.parents ?? [];
  const isAsked = links.some((link) => link.id === parent && !link.met);
  // A parent that has met the condition has spoken: what becomes of it later is not asked.
  if (!isAsked && !(found && links.every((link) => link.met))) return null;
  const on = job.on ?? "succeeded";
  const repaired = found ? "Repaired: " : "";
  // A member that waits for its own batch waits for its beginning, whatever it wants of its other parents.
  const isGate = job.batch?.[0] === parent;
  switch (isAsked && !isGate ? verdict(on, state, forGood) : "met") {
    case "waits":
      return null;
    case "doomed": {
      const what = found === "gone" ? "is gone" : was(state, forGood);
      const reason = `${repaired}It was to run when ${parent} had ${ending(on)}, but that ${kindOf(parent)} ${what}.`;
      return end(job, "deleted", now, { reason });
    }
    case "met": {
      const parents = links.map((link) => (link.id === parent ? { ...link, met: true } : link));
      const next = { ...job, parents };
      if (parents.some((link) => !link.met)) return { job: next, toEndOfLine: false };
      const reason = found
        ? `${repaired}its parent ${found === "gone" ? "is gone" : "had ended"}, and it was not told.`
        : isGate
          ? "Its batch has begun."
          : "Its parent has ended.";
      const due = job.releaseDelay ? now + job.releaseDelay : (job.scheduledFor ?? now);
      return due > now ? schedule(next, due, now, { reason }) : enter(next, "enqueued", now, { reason });
    }
  }
}

const kindOf = (parent: string): string => (isBatchId(parent) ? "batch" : "job");
const ending = (on: string): string => (on === "deleted" ? "been deleted" : on);
const was = (state: FinalState, forGood: boolean | undefined): string =>
  state === "deleted" ? "was deleted" : forGood ? "failed for good" : state;
