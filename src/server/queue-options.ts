import { expectOption } from "../errors/expect-option.ts";
import { expectQueue } from "../job/names.ts";
import { isPlain } from "../job/plain-object.ts";
import type { Weights } from "../job/turns.ts";

/** The queues a server takes from: in precedence, or each with its weight. */
export type QueuesOption = readonly string[] | Weights;

/** The heaviest that a queue can be; a round of turns is as long as all weights together. */
const HEAVIEST = 100;

/** @throws InvalidJobError */
export function expectQueues(call: string, queues: unknown): void {
  if (isPlain(queues)) {
    const shape = "a list of queue names, or { name: weight } with at least one";
    expectOption(Object.keys(queues).length > 0, call, "queues", queues, shape);
    for (const [queue, weight] of Object.entries(queues)) {
      expectQueue(call, queue);
      const ok = Number.isInteger(weight) && (weight as number) >= 1 && (weight as number) <= HEAVIEST;
      expectOption(ok, call, `queues.${queue}`, weight, `an integer from 1 to ${HEAVIEST}`);
    }
    return;
  }
  const ok = Array.isArray(queues) && new Set(queues).size === queues.length;
  expectOption(ok, call, "queues", queues, "a list of queue names, each once, or { name: weight }");
  for (const queue of queues as readonly unknown[]) expectQueue(call, queue);
}

/** The names, and the weights where there are any. */
export function queuesOf(queues: QueuesOption = []): { queues: readonly string[]; weights?: Weights } {
  if (Array.isArray(queues)) return { queues: queues as readonly string[] };
  return { queues: Object.keys(queues), weights: { ...(queues as Weights) } };
}
