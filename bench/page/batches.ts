import { fresh, remove } from "../measures/databases.ts";
import { argsOf } from "../measures/lives.ts";
import { Bench, noop } from "../measures/slowmatch.ts";

export const batches = {
  /** Creates and drains this many jobs, in batches of a size; 0: in none. Milliseconds. */
  async batches({ jobs, size }: { jobs: number; size: number }) {
    const name = fresh();
    const bench = new Bench(name);
    const begun = performance.now();
    if (size === 0) {
      await bench.client.enqueueMany(
        Array.from({ length: jobs }, (_, i) => ({ job: noop, args: argsOf(i) })),
      );
    }
    for (let i = 0; size > 0 && i < jobs; i += size) {
      await bench.client.batch((b) => {
        for (let n = i; n < i + size; n++) b.enqueue(noop, argsOf(n));
      });
    }
    const enqueue = performance.now() - begun;
    const drain = await bench.drain(jobs);
    await bench.client.close();
    await remove(name);
    return { enqueue, drain };
  },

  /** One parent with many continuations, each added by a call of its own; and one continuation of many parents. */
  async joins({ count }: { count: number }) {
    const name = fresh();
    const bench = new Bench(name);
    const { client } = bench;
    const clock = async (work: () => Promise<unknown>): Promise<number> => {
      const begun = performance.now();
      await work();
      return performance.now() - begun;
    };
    const parent = await client.enqueue(noop, argsOf(0));
    const one = await clock(() => client.continueWith(parent, noop, argsOf(1)));
    const fanOut = await clock(async () => {
      for (let i = 1; i < count; i++) await client.continueWith(parent, noop, argsOf(i));
    });
    const fanOutDrain = await bench.drain(count + 1);
    const parents = await client.enqueueMany(
      Array.from({ length: count }, (_, i) => ({ job: noop, args: argsOf(i) })),
    );
    const fanIn = await clock(() => client.continueWith(parents, noop, argsOf(0)));
    const fanInDrain = await bench.drain(count + 1);
    const plain = await client.enqueueMany(
      Array.from({ length: count + 1 }, (_, i) => ({ job: noop, args: argsOf(i) })),
    );
    const plainDrain = await bench.drain(plain.length);
    await client.close();
    await remove(name);
    return { one, fanOut: fanOut / (count - 1), fanOutDrain, fanIn, fanInDrain, plainDrain };
  },
};
