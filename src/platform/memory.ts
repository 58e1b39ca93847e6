/** A few words kept outside of IndexedDB, to notice when the browser has taken that away. */
export interface Memory {
  recall(key: string): string | undefined;
  remember(key: string, word: string): void;
  forget(key: string): void;
}

/** localStorage; where there is none (workers) or it is refused, nothing is remembered. */
export const localMemory: Memory = {
  recall: (key) => attempt((local) => local.getItem(key) ?? undefined),
  remember: (key, word) => attempt((local) => local.setItem(key, word)),
  forget: (key) => attempt((local) => local.removeItem(key)),
};

interface Local {
  getItem(key: string): string | null;
  setItem(key: string, word: string): void;
  removeItem(key: string): void;
}

/** Refused or full: then a loss goes unnoticed, and nothing worse happens. */
function attempt<T>(use: (local: Local) => T): T | undefined {
  try {
    const { localStorage } = globalThis as { localStorage?: Local };
    return localStorage && use(localStorage);
  } catch {
    return undefined;
  }
}
