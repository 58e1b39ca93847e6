import type { JobClient } from "../client/api/client-api.ts";
import type { JobDefinition } from "../job/definition.ts";
import type { Job } from "../job/job.ts";

/** Jobs of a page; the most that one reading takes. */
const PAGE = 1_000;

/** Every stored job, or every one of a definition, oldest first, page by page. */
export async function jobsOf<Args, Result>(
  client: JobClient,
  definition?: JobDefinition<Args, Result>,
): Promise<Job<Args, Result>[]> {
  const found: Job[] = [];
  let after: string | undefined;
  do {
    const page = await client.monitor.jobs({
      order: "oldest",
      limit: PAGE,
      ...(definition ? { name: definition.name } : {}),
      ...(after === undefined ? {} : { after }),
    });
    found.push(...page);
    after = page.next;
  } while (after !== undefined);
  return found as Job<Args, Result>[];
}
