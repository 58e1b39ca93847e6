import { describe, expect, test } from "vitest";
import { laneOf } from "../../src/job/lane.ts";
import { type AdvanceInput, advance } from "../../src/operations/claim/advance.ts";
import { decide, leaseOf, rowsOf } from "../support/decide.ts";
import { MINUTE, makeEntry, makeJob, makeLease, NOON, SECOND } from "../support/make-job.ts";

const SERVER = "server";
const ERROR = { name: "Error", message: "no" };

const input = (over: Partial<AdvanceInput> = {}): AdvanceInput => ({
  now: NOON + SECOND,
  server: SERVER,
  outcomes: [],
  ...over,
});

const claim = (
  limit: number,
  over: Partial<NonNullable<AdvanceInput["claim"]>> = {},
): Pick<AdvanceInput, "claim"> => ({
  claim: { limit, queues: [], handles: ["send"], online: true, unmetered: true, ...over },
});

describe("advance, driven by hand", () => {
  test("rewrites no job when it claims: that a job runs is told by the lease alone", () => {
    const job = makeJob();

    const { result, changes } = decide(advance, input(claim(1)), {
      jobs: [job],
      leases: [makeLease({ jobs: [] })],
    });

    expect(result.claimed).toEqual([{ job, token: 2, args: undefined }]);
    expect(rowsOf(changes, "jobs")).toEqual([]);
    expect(leaseOf(changes)?.jobs).toEqual([
      { id: "job", token: 2, since: NOON + SECOND, attempt: 1, lane: "default|send|" },
    ]);
  });

  test("gives each claim a token higher than all before it", () => {
    const jobs = ["a", "b", "c"].map((id, i) => makeJob({ id, sequence: i + 1 }));

    const { result } = decide(advance, input(claim(3)), {
      jobs,
      leases: [makeLease({ jobs: [], token: 41 })],
    });

    expect(result.claimed.map(({ token }) => token)).toEqual([42, 43, 44]);
  });

  test("does not read a job again whose record is as it was when it was claimed", () => {
    const job = makeJob();
    const outcomes = [{ job, token: 1, event: { type: "succeeded" as const } }];

    const { reads, changes } = decide(advance, input({ outcomes }), { jobs: [job], leases: [makeLease()] });

    expect(reads).not.toContainEqual({ kind: "get", table: "jobs", key: "job" });
    expect(rowsOf(changes, "jobs")).toMatchObject([{ id: "job", state: "succeeded", attempts: 1 }]);
    expect(leaseOf(changes)?.jobs).toEqual([]);
  });

  test("reads a job again that somebody else has rewritten since", () => {
    const outcomes = [{ job: makeJob(), token: 1, event: { type: "succeeded" as const } }];
    const stored = makeJob({ children: ["child"] });

    const { changes } = decide(advance, input({ outcomes }), {
      jobs: [stored],
      leases: [makeLease({ jobs: [makeEntry({ dirty: true })] })],
    });

    expect(rowsOf(changes, "jobs")).toMatchObject([{ state: "succeeded", children: ["child"] }]);
  });

  test("changes nothing at all for an outcome with a stale token", () => {
    const outcomes = [{ job: makeJob(), token: 0, event: { type: "succeeded" as const, result: "late" } }];

    const { result, changes, notices } = decide(advance, input({ outcomes }), {
      jobs: [makeJob()],
      leases: [makeLease()],
    });

    expect(result.refused).toEqual(["job"]);
    expect([changes, notices]).toEqual([[], []]);
  });

  test("changes nothing at all for a server that has no lease any more", () => {
    const outcomes = [{ job: makeJob(), token: 1, event: { type: "threw" as const, error: ERROR } }];

    const { result, changes, notices } = decide(advance, input({ outcomes, ...claim(4) }), {
      jobs: [makeJob()],
      leases: [makeLease({ server: "other" })],
    });

    expect(result).toMatchObject({ lost: true, refused: ["job"], claimed: [], others: ["other"] });
    expect([changes, notices]).toEqual([[], []]);
  });

  test("puts back what its lease lists and the server does not know of: the answer of that claim was lost", () => {
    const lease = makeLease({
      token: 2,
      jobs: [makeEntry({ id: "known" }), makeEntry({ id: "lost", token: 2 })],
    });
    const jobs = [makeJob({ id: "known" }), makeJob({ id: "lost", sequence: 2 })];

    const { result } = decide(advance, input(claim(1, { held: [1] })), { jobs, leases: [lease] });

    expect(result.claimed.map(({ job, token }) => [job.id, token])).toEqual([["lost", 3]]);
  });

  test("tells of each job that moved, with where it came from", () => {
    const job = makeJob();
    const outcomes = [{ job, token: 1, event: { type: "threw" as const, error: ERROR, retryAfter: SECOND } }];

    const { notices } = decide(advance, input({ outcomes }), { jobs: [job], leases: [makeLease()] });

    expect(notices).toEqual([
      {
        type: "job",
        id: "job",
        name: "send",
        queue: "default",
        state: "scheduled",
        previous: "processing",
        at: NOON + SECOND,
        dueAt: NOON + 2 * SECOND,
      },
    ]);
  });

  test("meets whoever comes forward, when a suspect's place is given up, where he stands then", () => {
    const limits = [{ id: "c:line", limit: 2 }];
    const gone = makeJob({
      id: "gone",
      name: "gone",
      suspicion: 2,
      slot: true,
      limits: [{ id: "c:line", limit: 1 }],
    });
    const first = makeJob({ id: "first", sequence: 2, limits });
    const behind = ["next", "last"].map((id, i) => makeJob({ id, sequence: 3 + i, depth: 1, limits }));
    const row = {
      id: "c:line",
      limit: 2,
      kept: 1,
      lines: { [laneOf(gone)]: { ahead: 1, behind: 0 }, [laneOf(first)]: { ahead: 1, behind: 2 } },
    };

    const { result, changes } = decide(advance, input({ now: NOON + MINUTE, ...claim(2) }), {
      jobs: [gone, first, ...behind],
      leases: [makeLease({ jobs: [] })],
      limits: [row],
    });

    expect(result.claimed.map(({ job }) => job.id)).toEqual(["first", "next"]);
    const depths = new Map([...behind, ...rowsOf(changes, "jobs")].map(({ id, depth }) => [id, depth]));
    for (const { id, depth } of leaseOf(changes)!.jobs) expect([id, depth]).toEqual([id, depths.get(id)]);
  });
});
