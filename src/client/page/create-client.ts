import type { JobClient } from "../api/client-api.ts";
import { type ClientOptions, checkClientOptions } from "../api/client-options.ts";
import { offeredCore } from "../offered.ts";
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
  return pageClient(options, async () => {
    const offered = offeredCore();
    if (offered) return offered;
    const core = import("./page-core.ts");
    // Most of it is in a file that workers have too, and not every bundler asks for that before the first has come.
    import("../job-client.ts").catch(() => {});
    // It is what a page asks for next, at every visit; where it can't be had now it is asked for again.
    if (options.serviceWorker !== false) import("../worker/page-duties.ts").catch(() => {});
    return (await core).openCore;
  });
}
