import type * as BrowserSenses from "../platform/browser-senses.ts";
import type * as BatchesClient from "./batch/batches-client.ts";
import type * as Commands from "./calls/commands.ts";
import type { Feature } from "./parts/feature.ts";
import type * as Portable from "./portable/portable.ts";
import type * as Reading from "./reading.ts";
import type * as Recurring from "./recurring/recurring-client.ts";
import type * as PageDuties from "./worker/page-duties.ts";

/**
 * What of a client isn't needed to enqueue. A page loads each on its first use; where nothing can be loaded, as in a
 * service worker, all are built in. Enqueueing must never be one of them: a tab that is about to close has no time to load.
 */
export interface Features {
  readonly reading: Feature<typeof Reading>;
  readonly recurring: Feature<typeof Recurring>;
  readonly batches: Feature<typeof BatchesClient>;
  readonly commands: Feature<typeof Commands>;
  readonly portable: Feature<typeof Portable>;
}

/** What only a page has. */
export interface PageFeatures extends Features {
  readonly senses: Feature<typeof BrowserSenses>;
  readonly duties: Feature<typeof PageDuties>;
}
