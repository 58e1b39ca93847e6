// Never run: the compiler's verdict on this file is the test.
import { createClient, defineJob, handle } from "slowmatch";
import { createServer } from "slowmatch/server";
import { serve } from "slowmatch/sw";
import { createTestRuntime } from "slowmatch/testing";
import { greet } from "./jobs.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <T extends true>(_: T | undefined): void => {};

const client = createClient({ serviceWorker: false });
const nothing = defineJob("nothing");

export const inClient = async (): Promise<void> => {
  const id = await client.enqueue(greet, { name: "Ada" });
  const job = await client.get(id);
  holds<Equal<typeof job, undefined> extends true ? false : true>(undefined);
  const later = await client.schedule(greet, { name: "Ada" }, { delay: "10m" });
  await client.continueWith(later, nothing);
  // @ts-expect-error: the job needs a name
  await client.enqueue(greet, {});
  // @ts-expect-error: a name is a text
  await client.enqueue(greet, { name: 5 });
  // @ts-expect-error: a schedule says when
  await client.schedule(greet, { name: "Ada" });
};

export const greeting = handle(greet, async (args, context) => {
  holds<Equal<typeof args, { name: string }>>(undefined);
  holds<Equal<typeof context.signal, AbortSignal>>(undefined);
  holds<Equal<typeof context.attempt, number>>(undefined);
  return { greeting: args.name, where: "here" };
});

// @ts-expect-error: the result has another shape
export const wrong = handle(greet, async () => ({ greeting: 5 }));

export const servers = () => {
  serve({ handlers: [greeting], workers: 2, queues: ["mail"] });
  return createServer({ handlers: [greeting] });
};
export const runtime = () => createTestRuntime({ handlers: [greeting] });
// @ts-expect-error: not a server's options
export const wrongServer = () => createServer(42);
// @ts-expect-error: not a worker's options
export const wrongWorker = () => serve(42);
