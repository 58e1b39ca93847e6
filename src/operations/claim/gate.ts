import { idsOfLimits, isRate, queueLimitId, type StoredLimit } from "../../job/limit.ts";
import type { LimitsByName } from "../../job/limit-options.ts";
import { roomOfQueue } from "../../job/queue-limit.ts";
import type { JobRecord } from "../../job/record.ts";
import type { Deciding } from "../operation.ts";
import { placesOfJob } from "../work/limit-rows.ts";
import { type QueuesInUse, runningByLimit } from "../work/limit-use.ts";
import type { Work } from "../work/work.ts";
import { cancelledOf } from "./cancelled.ts";

/** Take it; pass it over; nothing more may begin of the lane or line it is in; nothing limited may be claimed any more. */
export type Verdict = "take" | "pass" | "pass-all" | "no-worker";

/** Decides for one claim which of the jobs it meets may begin, as far as limits and cancelled batches go. */
export class Gate {
  readonly #work: Work;
  readonly #queues: QueuesInUse;
  readonly #said: LimitsByName | undefined;
  /** Workers that are free now: what waits in a reserve would take places and starts from others. */
  readonly #free: number;
  /** Running jobs by limit. */
  readonly #running: Map<string, number>;
  readonly #taken: JobRecord[] = [];
  readonly #cancelled: JobRecord[] = [];
  /** Jobs in front of lines that may not begin for some time: they go back into line, unless others there wait for their end. */
  readonly #shut = new Map<string, { job: JobRecord; level: number }>();

  constructor(work: Work, queues: QueuesInUse, said?: LimitsByName, free: number = Number.POSITIVE_INFINITY) {
    this.#work = work;
    this.#queues = queues;
    this.#said = said;
    this.#free = free;
    this.#running = runningByLimit([...work.running.values()].map(({ entry }) => entry));
  }

  /** Whether it has anything to say of a job. */
  concerns(job: JobRecord): boolean {
    return job.limits !== undefined || this.#queues.has(job.queue) || this.#cancelled.includes(job);
  }

  /** Reads what must be known of the jobs a claim has met. */
  *meet(jobs: readonly JobRecord[]): Deciding<void> {
    this.#cancelled.push(...(yield* cancelledOf(this.#work, jobs)));
    const limited = jobs.filter((job) => job.limits);
    if (limited.length === 0) return;
    const { rows } = this.#work.lines;
    yield* rows.load(limited.flatMap(idsOfLimits));
    for (const { name, limits = [] } of limited) {
      for (const limit of limits) {
        const now = this.#now(name, limit);
        if (now && rows.say(now)) this.#work.lines.reopened(limit.id);
      }
    }
  }

  /** @param nth how many the claim has taken before it */
  admit(job: JobRecord, nth: number): Verdict {
    if (this.#cancelled.includes(job)) return "pass";
    const queue = this.#queues.get(job.queue);
    if (queue && roomOfQueue(queue, this.#work.now) === 0) return "pass-all";
    if (nth >= this.#free) return "no-worker";
    const { rows } = this.#work.lines;
    const { depth = 0 } = job;
    for (const [i, limit] of (job.limits ?? []).entries()) {
      if (!this.#now(job.name, limit) || (job.slot && !isRate(limit))) continue;
      const blocker = rows.blocker(limit.id, this.#running.get(limit.id) ?? 0);
      if (!blocker) continue;
      // Whoever stands in the same line waits for the same limit.
      if (i < depth) return "pass-all";
      if (blocker.shut && !job.slot) this.#shut.set(job.id, { job, level: i + 1 });
      return "pass";
    }
    this.#take(job);
    return "take";
  }

  /** Lines that this job stands in front of and that were not read yet: the next of them may begin in this claim too. */
  linesBehind(job: JobRecord, opened: Set<string>): string[] {
    const { depth = 0 } = job;
    const lines: string[] = [];
    for (const { level, id, parent, line } of placesOfJob(job)) {
      if (level <= depth) continue;
      const row = this.#work.lines.rows.get(id);
      // Whoever stands behind a limit without room has none either, unless it is lifted.
      const stands = this.#now(job.name, job.limits![level - 1]!);
      if (!row || (stands && this.#work.lines.rows.blocker(id, this.#running.get(id) ?? 0))) break;
      if ((row.lines[parent]?.behind ?? 0) === 0 || opened.has(line)) continue;
      opened.add(line);
      lines.push(line);
    }
    return lines;
  }

  /** After the claim: those that may not begin go back into line, and wherever somebody has gone the next comes forward. */
  *close(): Deciding<void> {
    const { lines } = this.#work;
    for (const { job, level } of this.#shut.values()) {
      this.#work.adopt(job);
      lines.put(job, level);
    }
    for (const job of this.#taken) if (job.limits) lines.left(job);
    yield* lines.settle();
  }

  #take(job: JobRecord): void {
    this.#taken.push(job);
    const { rows } = this.#work.lines;
    for (const limit of job.limits ?? []) {
      if (!(job.slot && !isRate(limit))) this.#add(limit.id);
      rows.start(limit.id);
    }
    const queue = this.#queues.get(job.queue);
    if (!queue) return;
    queue.running += 1;
    if (queue.rate) {
      rows.say({ id: queueLimitId(job.queue), ...queue.rate });
      rows.start(queueLimitId(job.queue));
      queue.starts = rows.get(queueLimitId(job.queue))?.starts ?? [];
    }
  }

  /** What counts of a job's limit now: what its call said, else what its definition says here; `undefined`: no more. */
  #now(name: string, limit: StoredLimit): StoredLimit | undefined {
    if (limit.own || !this.#said) return limit;
    const said = this.#said[name];
    const numbers = isRate(limit) ? said?.rate : said?.concurrency;
    return numbers && { id: limit.id, ...numbers };
  }

  #add(id: string): void {
    this.#running.set(id, (this.#running.get(id) ?? 0) + 1);
  }
}
