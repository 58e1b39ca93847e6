import type { Storage } from "../storage/storage.ts";
import type { ClaimSource } from "./claim-request.ts";
import type { Identity } from "./identity.ts";
import type { Workers } from "./workers.ts";

/** What the work loop is built of. */
export interface LoopParts extends ClaimSource {
  storage: Storage;
  workers: Workers;
  newId: () => string;
  onError: (error: unknown) => void;
  identity: () => Identity;
  takesWork: () => boolean;
  /** It has come to rest: what had woken it, when, and how many jobs were begun. */
  onRest: (source: string, at: number, jobs: number) => void;
  /** It has been woken while it was at work already. */
  onBusy: (source: string) => void;
  /** The lease is gone: drop everything and begin another life. */
  beginAnew: () => Promise<void>;
}
