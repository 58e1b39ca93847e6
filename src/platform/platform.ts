import type { Capabilities } from "./capabilities.ts";
import type { Channel } from "./channel.ts";
import type { Clock } from "./clock.ts";
import type { Connectivity } from "./connectivity.ts";
import type { Device } from "./device.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Locks } from "./locks.ts";
import type { Memory } from "./memory.ts";
import type { SiteStorage } from "./site-storage.ts";

/** What kind of context this is. `node` is for tests and tools. */
export type ContextKind = "service-worker" | "window" | "dedicated-worker" | "shared-worker" | "node";

/** Everything the runtime takes from its surroundings, in one object that a test can bend. */
export interface Platform {
  readonly kind: ContextKind;
  readonly clock: Clock;
  /** Absent where the browser has no Web Locks; servers then prove by heartbeats that they live. */
  readonly locks: Locks | undefined;
  readonly connectivity: Connectivity;
  readonly device: Device;
  readonly lifecycle: Lifecycle;
  /** A word remembered outside of IndexedDB, where this context can. */
  readonly memory: Memory;
  /** The room this site has, and whether the browser may take it away. */
  siteStorage(): Promise<SiteStorage>;
  /** Asks that it may not; `undefined` where nobody can be asked. */
  askToPersist(): Promise<boolean | undefined>;
  /** What can wake the runtime here. */
  capabilities(): Promise<Capabilities>;
  /** From 0 (inclusive) to 1 (exclusive). */
  random(): number;
  /** Messages to every other context of the origin. */
  openChannel(name: string): Channel;
}
