/** What the browser believes of the network. Only "no" is certain. */
export interface Connectivity {
  online(): boolean;
  /** `false` only where the browser says that the connection is metered or data should be saved. */
  unmetered(): boolean;
  /** The user has asked the browser to save data. */
  saving(): boolean;
  /** Calls back when either changes; answers how to stop. */
  onChange(listener: () => void): () => void;
}

interface NetworkInformation extends EventTarget {
  saveData?: boolean;
  type?: string;
}

export const browserConnectivity: Connectivity = {
  online: () => (globalThis as { navigator?: { onLine?: boolean } }).navigator?.onLine !== false,
  unmetered() {
    const connection = connectionOf();
    return connection?.saveData !== true && connection?.type !== "cellular";
  },
  saving: () => connectionOf()?.saveData === true,
  onChange(listener) {
    const target = globalThis as unknown as Partial<EventTarget>;
    const connection = connectionOf();
    target.addEventListener?.("online", listener);
    target.addEventListener?.("offline", listener);
    connection?.addEventListener?.("change", listener);
    return () => {
      target.removeEventListener?.("online", listener);
      target.removeEventListener?.("offline", listener);
      connection?.removeEventListener?.("change", listener);
    };
  },
};

function connectionOf(): NetworkInformation | undefined {
  return (globalThis as { navigator?: { connection?: NetworkInformation } }).navigator?.connection;
}
