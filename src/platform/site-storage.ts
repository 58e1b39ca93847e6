/** What the browser says of the room it gives this site, and whether it may take it away. */
export interface SiteStorage {
  /** `true`: kept until the user removes it. Absent where the browser doesn't say. */
  persisted?: boolean;
  /** Bytes this site takes, of everything it stores, as far as the browser tells; an estimate. */
  usage?: number;
  /** Bytes it may take. */
  quota?: number;
}

interface Manager {
  persisted?(): Promise<boolean>;
  estimate?(): Promise<{ usage?: number; quota?: number }>;
}

const manager = (): Manager | undefined =>
  (globalThis as { navigator?: { storage?: Manager } }).navigator?.storage;

/** What the browser says now; nothing where it says nothing. */
export async function readSiteStorage(): Promise<SiteStorage> {
  const persisted = await manager()
    ?.persisted?.()
    .catch(() => undefined);
  const { usage, quota } =
    (await manager()
      ?.estimate?.()
      .catch(() => undefined)) ?? {};
  return {
    ...(persisted === undefined ? {} : { persisted }),
    ...(usage === undefined ? {} : { usage }),
    ...(quota === undefined ? {} : { quota }),
  };
}
