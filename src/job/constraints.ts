import type { Duration } from "../time/duration.ts";

/**
 * What the device must offer before the job is run. Looked at when an attempt is begun; what a browser can't tell
 * counts as met, see docs/constraints.md.
 */
export interface Requirements {
  /** `'online'`: there is a network. `'unmetered'`: and it is not known to be metered. */
  network?: "online" | "unmetered";
  /** The device is connected to power. */
  charging?: boolean;
  /** The server's own page is visible; for a server in a worker: any page of the app is. */
  visible?: boolean;
  /** Nobody uses the device. Needs the permission `idle-detection`. */
  idle?: boolean;
  /** `'not-low'`: at least 10 % of the storage quota, or 500 MB where that is less, is free. */
  storage?: "not-low";
}

/** What a job would rather wait for, and for how long. */
export interface Preferences extends Requirements {
  /** From when it is first ready to run; then it is run without. */
  within: Duration;
}
