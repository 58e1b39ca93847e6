import type { createClient, defineJob } from "../../src/index.ts";

/** What an app does first: it makes its client and saves something. Milliseconds since the navigation. */
export async function saveAtOnce(
  create: typeof createClient,
  define: typeof defineJob,
): Promise<{ begun: number; answered: number; ready: number }> {
  const begun = performance.now();
  const client = create({ serviceWorker: false });
  await client.enqueue(define<{ n: number }>("note"), { n: 1 });
  const answered = performance.now();
  await client.ready;
  return { begun, answered, ready: performance.now() };
}
