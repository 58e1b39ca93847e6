import fc from "fast-check";
import { expect, test } from "vitest";
import { defineJob, handle, type JobDefinition } from "../../src/index.ts";
import { limitsByName } from "../../src/job/limit-options.ts";
import type { Notice } from "../../src/job/notice.ts";
import { advance } from "../../src/operations/claim/advance.ts";
import { promoteDue } from "../../src/operations/promote-due.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { NoticeListener, Storage } from "../../src/storage/storage.ts";
import { createTestRuntime, type RuntimeServer, type TestRuntime } from "../../src/testing.ts";
import { type Deferred, deferred } from "../support/deferred.ts";
import { NOON } from "../support/make-job.ts";
import { longest, runs } from "../support/property.ts";

type Args = { key: string; waits: boolean };

const keep = { succeeded: "1d" } as const;
const retry = { attempts: 3, delay: "3s" } as const;
/** Of three definitions two share their keys: what one frees another may wait for. */
const DEFINITIONS: Readonly<Record<string, JobDefinition<Args, void>>> = {
  plain: defineJob("plain", { keep, retry }),
  paired: defineJob("paired", { keep, retry, concurrency: { key: ({ key }) => key, limit: 2 } }),
  also: defineJob("also", { keep, retry, concurrency: { key: ({ key }) => key, limit: 2 } }),
  strict: defineJob("strict", { keep, retry, concurrency: { key: "one", limit: 1, strict: true } }),
  metered: defineJob("metered", {
    keep,
    retry,
    rateLimit: { key: ({ key }) => key, limit: 2, per: "10s" },
    concurrency: { key: "of both", limit: 2 },
  }),
};
type Name = keyof typeof DEFINITIONS & string;
const NAMES = Object.keys(DEFINITIONS) as Name[];
/** What each kind of server has handlers for. */
const KINDS: readonly (readonly Name[])[] = [NAMES, ["plain", "paired"], ["also", "strict", "metered"]];

type Command =
  | { do: "enqueue"; name: Name; key: string; waits: boolean; after: number; count: number }
  | { do: "end"; nth: number; well: boolean }
  | { do: "delete" | "requeue"; nth: number }
  | { do: "start"; kind: number }
  | { do: "kill" | "stop" | "suspend"; nth: number }
  | { do: "queue"; how: "pause" | "resume" | "one" | "rate" | "free" }
  | { do: "pass"; seconds: number }
  | { do: "tell"; nth: number }
  | { do: "look" };

const nth = fc.nat(50);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("enqueue" as const),
      name: fc.constantFrom(...NAMES),
      key: fc.constantFrom("x", "y"),
      waits: fc.boolean(),
      after: fc.constantFrom(0, 0, 0, 2, 12),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("end" as const), nth, well: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("delete" as const, "requeue" as const), nth }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("start" as const), kind: fc.nat(2) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("kill" as const, "kill" as const, "stop" as const, "suspend" as const),
      nth,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("queue" as const),
      how: fc.constantFrom(
        "pause" as const,
        "resume" as const,
        "one" as const,
        "rate" as const,
        "free" as const,
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("pass" as const), seconds: fc.constantFrom(1, 3, 6, 11, 61) }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("tell" as const), nth }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("look" as const) }) },
);

/** Several contexts over one store, whose words to each other are late and overtake each other. */
class World {
  readonly found: string[] = [];
  readonly #database = new MemoryDatabase();
  readonly #runtime: TestRuntime;
  readonly #late: (() => void)[] = [];
  readonly #gates: Deferred<boolean>[] = [];
  readonly #ids: string[] = [];
  readonly #servers: { server: RuntimeServer; handles: readonly Name[]; workers: number }[] = [];
  readonly #asked: Promise<unknown>[] = [];
  #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
    this.#runtime = createTestRuntime({
      now: NOON,
      seed,
      openStorage: (_, filtering) => this.#open(new MemoryStorage(this.#database, filtering)),
    });
    this.#runtime.kill();
    for (const kind of [1, 2]) this.#start(kind);
  }

  async play(commands: readonly Command[]): Promise<void> {
    for (const each of commands) {
      await this.#do(each);
      for (let left = this.#below(6); left > 0; left--) await Promise.resolve();
    }
    await this.#look();
    await this.#runtime.advance("30s");
    await this.#look();
    for (const gate of this.#gates) gate.resolve(true);
    await this.#runtime.close();
  }

  #below(most: number): number {
    this.#seed = (Math.imul(this.#seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return this.#seed % most;
  }

  #open(inner: Storage): Storage {
    const pause = async (): Promise<void> => {
      for (let left = this.#below(5); left > 0; left--) await Promise.resolve();
    };
    return {
      async run(operation, input, options) {
        await pause();
        const answer = await inner.run(operation, input, options);
        await pause();
        return answer;
      },
      subscribe: (listener: NoticeListener) =>
        inner.subscribe((notices: readonly Notice[], own) => {
          if (own) listener(notices, own);
          else this.#late.push(() => listener(notices, own));
        }),
      onStatus: (listener) => inner.onStatus(listener),
      close: () => inner.close(),
    };
  }

  #start(kind: number): void {
    const handles = KINDS[kind]!;
    const workers = 1 + this.#below(2);
    const handlers = handles.map((name) =>
      handle(DEFINITIONS[name]!, async ({ waits }) => {
        if (!waits) return;
        const gate = deferred<boolean>();
        this.#gates.push(gate);
        if (!(await gate.promise)) throw new Error("It was told to fail.");
      }),
    );
    this.#servers.push({ server: this.#runtime.addServer({ handlers, workers }), handles, workers });
  }

  async #do(each: Command): Promise<void> {
    const { client } = this.#runtime;
    switch (each.do) {
      case "enqueue": {
        const { name, key, waits, after, count } = each;
        const when = after === 0 ? {} : { when: { delay: after * 1_000 } };
        const request = { job: DEFINITIONS[name]!, args: { key, waits }, ...when };
        const requests = Array.from({ length: count }, () => request);
        this.#asked.push(client.enqueueMany(requests).then((ids) => this.#ids.push(...ids)));
        return;
      }
      case "end":
        this.#gates.splice(each.nth % Math.max(1, this.#gates.length), 1)[0]?.resolve(each.well);
        return;
      case "delete":
      case "requeue": {
        const id = this.#ids[each.nth % Math.max(1, this.#ids.length)];
        if (id !== undefined) this.#asked.push(client[each.do](id));
        return;
      }
      case "start":
        if (this.#servers.length < 4) this.#start(each.kind);
        return;
      case "kill":
      case "stop":
      case "suspend": {
        const [one] = this.#servers.splice(each.nth % Math.max(1, this.#servers.length), 1);
        if (each.do === "kill") one?.server.kill();
        if (each.do === "stop") void one?.server.server.stop({ grace: 2_000 });
        if (each.do === "suspend") one?.server.context.suspend(true);
        return;
      }
      case "queue": {
        const { monitor } = client;
        if (each.how === "pause") this.#asked.push(client.pauseQueue("default"));
        else if (each.how === "resume") this.#asked.push(client.resumeQueue("default"));
        else if (each.how === "one") this.#asked.push(monitor.limitQueue("default", { concurrency: 1 }));
        else if (each.how === "free") this.#asked.push(monitor.limitQueue("default", null));
        else this.#asked.push(monitor.limitQueue("default", { rateLimit: { limit: 3, per: "20s" } }));
        return;
      }
      case "pass":
        await this.#runtime.advance(each.seconds * 1_000);
        return;
      case "tell":
        this.#late.splice(each.nth % Math.max(1, this.#late.length), 1)[0]?.();
        return;
      case "look":
        await this.#look();
    }
  }

  /**
   * All that was said has been heard, what is due at this moment has been done, and no time has passed since: whoever could
   * begin something has begun it.
   */
  async #look(): Promise<void> {
    do {
      await this.#runtime.advance(0);
      while (this.#late.length > 0) this.#late.splice(this.#below(this.#late.length), 1)[0]!();
      await this.#runtime.advance(0);
    } while (this.#late.length > 0);
    await Promise.all(this.#asked.splice(0));
    for (const { server, handles, workers } of this.#servers) {
      const free = workers - server.server.busy;
      if (free <= 0) continue;
      const couldBegin = await this.#claimable(server.server.id, handles, free);
      if (couldBegin.length > 0)
        this.found.push(`a server with room stands still beside ${couldBegin.join()}`);
    }
  }

  /** What the server would be given if it asked now; asked of a copy. */
  async #claimable(server: string, handles: readonly Name[], free: number): Promise<string[]> {
    const copy = new MemoryDatabase();
    for (const [name, { rows }] of this.#database.tables)
      for (const row of rows.values()) copy.tables.get(name)!.put(structuredClone(row));
    const storage = new MemoryStorage(copy);
    const now = this.#runtime.now();
    await storage.run(promoteDue, { now });
    const { claimed } = await storage.run(advance, {
      now,
      server,
      outcomes: [],
      claim: {
        queues: [],
        handles,
        limits: limitsByName(handles.map((name) => [name, DEFINITIONS[name]!])),
        kind: "service-worker",
        online: true,
        unmetered: true,
        limit: free,
        free,
      },
    });
    return claimed.map(({ job }) => `${job.id} (${job.name})`);
  }
}

test(
  "whatever happens, and in whatever order contexts hear of it, no server with room stands still beside a job that it may begin",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.array(command, { minLength: 10, maxLength: 60 }),
        async (seed, commands) => {
          const world = new World(seed);
          await world.play(commands);
          expect(world.found).toEqual([]);
        },
      ),
      runs(150),
    );
  },
  longest(20_000),
);
