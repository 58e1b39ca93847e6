import type { SlowmatchClient } from "./job-client.ts";

/** The whole client of a page, which its first script has fetched. */
export interface PageCore {
  readonly client: SlowmatchClient;
  /** Creates what pages have left before they had the rules at hand. */
  takeIn(): Promise<void>;
}
