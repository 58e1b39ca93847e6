import type { LeaseEntry, LeaseRow } from "../job/lease.ts";
import { answer, get, list, type Operation } from "./operation.ts";
import type { ServerRow } from "./tables.ts";
import { JOB_TABLES, openWork, type Work } from "./work/work.ts";

/**
 * A job server has begun: announces it and opens its lease. Its lock, if it has one, must be held already. Where the answer was
 * lost this is done again, and the loop, which a timer may have started meanwhile, has perhaps claimed into the lease: it stays.
 */
export const announceServer: Operation<{ server: ServerRow }, void> = {
  name: "announce-server",
  mode: "readwrite",
  tables: ["servers", "leases"],
  *decide({ server }) {
    const { id, startedAt } = server;
    const known = yield* get("leases", id);
    const value = known ?? { server: id, token: 0, jobs: [], seenAt: startedAt };
    return {
      changes: [
        { kind: "put", table: "servers", value: server },
        { kind: "put", table: "leases", value },
      ],
      notices: [{ type: "server", id, at: startedAt }],
      result: undefined,
    };
  },
};

/** A sign of life; one that has been declared dead gives none. */
export const heartbeat: Operation<{ id: string; now: number }, void> = {
  name: "heartbeat",
  mode: "readwrite",
  tables: ["servers"],
  *decide({ id, now }) {
    const row = yield* get("servers", id);
    return answer(undefined, row ? [{ kind: "put", table: "servers", value: { ...row, seenAt: now } }] : []);
  },
};

/**
 * A server's page is put aside, or ends: whoever finds its lock free gives its jobs back and counts no interruption, since
 * what harms its context can't say so. It reads nothing: there is no time for an answer.
 */
export const partServer: Operation<ServerRow, void> = {
  name: "part-server",
  mode: "readwrite",
  tables: ["servers"],
  *decide(server) {
    yield [
      { kind: "write", changes: [{ kind: "put", table: "servers", value: { ...server, parted: true } }] },
    ];
    return answer(undefined);
  },
};

/** A server that beats and has been silent for this long is dead: six heartbeats of 5 s. */
export const SILENCE = 30_000;

export interface InterruptInput {
  now: number;
  /** Servers known to live: their locks were held when the browser was asked. */
  alive: readonly string[];
  /** Servers that had been announced before it was asked: one that came later may hold a lock that wasn't seen. */
  asked: readonly string[];
  /** Servers that end themselves: whatever they hold is given back without counting as an interruption. */
  leaving?: readonly string[];
  /** They end because the browser's time is over: that does count, or a job that is too long would run for ever. */
  outOfTime?: boolean;
}

/**
 * Takes back what dead servers held, and forgets them. Each job goes to the head of its line, or fails when it has
 * ended its context too often. Answers the ids of the servers that are gone.
 */
export const interruptServers: Operation<InterruptInput, string[]> = {
  name: "interrupt-servers",
  mode: "readwrite",
  tables: [...JOB_TABLES, "servers"],
  *decide({ now, alive, asked, leaving = [], outOfTime = false }) {
    const work = yield* openWork(now);
    const servers = yield* list("servers");
    const known = new Map(servers.map((server) => [server.id, server]));
    const ids = new Set([...known.keys(), ...work.leases.map((lease) => lease.server)]);
    const gone = [...ids].filter(
      (id) => leaving.includes(id) || isDead(known.get(id), id, alive, asked, now),
    );
    const orphans = work.leases.filter((row) => gone.includes(row.server));
    const hasParted = (row: LeaseRow): boolean => known.get(row.server)?.parted === true;
    yield* work.load(orphans.flatMap((row) => row.jobs.map((entry) => entry.id)));
    remember(
      work,
      orphans.filter((row) => row.jobs.length > 0 && !leaving.includes(row.server) && !hasParted(row)),
      known,
    );
    for (const row of orphans) {
      const left = leaving.includes(row.server);
      const isGivenBack = hasParted(row) || (left && !outOfTime);
      const reason = hasParted(row)
        ? "Given back: its page was put aside or closed."
        : !left
          ? `Interrupted: its server (${known.get(row.server)?.kind ?? "unknown"}) is gone.`
          : outOfTime
            ? "Interrupted: the browser's time for this run was over, with no page open to renew it."
            : "Given back: its server was stopped.";
      for (const entry of [...row.jobs]) {
        const by = left ? "time" : howItDied(entry);
        const doubt = by === "death-before" ? " It was claimed, and may not have begun." : "";
        if (isGivenBack) work.apply(entry.id, { type: "released", reason });
        else work.apply(entry.id, { type: "interrupted", reason: reason + doubt, by });
      }
    }
    yield* work.settle();
    for (const id of gone) {
      work.delete("servers", id);
      work.dropLease(id);
    }
    const { notices, ...decision } = work.decision(gone);
    // Each by itself, however much there is to tell beside it.
    return {
      ...decision,
      notices: [...notices, ...gone.map((id) => ({ type: "server" as const, id, at: now }))],
    };
  },
};

/** What was claimed ahead may have begun, unless it has said something it must have: of that nothing is known. */
const howItDied = ({ ahead, advanced, progress }: LeaseEntry): "death" | "death-before" =>
  ahead && !advanced && !progress ? "death-before" : "death";

/** Deaths that are remembered, and jobs named of each. */
const REMEMBERED = { servers: 5, jobs: 10 };

/** Writes down who has died over what, for people. */
function remember(work: Work, rows: readonly LeaseRow[], known: ReadonlyMap<string, ServerRow>): void {
  if (rows.length === 0) return;
  const fallen = rows.map(({ server, jobs, seenAt }) => ({
    id: server,
    kind: known.get(server)?.kind ?? "unknown",
    startedAt: known.get(server)?.startedAt ?? seenAt,
    at: work.now,
    count: jobs.length,
    jobs: jobs.slice(0, REMEMBERED.jobs).map(({ id }) => id),
  }));
  work.totals.fallen = [...(work.totals.fallen ?? []), ...fallen].slice(-REMEMBERED.servers);
  work.totalsChanged();
}

function isDead(
  server: ServerRow | undefined,
  id: string,
  alive: readonly string[],
  asked: readonly string[],
  now: number,
): boolean {
  if (server?.parted) return true;
  if (server?.beats && server.seenAt + SILENCE < now) return true;
  if (alive.includes(id)) return false;
  if (!server) return true;
  return server.locked && asked.includes(id);
}
