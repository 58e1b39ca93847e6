interface Manager {
  persist?(): Promise<boolean>;
}

/** Asks that nothing of this site be removed for want of space. Only a page may ask; Firefox then asks its user. */
export async function askToPersist(): Promise<boolean | undefined> {
  const { storage } = (globalThis as { navigator?: { storage?: Manager } }).navigator ?? {};
  return storage?.persist?.().catch(() => undefined);
}
