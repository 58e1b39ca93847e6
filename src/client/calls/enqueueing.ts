import type { DraftWithPayload } from "../../job/draft.ts";
import type { FilterSet } from "../../job/filter-set.ts";
import { Creation, type Creator, throughFilters } from "./creation.ts";
import type { Request } from "./requests.ts";

/**
 * Prepares the jobs of one call and stores them, all or nothing. Filters of their creation are asked before and told
 * after; where there are none, nothing is waited for on the way to the storage.
 *
 * @param atOnce nothing may be waited for: somebody else's transaction would end
 */
export function create(
  {
    filters,
    creator,
    atOnce = false,
  }: { filters: FilterSet; creator?: Creator | undefined; atOnce?: boolean },
  requests: readonly Request[],
  store: (drafts: DraftWithPayload[]) => Promise<string[]>,
): Promise<string[]> {
  const creations = requests.map((request) => Creation.of(filters, { ...request, creator }));
  const prepare = (): DraftWithPayload[] =>
    requests.map(({ prepare, args, options }, i) => {
      const creation = creations[i];
      return creation ? prepare(creation.args, creation.options) : prepare(args, options);
    });
  if (creations.every((creation) => creation === undefined)) return store(prepare());
  return throughFilters(creations, () => store(prepare()), atOnce);
}
