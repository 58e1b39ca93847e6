/**
 * What a job needs of the device, as letters in this order: a part of its lane's key, which is in an index, so it is
 * short. `u` has `n` in it.
 */
export const NEEDS = ["n", "u", "c", "v", "i", "s"] as const;
export type Need = (typeof NEEDS)[number];

/** The needs that a server asks its platform for only while some job waits that has them. */
export const LOOKED_AT: readonly Need[] = ["c", "v", "i", "s"];

/** What the device offers at a moment. A condition nobody has looked at, or can tell, is absent and counts as met. */
export interface Conditions {
  online: boolean;
  /** `false` only where the browser says that the connection is metered. */
  unmetered: boolean;
  charging?: boolean;
  visible?: boolean;
  idle?: boolean;
  /** Storage is not low. */
  roomy?: boolean;
}

/** How needs and preferences stand in a lane's key: the network in a word, as in version 1, the rest in letters. */
export function deviceKey(needs: string, prefers: string): string {
  const network = needs.startsWith("u") ? "unmetered" : needs.startsWith("n") ? "online" : "";
  const rest = network === "" ? needs : needs.slice(1);
  return `${network}${rest === "" ? "" : `.${rest}`}${prefers === "" ? "" : `+${prefers}`}`;
}
