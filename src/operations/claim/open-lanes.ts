import type { Circumstances, Lane } from "../../job/lane.ts";
import { laneBlockers, parseLane, precedence } from "../../job/lane-blockers.ts";
import type { Findings, LeaseRow } from "../../job/lease.ts";
import { LOOKED_AT } from "../../job/needs.ts";
import { conditionOf, lacking, unionOf } from "../../job/needs-met.ts";
import type { Totals } from "../tables.ts";

export interface OpenLane {
  key: string;
  lane: Lane;
  /** Lower comes first. */
  rank: number;
}

export interface LanesHere {
  /** Those whose jobs may be claimed under the circumstances. */
  open: OpenLane[];
  /** Letters of what the jobs with a handler here need, or prefer, and only a look at the device can tell. */
  needs: string;
}

/** Which lanes may be claimed from; one that needs what nobody has looked at yet may not. */
export function openLanes(totals: Totals, world: Circumstances): LanesHere {
  const letters = new Set<string>();
  const open: OpenLane[] = [];
  for (const key of Object.keys(totals.lanes)) {
    const lane = parseLane(key);
    const wanted = lane.needs + lane.prefers;
    const looked = LOOKED_AT.filter((need) => wanted.includes(need));
    if (looked.length > 0 && world.handles.has(lane.name)) for (const need of looked) letters.add(need);
    if (looked.some((need) => world[conditionOf(need)] === undefined)) continue;
    if (laneBlockers(lane, world).length === 0) open.push({ key, lane, rank: precedence(lane, world) });
  }
  return { open, needs: unionOf(letters).join("") };
}

/** Keeps in the lease what a claim found; answers whether that is news. */
export function noteFindings(lease: LeaseRow, world: Circumstances, needs: string): boolean {
  const { owner } = world;
  const lacks = lacking(needs, world).join("");
  const before = lease.found ?? {};
  if (before.owner === owner && (before.lacks ?? "") === lacks) return false;
  const found: Findings = { ...(owner === undefined ? {} : { owner }), ...(lacks === "" ? {} : { lacks }) };
  if (Object.keys(found).length > 0) lease.found = found;
  else delete lease.found;
  return true;
}
