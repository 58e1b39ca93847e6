/// <reference lib="esnext.disposable" preserve="true" />
import type { ArgsThen } from "../client/api/call-options.ts";
import type { JobClient } from "../client/api/client-api.ts";
import type { JobDefinition, JobFilter } from "../job/definition.ts";
import type { Job } from "../job/job.ts";
import type { StateFiltering } from "../job/state-hooks.ts";
import type { ContextKind } from "../platform/platform.ts";
import type { AnyJobHandler } from "../server/handler.ts";
import type { Server } from "../server/job-server.ts";
import type { ServerOptions } from "../server/server-api.ts";
import type { Storage } from "../storage/storage.ts";
import type { Duration } from "../time/duration.ts";
import type { InstantInput } from "../time/moment.ts";
import type { JobRun, RunJobOptions } from "./job-run.ts";
import type { KillableStorage } from "./killable-storage.ts";
import type { VirtualContext } from "./virtual-platform.ts";

/** What the runtime is to be like. All of it may be left out. */
export interface TestRuntimeOptions {
  /** One `handle(…)` for each job that may run. Default: none, and every job waits. */
  handlers?: readonly AnyJobHandler[];
  /** As of `createServer`. Default: every queue. */
  queues?: ServerOptions["queues"];
  /** Default 4. */
  workers?: number;
  /** What the server's context is. Default `'service-worker'`. */
  kind?: ContextKind;
  /** The signed-in user the server works for. */
  owner?: ServerOptions["owner"];
  /** Where the clock begins. Default 2027-01-01T00:00:00Z. */
  now?: InstantInput;
  /** Seeds ids and retry delays. Default 1. */
  seed?: number;
  /** Filters of the client and the server; each further one may be given its own. */
  filters?: readonly JobFilter[];
  /** Opens a storage for a context; default: one in-memory database. Filters of states need the second parameter. */
  openStorage?: (context: VirtualContext, filtering: StateFiltering) => Storage;
}

/** Client, server and storage on a clock that a test moves. */
export interface TestRuntime {
  readonly client: JobClient;
  /** The same: most tests read better with it. */
  readonly jobs: JobClient;
  /** The present job server; a killed one is replaced by {@link TestRuntime.restart}. */
  readonly server: Server;
  /** The present moment of its clock, epoch milliseconds. */
  now(): number;
  /** Lets everything happen that can happen at this moment. */
  settle(): Promise<void>;
  /** Moves the clock on, timer by timer, and lets everything happen that is due on the way. */
  advance(duration: Duration): Promise<void>;
  /** Moves the clock on until nothing runs or is scheduled any more; recurring jobs begun on the way are run too. */
  drain(): Promise<void>;
  /** Kills the server's context and begins another: what a browser does to a service worker at any moment. */
  interrupt(): Promise<void>;
  /** Kills the server's context where it stands; what ran there stays unfinished until another server takes it over. */
  kill(): void;
  /** A new server in a new context. */
  restart(): void;
  /** Another server on the same storage, in a context of its own. */
  addServer(
    options?: Pick<TestRuntimeOptions, "handlers" | "queues" | "workers" | "kind" | "owner" | "filters">,
  ): RuntimeServer;
  /** Another client in a context of its own: a second tab. */
  addClient(options?: { owner?: string; filters?: readonly JobFilter[] }): JobClient;
  /** Every stored job, or every one of a definition, oldest first: what was enqueued, whatever became of it. */
  jobsOf<Args, Result>(definition?: JobDefinition<Args, Result>): Promise<Job<Args, Result>[]>;
  /**
   * One attempt of the handler of this definition, alone, in a runtime of its own; see the function `runJob`.
   *
   * @throws Error when no handler of this runtime is the definition's
   */
  runJob<Args, Result>(
    definition: JobDefinition<Args, Result>,
    ...rest: ArgsThen<NoInfer<Args>, [options?: RunJobOptions]>
  ): Promise<JobRun<Args, Result>>;
  /** Rows that filters have written into a store that would be the app's own, oldest first. */
  written(store: string): unknown[];
  /** What servers reported by `onError`, oldest first. */
  readonly errors: readonly unknown[];
  /** Whether there is a network; `device` says more. */
  setOnline(online: boolean): void;
  /**
   * What every context finds of the device from now on; what isn't named stays. It begins with all that a job can
   * require: unmetered, charging, visible, idle, plenty of storage.
   *
   * @example runtime.device({ charging: false, network: 'metered' });
   */
  device(is: DeviceState): void;
  /** Sets the clock without the passing of time. */
  setClock(now: InstantInput): void;
  /** Ends every context of it. `await using` does it by itself. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What the platform of a test runtime finds. */
export interface DeviceState {
  /** Which network there is. */
  network?: "offline" | "metered" | "unmetered";
  /** The user has asked the browser to save data, which makes every network metered. Default `false`. */
  saveData?: boolean;
  /** On mains. */
  charging?: boolean;
  /** A page of the origin is seen. */
  visible?: boolean;
  /** Nobody uses the device. */
  idle?: boolean;
  /** Whether the site's room is nearly used up. */
  storage?: "low" | "not-low";
}

/** Another server of a test runtime, with the context that it lives in. */
export interface RuntimeServer {
  readonly server: Server;
  readonly storage: KillableStorage;
  readonly context: VirtualContext;
  /** Ends its context where it stands. */
  kill(): void;
}
