/// <reference lib="esnext.disposable" preserve="true" />
import type { JobFilter } from "../job/definition.ts";
import type { Logger } from "../platform/logger.ts";
import type { DatabaseOption } from "../storage/options.ts";
import type { Durability } from "../storage/storage.ts";
import type { Duration } from "../time/duration.ts";
import type { AnyJobHandler } from "./handler.ts";
import type { QueuesOption } from "./queue-options.ts";

/** What a server runs, and how many of it at once. Only `handlers` must be given. */
export interface ServerOptions {
  /** What `handle(definition, function)` answers, one for each job that may run here. */
  handlers: readonly AnyJobHandler[];
  /**
   * Queues to serve. A list: their order is their precedence, and a queue is served only while those before it have
   * nothing to claim. Weights, integers from 1 to 100: each has its share of what is claimed, and none can starve.
   * Default: every queue, none before another.
   *
   * @example queues: { critical: 6, default: 3, low: 1 }
   */
  queues?: QueuesOption;
  /**
   * The signed-in user: only that owner's jobs and nobody's are run here. A function is asked before each claim, and
   * again before what was claimed is begun; `undefined` from it means that nobody is signed in. What runs for a user
   * who is no longer signed in is given back without spending an attempt. Without it every owner's jobs are run.
   */
  owner?: string | (() => string | undefined | Promise<string | undefined>);
  /** Asked about jobs that are run here, and about every change of a state that this server makes. */
  filters?: readonly JobFilter[];
  /** Handlers running at once in this context, 1 to 100. Default 4, and 2 while the user has asked the browser to save data. */
  workers?: number;
  /** The database; must be the client's. Default `'slowmatch'`. */
  database?: DatabaseOption;
  /** The namespace whose jobs are run; must be the client's. Default `'default'`. */
  namespace?: string;
  /** Default `'relaxed'`. */
  durability?: Durability;
  /** Told of attempts and of what goes wrong; `console` is one. Default: none, and errors go to the console. */
  logger?: Logger;
  /** Told of what goes wrong behind the scenes: a commit that is repeated, a server that starts anew. */
  onError?: (error: unknown) => void;
}

/** Runs jobs in one context. */
export interface JobServer {
  /** Changes when the server had to start anew. */
  readonly id: string;
  /** Announced and taking work. */
  readonly ready: Promise<void>;
  /** Looks for work now. Resolves when there is nothing left to do at once. Cheap, and harmless to repeat. */
  wake(source?: string): Promise<void>;
  /**
   * Takes no more work, lets running jobs end for up to `grace` (default 10 s), gives back the rest
   * without spending an attempt, and signs off.
   *
   * @throws InvalidJobError
   */
  stop(options?: { grace?: Duration }): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
