/** How often each queue has its turn, compared with the others: integers from 1. */
export type Weights = Readonly<Record<string, number>>;

/** What a claim takes from each queue, and whose turn it is after that. */
export interface Shares {
  shares: ReadonlyMap<string, number>;
  turn: number;
}

/**
 * The order of turns: each queue has as many as its weight says, spread as evenly as they can be (smooth weighted round
 * robin). `{ a: 3, b: 1 }` is a a b a.
 */
export function turnsOf(weights: Weights): string[] {
  const queues = Object.entries(weights).map(([name, weight]) => ({ name, weight, credit: 0 }));
  const total = queues.reduce((sum, { weight }) => sum + weight, 0);
  return Array.from({ length: total }, () => {
    let best = queues[0]!;
    for (const queue of queues) {
      queue.credit += queue.weight;
      if (queue.credit > best.credit) best = queue;
    }
    best.credit -= total;
    return best.name;
  });
}

/**
 * Shares out a claim. A queue without jobs is passed over, so the others share by their own weights; one with jobs has
 * its turn at least once in a round, whatever the others hold.
 *
 * @param waiting how many jobs could be claimed from each
 * @param turn where the last claim ended; any integer from 0
 */
export function shareOut(
  weights: Weights,
  waiting: ReadonlyMap<string, number>,
  limit: number,
  turn: number,
): Shares {
  const turns = turnsOf(weights);
  const left = new Map([...waiting].filter(([name, count]) => count > 0 && Object.hasOwn(weights, name)));
  const shares = new Map<string, number>();
  let at = turn % turns.length;
  for (let taken = 0; taken < limit && left.size > 0; at = (at + 1) % turns.length) {
    const name = turns[at]!;
    const count = left.get(name);
    if (count === undefined) continue;
    if (count === 1) left.delete(name);
    else left.set(name, count - 1);
    shares.set(name, (shares.get(name) ?? 0) + 1);
    taken += 1;
  }
  return { shares, turn: at };
}
