import type { BatchRecord } from "../../batch/record.ts";
import {
  addMove,
  counted,
  countedAs,
  endedOf,
  isForGood,
  type Move,
  stateOf,
  unfinished,
  wordOf,
} from "../../batch/rules.ts";
import { verdict } from "../../job/continuation.ts";
import type { BatchNotice } from "../../job/notice.ts";
import { DEFAULT_KEEP, type JobRecord } from "../../job/record.ts";
import { type FinalState, isFinal } from "../../job/state.ts";
import type { Deciding } from "../operation.ts";
import type { Ended } from "../tables.ts";
import { Known } from "./known.ts";
import type { Writes } from "./writes.ts";

/**
 * The batches one operation reads and changes, beside the jobs in its Work. Whatever becomes of their members is added
 * up first and then counted at once: one read and one write for a batch, however many of its members have moved.
 */
export class Batches extends Known<"batches"> {
  readonly #writes: Writes;
  readonly #moves = new Map<string, Move>();

  constructor(writes: Writes) {
    super("batches");
    this.#writes = writes;
  }

  /** A new batch; its members are counted as they are added. */
  add(batch: BatchRecord): void {
    const { totals } = this.#writes;
    totals.batches = (totals.batches ?? 0) + 1;
    this.#writes.totalsChanged();
    this.save(batch);
    // One without any member has ended too.
    this.#touch(batch.id);
  }

  remove(batch: BatchRecord): void {
    const { totals } = this.#writes;
    totals.batches = Math.max(0, (totals.batches ?? 0) - 1);
    this.#writes.totalsChanged();
    this.forget(batch.id);
    this.#tell(batch, "removed", batch.state);
  }

  /** A member has moved; `undefined` is outside the store. A job of no batch costs nothing. */
  note(before: JobRecord | undefined, after: JobRecord | undefined): void {
    const id = (after ?? before)?.batch?.[0];
    if (id === undefined) return;
    addMove(this.#touch(id), before && countedAs(before), after && countedAs(after));
  }

  /** Members have moved that are not counted yet. */
  get isPending(): boolean {
    return this.#moves.size > 0;
  }

  /** Counts what has been noted, in the batches and in those around them; answers what has ended by it. */
  *count(): Deciding<Ended[]> {
    const moves = [...this.#moves];
    this.#moves.clear();
    yield* this.load(moves.map(([id]) => id));
    const around = moves.flatMap(([id]) => this.get(id)?.within ?? []);
    yield* this.load(around);
    const before = new Map<string, BatchRecord>();
    for (const [id, move] of moves) {
      for (const each of [id, ...(this.get(id)?.within ?? [])]) {
        const batch = this.get(each);
        if (!batch) continue;
        if (!before.has(each)) before.set(each, batch);
        this.save(counted(batch, move));
      }
    }
    return [...before].flatMap(([id, batch]) => this.#move(batch, this.get(id)!) ?? []);
  }

  /** Children of what has ended are told by events; a batch that waits is told here. */
  parentSettled(id: string, { parent, state, forGood }: BatchParentEnd): void {
    const batch = this.get(id);
    const asked = batch?.parents?.some((link) => link.id === parent && !link.met);
    if (!batch || !asked || batch.state !== "awaiting") return;
    const { on = "succeeded" } = batch;
    // A nested one waits for the beginning of the one around it, whatever it wants of what it follows.
    switch (batch.within?.[0] === parent ? "met" : verdict(on, state, forGood)) {
      case "waits":
        return;
      case "doomed":
        this.cancel(batch, `It was to begin when ${parent} had ${on}, and that was ${state}.`);
        return;
      case "met": {
        const parents = (batch.parents ?? []).map((link) =>
          link.id === parent ? { ...link, met: true } : link,
        );
        if (parents.some((link) => !link.met)) this.save({ ...batch, parents });
        else this.begin({ ...batch, parents });
      }
    }
  }

  /** Its members need wait no longer; they are released by the transactions that follow. */
  begin(batch: BatchRecord): void {
    this.run(batch);
    this.#writes.leave({ kind: "open", batch: batch.id, member: 0 });
  }

  /** Whatever of it has not ended is deleted by the transactions that follow. */
  cancel(batch: BatchRecord, reason: string): void {
    this.run({ ...batch, cancelledAt: this.#writes.now });
    this.#writes.leave({ kind: "cancel", batch: batch.id, member: 0, reason });
  }

  /** Waits for nothing any more: its state follows from its members. */
  run(batch: BatchRecord): void {
    this.save(batch.state === "awaiting" ? { ...batch, state: "running" } : batch);
    this.#touch(batch.id);
  }

  /** A new member's number; `undefined` when there is no such batch. */
  number(id: string): [string, number] | undefined {
    const batch = this.get(id);
    if (!batch) return undefined;
    this.save({ ...batch, added: batch.added + 1 });
    return [id, batch.added + 1];
  }

  /** A job or another batch waits for it. */
  addChild(id: string, child: string): void {
    const batch = this.get(id);
    if (batch) this.save({ ...batch, children: [...(batch.children ?? []), child] });
  }

  #touch(id: string): Move {
    const move = this.#moves.get(id) ?? { jobs: {}, gone: {} };
    this.#moves.set(id, move);
    return move;
  }

  #move(before: BatchRecord, batch: BatchRecord): Ended | undefined {
    const { now } = this.#writes;
    const { finishedAt: _finished, expires: _expires, ...rest } = batch;
    const state = stateOf(batch);
    const ended = isFinal(state)
      ? state === before.state && batch.finishedAt !== undefined
        ? { finishedAt: batch.finishedAt, expires: batch.expires ?? now }
        : { finishedAt: now, expires: now + (batch.keep?.[state] ?? DEFAULT_KEEP[state]) }
      : {};
    const after: BatchRecord = { ...rest, ...ended, state, list: [state, batch.sequence] };
    this.save(after);
    this.#tell(after, state, isNew(before) ? undefined : before.state);
    const word = wordOf(after);
    const forGood = isForGood(after);
    const isSaid = word === wordOf(before) && forGood === isForGood(before);
    if (word === undefined || isSaid || !after.children) return undefined;
    return { id: after.id, state: word, forGood, children: after.children };
  }

  #tell(batch: BatchRecord, state: BatchNotice["state"], previous: BatchNotice["previous"]): void {
    const { id, name } = batch;
    const ended = endedOf(batch);
    this.#writes.notify({
      type: "batch",
      id,
      ...(name === undefined ? {} : { name }),
      state,
      ...(previous === undefined ? {} : { previous }),
      at: this.#writes.now,
      total: ended + unfinished(batch),
      ended,
    });
  }
}

/** How what a batch waits for has ended. */
interface BatchParentEnd {
  parent: string;
  state: FinalState;
  forGood?: boolean | undefined;
}

/** Nothing has been counted in it yet. */
function isNew({ jobs, gone, finishedAt }: BatchRecord): boolean {
  const counts = [...Object.values(jobs), ...Object.values(gone)];
  return finishedAt === undefined && counts.every((count) => count === 0);
}
