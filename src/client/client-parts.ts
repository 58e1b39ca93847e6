import type { FilterSet } from "../job/filter-set.ts";
import type { Platform } from "../platform/platform.ts";
import type { Storage } from "../storage/storage.ts";
import type { Creator } from "./calls/creation.ts";
import type { EventHub } from "./events/event-hub.ts";
import type { Features } from "./features.ts";

/** What a client is made of. */
export interface ClientParts {
  storage: Storage;
  platform: Platform;
  newId: () => string;
  ready: Promise<void>;
  events: EventHub;
  /** What isn't needed to enqueue, and where it comes from. */
  features: Features;
  /** Leaves nothing of a namespace behind; answers how many jobs there were. Absent: the store is all there is. */
  wipe?: (namespace: string) => Promise<number>;
  /** Ends what belongs to the client alone: registration, alarm, storage. */
  onClose?: () => Promise<void> | void;
  /** Asked about what it enqueues. */
  filters?: FilterSet;
  /** The job whose handler this client belongs to. */
  creator?: Creator;
  /** Stamped on every job it enqueues. */
  owner?: string;
}
