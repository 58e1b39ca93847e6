/** What a job may wait for, beside the network. */
export type DeviceCondition = "charging" | "visible" | "idle" | "roomy";

export const DEVICE_CONDITIONS: readonly DeviceCondition[] = ["charging", "visible", "idle", "roomy"];

/** What was found; what can't be told counts as met. */
export type DeviceReading = Partial<Record<DeviceCondition, boolean>>;

/** What this context can know of the device and of the app's pages. */
export interface Device {
  /**
   * Looks at these conditions, each of which is in the answer. Nothing is watched before somebody has looked at it: an
   * app whose jobs don't ask doesn't touch the battery.
   */
  look(wanted: readonly DeviceCondition[]): Promise<DeviceReading>;
  /** Calls back when something has changed that was looked at; answers how to stop. */
  onChange(listener: (what: DeviceCondition) => void): () => void;
  /** A page's duty to the workers, which can't see the battery: answers them, and tells them of changes. */
  answerOthers(): () => void;
}

/** Who is told of changes. */
export function listening(): Pick<Device, "onChange"> & { changed: (what: DeviceCondition) => void } {
  const listeners = new Set<(what: DeviceCondition) => void>();
  return {
    changed(what) {
      for (const listener of listeners) listener(what);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
