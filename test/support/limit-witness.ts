import { isConcurrency } from "../../src/job/limit.ts";
import type { Notice } from "../../src/job/notice.ts";
import type { JobRecord } from "../../src/job/record.ts";

/** Remembers in what order jobs began and ended, and finds moments at which a limit was not kept. */
export class LimitWitness {
  readonly #moves: ({ id: string; state: string } | "doubt")[] = [];

  hear(notice: Notice): void {
    if (notice.type === "job" && notice.state !== "progress")
      this.#moves.push({ id: notice.id, state: notice.state });
    // Of jobs that are put back unbegun only a number is told.
    if (notice.type === "many") this.#moves.push("doubt");
  }

  /**
   * What was not kept, in words.
   *
   * @param hasJumped the wall clock was set, so that the times in the histories say nothing of how often
   */
  faults(jobs: readonly JobRecord[], hasJumped = false): string[] {
    return [...this.#tooMany(jobs), ...(hasJumped ? [] : tooOften(jobs))];
  }

  #tooMany(jobs: readonly JobRecord[]): string[] {
    const limits = new Map(jobs.map(({ id, limits = [] }) => [id, limits]));
    const found: string[] = [];
    const running = new Set<string>();
    for (const move of this.#moves) {
      if (move === "doubt") {
        running.clear();
        continue;
      }
      if (move.state !== "processing") {
        running.delete(move.id);
        continue;
      }
      running.add(move.id);
      for (const { id, limit } of limits.get(move.id) ?? []) {
        if (!isConcurrency(id)) continue;
        const of = [...running].filter((each) => limits.get(each)?.some((other) => other.id === id));
        if (of.length > limit) found.push(`${of.join(", ")} run at once, ${id} allows ${limit}`);
      }
    }
    return found;
  }
}

/** More starts in a window than its limit allows, by the histories of the jobs. */
function tooOften(jobs: readonly JobRecord[]): string[] {
  const starts = new Map<string, { at: number[]; limit: number; per: number; fixed: boolean }>();
  for (const { limits = [], history } of jobs) {
    for (const limit of limits) {
      if (!("per" in limit)) continue;
      const known = starts.get(limit.id) ?? { at: [], ...limit, fixed: limit.mode === "fixed" };
      starts.set(limit.id, known);
      for (const { state, at } of history) if (state === "processing") known.at.push(at);
    }
  }
  return [...starts].flatMap(([id, { at, limit, per, fixed }]) =>
    at.flatMap((begin) => {
      const from = fixed ? Math.floor(begin / per) * per : begin;
      const count = at.filter((each) => each >= from && each < from + per).length;
      return count > limit ? [`${count} starts of ${id} from ${from} on, it allows ${limit}`] : [];
    }),
  );
}
