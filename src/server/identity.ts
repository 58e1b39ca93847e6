import { readOverview } from "../operations/reads/queries.ts";
import { announceServer, heartbeat, interruptServers, SILENCE } from "../operations/servers.ts";
import type { ServerRow } from "../operations/tables.ts";
import type { Platform } from "../platform/platform.ts";
import type { Storage } from "../storage/storage.ts";

/**
 * A server without a Web Lock, or in a dedicated worker (whose lock WebKit keeps while its page is put aside), says this
 * often that it lives; it counts as dead after six silences.
 */
const HEARTBEAT = 5_000;

/**
 * One life of a server: an id that is never used again, a Web Lock of that name held from before it is announced until
 * it ends, and the watch over other servers' locks.
 */
export class Identity {
  readonly id: string;
  readonly #storage: Storage;
  readonly #platform: Platform;
  readonly #watched = new Set<string>();
  readonly #ending = new AbortController();
  #row: ServerRow | undefined;
  #release: (() => void) | undefined;
  #stopBeat: (() => void) | undefined;
  #stopListening: (() => void) | undefined;

  constructor(id: string, storage: Storage, platform: Platform) {
    this.id = id;
    this.#storage = storage;
    this.#platform = platform;
  }

  get ended(): boolean {
    return this.#ending.signal.aborted;
  }

  /** What it has said of itself, for as long as it lives. */
  get row(): ServerRow | undefined {
    return this.ended ? undefined : this.#row;
  }

  /** Takes the lock, then says that it is there: in this order, or it would be taken for dead. */
  async announce(row: Omit<ServerRow, "id" | "startedAt" | "seenAt" | "locked" | "beats">): Promise<void> {
    this.#release = await this.#platform.locks?.hold(this.id);
    if (this.ended) return this.#release?.();
    const now = this.#platform.clock.now();
    const locked = this.#release !== undefined;
    const beats = !locked || this.#platform.kind === "dedicated-worker";
    const server = { ...row, id: this.id, startedAt: now, seenAt: now, locked, beats };
    await this.#storage.run(announceServer, { server });
    this.#row = server;
    if (beats) this.#beat();
  }

  /** Takes back what dead servers held. Answers the ids of all others it knows of. */
  async rescue(): Promise<string[]> {
    const { totals: _totals, ...seen } = await this.#storage.run(readOverview, undefined);
    const strangers = [...seen.servers.map(({ id }) => id), ...seen.leases.map(({ server }) => server)];
    if (strangers.every((id) => id === this.id)) return [];
    const { clock, locks } = this.#platform;
    // Who can't see locks can't say that one is free.
    const asked = locks ? strangers : [];
    const held = (await locks?.held()) ?? new Set<string>();
    if (seen.servers.every(({ id, locked, beats }) => id === this.id || (locked && !beats && held.has(id))))
      return strangers;
    const alive = [...held, this.id];
    const gone = await this.#storage.run(interruptServers, { now: clock.now(), asked, alive });
    return strangers.filter((id) => !gone.includes(id));
  }

  /** Hears of another server's death the moment the browser frees its lock. */
  watch(others: readonly string[], died: () => void): void {
    const { locks } = this.#platform;
    if (!locks) return;
    for (const id of others) {
      if (this.#watched.has(id) || id === this.id) continue;
      this.#watched.add(id);
      locks.freed(id, this.#ending.signal).then(
        (free) => {
          this.#watched.delete(id);
          if (free && !this.ended) died();
        },
        () => this.#watched.delete(id),
      );
    }
  }

  /** Without locks nobody tells of a death: as long as others hold jobs, their silence is looked for. */
  listen(others: readonly string[], died: () => void): void {
    const { locks, clock } = this.#platform;
    if (locks || others.length === 0 || this.#stopListening) return;
    this.#stopListening = clock.setTimer(SILENCE + HEARTBEAT, () => {
      this.#stopListening = undefined;
      died();
    });
  }

  /** Lets the lock go at once: the context is about to be frozen, or this life has been declared over. */
  abandon(): void {
    this.#ending.abort();
    this.#stopBeat?.();
    this.#stopListening?.();
    this.#release?.();
  }

  /** Signs off: what is still listed in the lease goes back to its queues. */
  async leave({ outOfTime = false }: { outOfTime?: boolean } = {}): Promise<void> {
    const now = this.#platform.clock.now();
    try {
      await this.#storage.run(interruptServers, { now, asked: [], alive: [], leaving: [this.id], outOfTime });
    } finally {
      this.abandon();
    }
  }

  #beat(): void {
    this.#stopBeat = this.#platform.clock.setTimer(HEARTBEAT, () => {
      const now = this.#platform.clock.now();
      this.#storage.run(heartbeat, { id: this.id, now }).then(
        () => this.ended || this.#beat(),
        () => this.ended || this.#beat(),
      );
    });
  }
}
