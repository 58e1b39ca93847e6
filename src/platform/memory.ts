/** A few words kept outside of IndexedDB, to notice when the browser has taken that away. */
export interface Memory {
  recall(key: string): string | undefined;
  remember(key: string, word: string): void;
}

/** localStorage; where there is none (workers) or it is refused, nothing is remembered. */
export const localMemory: Memory = {
  recall(key) {
    try {
      return (
        (globalThis as { localStorage?: { getItem(key: string): string | null } }).localStorage?.getItem(
          key,
        ) ?? undefined
      );
    } catch {
      return undefined;
    }
  },
  remember(key, word) {
    try {
      (globalThis as { localStorage?: { setItem(key: string, word: string): void } }).localStorage?.setItem(
        key,
        word,
      );
    } catch {
      // Refused or full: then a loss goes unnoticed, and nothing worse happens.
    }
  },
};
