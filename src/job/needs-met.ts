import type { Requirements } from "./constraints.ts";
import type { WaitingFor } from "./job.ts";
import { type Conditions, NEEDS, type Need } from "./needs.ts";

const CONDITION: Readonly<Record<Need, keyof Conditions>> = {
  n: "online",
  u: "unmetered",
  c: "charging",
  v: "visible",
  i: "idle",
  s: "roomy",
};

export const conditionOf = (need: Need): keyof Conditions => CONDITION[need];

const LACKS: Readonly<Record<Need, string>> = {
  n: "the network",
  u: "a network that is not metered",
  c: "the device to be charging",
  v: "the app to be visible",
  i: "nobody to be using the device",
  s: "more free storage",
};

/** The way back from {@link needsOf}. */
export function requirementsOf(needs: string): Requirements {
  const network = needs.includes("u") ? "unmetered" : needs.includes("n") ? "online" : undefined;
  return {
    ...(network ? { network } : {}),
    ...(needs.includes("c") ? { charging: true } : {}),
    ...(needs.includes("v") ? { visible: true } : {}),
    ...(needs.includes("i") ? { idle: true } : {}),
    ...(needs.includes("s") ? { storage: "not-low" } : {}),
  };
}

/** The way back from {@link deviceKey}. */
export function parseDeviceKey(key: string): { needs: string; prefers: string } {
  const [required = "", prefers = ""] = key.split("+");
  const [network, rest = ""] = required.split(".");
  return { needs: `${network === "unmetered" ? "u" : network === "online" ? "n" : ""}${rest}`, prefers };
}

/** All letters that occur in some texts of letters, each once, in their order. */
export function unionOf(letters: Iterable<string>): Need[] {
  const all = new Set([...letters].flatMap((each) => [...each]));
  return NEEDS.filter((need) => all.has(need));
}

/** Which of these needs are not met. */
export function lacking(needs: string, here: Conditions): Need[] {
  return unionOf([needs]).filter((need) => here[CONDITION[need]] === false || (need === "u" && !here.online));
}

/** What is lacking, in words. */
export function needBlockers(needs: string, here: Conditions): WaitingFor[] {
  return lacking(needs, here).map((need) => ({
    kind: "constraint",
    detail: `Waiting for ${LACKS[need === "u" && !here.online ? "n" : need]}.`,
  }));
}

/** What is preferred and lacking, in words; at `until` it is no longer waited for. */
export function preferenceBlockers(needs: string, here: Conditions, until: number | undefined): WaitingFor[] {
  return lacking(needs, here).map((need) => ({
    kind: "constraint",
    detail: `It would rather wait for ${LACKS[need]}.`,
    ...(until === undefined ? {} : { until }),
  }));
}
