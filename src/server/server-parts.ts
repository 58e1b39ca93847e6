import type { JobClient } from "../client/api/client-api.ts";
import type { Creator } from "../client/calls/creation.ts";
import type { FilterSet } from "../job/filter-set.ts";
import type { Weights } from "../job/turns.ts";
import type { Platform } from "../platform/platform.ts";
import type { Storage } from "../storage/storage.ts";
import type { FreshNetwork } from "./fresh-network.ts";
import type { AnyJobHandler } from "./handler.ts";

/** What a job server is made of. */
export interface ServerParts {
  storage: Storage;
  platform: Platform;
  network: FreshNetwork;
  /** A client for the handler of a job: what it enqueues is that job's work, and its owner's. */
  client: (creator: Creator, owner: string | undefined, attempt: AbortSignal) => JobClient;
  filters: FilterSet;
  handlers: ReadonlyMap<string, AnyJobHandler>;
  queues: readonly string[];
  /** Of those queues, where they have some instead of a precedence. */
  weights?: Weights;
  /** The signed-in user whose jobs, beside nobody's, are run; `undefined`: everybody's. */
  owner?: string | (() => string | undefined | Promise<string | undefined>) | undefined;
  workers: number;
  /** The app has not said how many: fewer do while the user saves data. */
  thrifty?: boolean;
  newId: () => string;
  onError: (error: unknown) => void;
  /** Epoch milliseconds until which new jobs may be taken; `undefined`: no end in sight. */
  claimUntil?: () => number | undefined;
  /** Epoch milliseconds by which the browser may end what runs. */
  deadline?: () => number | undefined;
  /** It has signed off: what was opened for it can be closed. */
  onStopped?: () => Promise<void>;
}
