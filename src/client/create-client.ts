import type { JobClient } from "./client-api.ts";
import { type ClientOptions, checkClientOptions } from "./client-options.ts";
import { offeredCore } from "./offered.ts";
import { pageClient } from "./page-client.ts";

/**
 * What an app enqueues with. One for a page is enough; calls made before everything is ready simply wait.
 *
 * @throws InvalidJobError a bad option
 * @example
 * const jobs = createClient({ serviceWorker: '/sw.js' });
 * const id = await jobs.enqueue(sendWelcome, { userName: 'Ada' });
 */
export function createClient(options: ClientOptions = {}): JobClient {
  checkClientOptions(options);
  return pageClient(options, async () => offeredCore() ?? (await import("./page-core.ts")).openCore);
}
