import type { Requirements } from "./constraints.ts";

/** The letters of what is required; empty for most jobs. */
export function needsOf({ network, charging, visible, idle, storage }: Requirements = {}): string {
  if (!network && !charging && !visible && !idle && !storage) return "";
  const net = network === "unmetered" ? "u" : network ? "n" : "";
  return `${net}${charging ? "c" : ""}${visible ? "v" : ""}${idle ? "i" : ""}${storage ? "s" : ""}`;
}
