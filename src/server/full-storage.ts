import type { FinalState } from "../job/state.ts";
import type { Outcome } from "../operations/claim/advance.ts";
import { makeRoom } from "../operations/make-room.ts";
import type { Storage } from "../storage/storage.ts";

/** The browser's quota is used up. By code, not by class: a worker's bundle may hold the library twice. */
export const isFull = (error: unknown): boolean =>
  (error as { code?: unknown } | null | undefined)?.code === "storage-full";

/**
 * The same outcomes with less to store, so that how a job ended can be written down: first without their log lines, then
 * without their results. `undefined`: there is nothing left to do without.
 */
export function lighter(outcomes: readonly Outcome[]): Outcome[] | undefined {
  if (outcomes.some(hasLog)) return outcomes.map((each) => (hasLog(each) ? withoutLog(each) : each));
  if (outcomes.some(hasResult)) return outcomes.map((each) => (hasResult(each) ? withoutResult(each) : each));
  return undefined;
}

const isLog = ({ id }: { id: string }): boolean => id.includes(" log ");
const hasLog = ({ rows, event }: Outcome): boolean =>
  (rows?.some(isLog) ?? false) && (event.type === "succeeded" || event.type === "threw");
const hasResult = ({ event }: Outcome): boolean =>
  event.type === "succeeded" && (event.result !== undefined || event.resultPayload === true);

function withoutLog({ rows = [], event, ...outcome }: Outcome): Outcome {
  const rest = { ...outcome, rows: rows.filter((row) => !isLog(row)) };
  return event.type === "succeeded" || event.type === "threw"
    ? { ...rest, event: { ...event, shed: [...(event.shed ?? []), "log"] } }
    : { ...rest, event };
}

function withoutResult({ payload: _payload, event, ...outcome }: Outcome): Outcome {
  return event.type === "succeeded"
    ? { ...outcome, event: { type: "succeeded", shed: [...(event.shed ?? []), "result"] } }
    : { ...outcome, event };
}

const STATES: readonly FinalState[] = ["succeeded", "deleted", "failed"];

/**
 * Gives up what old jobs can do without, of all or of those that had ended before a time. Answers whether anything is gone;
 * after a `false` it begins anew.
 */
export type MakeRoom = (before?: number) => Promise<boolean>;

/** A little more each time it is asked. */
export function roomMaker(storage: Storage): MakeRoom {
  let at = 0;
  let after: [number, number] | undefined;
  return async (before) => {
    for (; at < STATES.length; at += 1) {
      do {
        const { freed, next } = await storage.run(makeRoom, { state: STATES[at]!, after, before });
        after = next;
        if (freed === 0) continue;
        if (!next) at += 1;
        return true;
      } while (after);
    }
    at = 0;
    return false;
  };
}
