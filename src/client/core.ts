import type { Channel } from "../platform/channel.ts";
import type { ClientOptions } from "./api/client-options.ts";
import type { SlowmatchClient } from "./job-client.ts";

/** The whole client of a page, which its first script has fetched. */
export interface PageCore {
  readonly client: SlowmatchClient;
  /**
   * Creates what pages have left before they had the rules at hand; never rejects.
   *
   * @param except calls of this page whose turn has not come, by the ids of what they have left: theirs stays
   * @param patient there is something; otherwise a database that can't be opened is not waited for
   */
  takeIn(except: readonly string[], patient: boolean): Promise<void>;
}

/**
 * @param options checked
 * @param channel on which this page has been listening
 */
export type OpenCore = (options: ClientOptions, newId: () => string, channel: Channel) => PageCore;
