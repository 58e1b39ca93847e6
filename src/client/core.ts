import type { Channel } from "../platform/channel.ts";
import type { ClientOptions } from "./api/client-options.ts";
import type { SlowmatchClient } from "./job-client.ts";

/** The whole client of a page, which its first script has fetched. */
export interface PageCore {
  readonly client: SlowmatchClient;
  /**
   * Creates what pages have left before they had the rules at hand; never rejects.
   *
   * @param before an id: what was left later than that stays
   * @param patient there is something; otherwise a database that can't be opened is not waited for
   */
  takeIn(before: string | undefined, patient: boolean): Promise<void>;
}

/**
 * @param options checked
 * @param channel on which this page has been listening
 */
export type OpenCore = (options: ClientOptions, newId: () => string, channel: Channel) => PageCore;
