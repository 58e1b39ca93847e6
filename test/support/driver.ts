import type { JobDraft } from "../../src/job/draft.ts";
import type { JobRecord } from "../../src/job/record.ts";
import { type ChangeStateInput, changeState } from "../../src/operations/change-state.ts";
import {
  type Advance,
  type AdvanceInput,
  advance,
  type Outcome,
} from "../../src/operations/claim/advance.ts";
import type { ClaimedJob } from "../../src/operations/claim/take.ts";
import { createJobs } from "../../src/operations/create-jobs.ts";
import { type Expiration, expireJobs } from "../../src/operations/expire-jobs.ts";
import { answer, get, type Operation } from "../../src/operations/operation.ts";
import { type Promotion, promoteDue } from "../../src/operations/promote-due.ts";
import { announceServer, interruptServers } from "../../src/operations/servers.ts";
import type { ServerRow } from "../../src/operations/tables.ts";
import type { CreatedGroup } from "../../src/operations/work/job-group.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { faults, type Store, storeOf } from "./audit.ts";
import { makeDraft, makeServer, NOON } from "./make-job.ts";

type Claim = Partial<NonNullable<AdvanceInput["claim"]>>;

const readRecord: Operation<{ id: string }, JobRecord | undefined> = {
  name: "read-record",
  mode: "readonly",
  tables: ["jobs"],
  *decide({ id }) {
    return answer(yield* get("jobs", id));
  },
};

/** Drives a storage by the product's own operations, as clients and servers do, at a time the test sets. */
export class Driver {
  readonly storage: Storage;
  now = NOON;

  constructor(storage: Storage) {
    this.storage = storage;
  }

  /** Adds jobs, each standing alone; answers their ids. */
  async add(...drafts: Partial<JobDraft>[]): Promise<string[]> {
    const results = await this.create(drafts.map((draft) => [draft]));
    return results.map((result) => ("ids" in result ? result.ids[0]! : JSON.stringify(result)));
  }

  create(groups: Partial<JobDraft>[][], repeated = false): Promise<CreatedGroup[]> {
    return this.storage.run(createJobs, {
      now: this.now,
      groups: groups.map((group) => group.map((draft) => ({ draft: makeDraft({ ownId: true, ...draft }) }))),
      ...(repeated ? { repeated } : {}),
    });
  }

  async announce(id = "server", over: Partial<ServerRow> = {}): Promise<string> {
    await this.storage.run(announceServer, { server: makeServer({ id, startedAt: this.now, ...over }) });
    return id;
  }

  advance(input: Partial<AdvanceInput> = {}): Promise<Advance> {
    return this.storage.run(advance, { now: this.now, server: "server", outcomes: [], ...input });
  }

  async claim(limit = 1, over: Claim = {}, server = "server"): Promise<ClaimedJob[]> {
    return (await this.look(limit, over, server)).claimed;
  }

  /** A claim with all it answers. */
  look(limit = 1, over: Claim = {}, server = "server"): Promise<Advance> {
    const claim = { limit, queues: [], handles: ["send"], online: true, unmetered: true, ...over };
    return this.advance({ server, claim });
  }

  /** Says of one claimed job how it went; answers what was refused. */
  async finish(
    { job, token }: ClaimedJob,
    event: Outcome["event"] = { type: "succeeded" },
    { server = "server", payload }: { server?: string; payload?: unknown } = {},
  ): Promise<string[]> {
    const outcome: Outcome = { job, token, event, ...(payload === undefined ? {} : { payload }) };
    return (await this.advance({ server, outcomes: [outcome] })).refused;
  }

  change(id: string, event: ChangeStateInput["event"]): Promise<boolean[]> {
    return this.storage.run(changeState, { now: this.now, ids: [id], event });
  }

  promote(): Promise<Promotion> {
    return this.storage.run(promoteDue, { now: this.now });
  }

  expire(): Promise<Expiration> {
    return this.storage.run(expireJobs, { now: this.now });
  }

  /** Takes back what these servers held: their locks are free. */
  interrupt(...dead: string[]): Promise<string[]> {
    return this.storage.run(interruptServers, { now: this.now, asked: dead, alive: [] });
  }

  record(id: string): Promise<JobRecord | undefined> {
    return this.storage.run(readRecord, { id });
  }

  async states(...ids: string[]): Promise<(string | undefined)[]> {
    const records = await Promise.all(ids.map((id) => this.record(id)));
    return records.map((record) => record?.state);
  }

  store(): Promise<Store> {
    return storeOf(this.storage);
  }

  /** What is wrong with the whole store; see `faults`. */
  async faults(): Promise<string[]> {
    return faults(await this.store());
  }
}
