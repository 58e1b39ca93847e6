import { shareOut, type Weights } from "../../job/turns.ts";
import type { OpenLane } from "./open-lanes.ts";

/** Lanes that a claim reads together, by priority and age, and the most it takes from them. */
export interface Portion {
  keys: readonly string[];
  most: number;
}

/** How a server with weights shares its claims out. */
export interface Weighing {
  weights: Weights;
  /** Where its last claim ended. */
  turn: number;
}

/**
 * In which order a claim reads its lanes, and how far: one precedence after the other; or, by weight, each queue for its
 * share, and then all of them again for what a share could not bring.
 *
 * @param waiting how many jobs a lane holds that don't run yet
 */
export function portionsOf(
  lanes: readonly OpenLane[],
  limit: number,
  waiting: (key: string) => number,
  weighing: Weighing | undefined,
): { portions: Portion[]; turn?: number } {
  if (!weighing) return { portions: byPrecedence(lanes) };
  const queues = new Map<string, OpenLane[]>();
  for (const each of lanes) queues.set(each.lane.queue, [...(queues.get(each.lane.queue) ?? []), each]);
  const counts = new Map(
    [...queues].map(([name, open]) => [name, open.reduce((sum, { key }) => sum + waiting(key), 0)]),
  );
  const { shares, turn } = shareOut(weighing.weights, counts, limit, weighing.turn);
  const portions = [...shares].map(([name, most]) => ({
    keys: queues.get(name)!.map(({ key }) => key),
    most,
  }));
  const rest = { keys: lanes.map(({ key }) => key), most: Number.POSITIVE_INFINITY };
  return { portions: [...portions, rest], turn };
}

function byPrecedence(lanes: readonly OpenLane[]): Portion[] {
  const ranks = [...new Set(lanes.map(({ rank }) => rank))].sort((a, b) => a - b);
  return ranks.map((each) => ({
    keys: lanes.filter(({ rank }) => rank === each).map(({ key }) => key),
    most: Number.POSITIVE_INFINITY,
  }));
}
