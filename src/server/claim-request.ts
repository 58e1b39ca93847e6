import type { AdvanceInput } from "../operations/advance.ts";
import type { Platform } from "../platform/platform.ts";
import type { AnyJobHandler } from "./handler.ts";

/** What a server takes, and where it is. */
export interface ClaimSource {
  platform: Platform;
  handlers: ReadonlyMap<string, AnyJobHandler>;
  /** Versions of the handlers, where they aren't 0. */
  versions: Readonly<Record<string, number>>;
  queues: readonly string[];
  /** The signed-in user, asked before each claim. */
  owner: () => string | undefined | Promise<string | undefined>;
}

/** The circumstances under which jobs are asked for now; how many, only the moment of asking can tell. */
export async function circumstances(
  { platform, handlers, versions, queues, owner }: ClaimSource,
  wokenBy: string,
): Promise<Omit<NonNullable<AdvanceInput["claim"]>, "limit" | "held">> {
  const user = await owner();
  return {
    queues,
    handles: [...handlers.keys()],
    versions,
    kind: platform.kind,
    ...(user === undefined ? {} : { owner: user }),
    online: platform.connectivity.online(),
    unmetered: platform.connectivity.unmetered(),
    wokenBy,
  };
}
