let serial = 0;

/** A database name that nobody has used. */
export const fresh = (): string => `bench-${Date.now()}-${serial++}`;

export const remove = (name: string): Promise<void> =>
  new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = () => resolve();
  });
