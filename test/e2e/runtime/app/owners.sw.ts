import { HoldError, handle } from "../../../../src/index.ts";
import { serve } from "../../../../sw/index.ts";
import { report } from "./handlers.ts";
import { task } from "./jobs.ts";

/** Who is signed in, kept by the page where the worker can read it, also offline. */
const user = async (): Promise<string | undefined> => (await caches.match("/signed-in-user"))?.text();

serve({
  owner: user,
  handlers: [
    handle(task, async ({ gate }, { id: job, name, attempt, owner, signal }) => {
      // As a request with the cookie of whoever is signed in at that moment.
      const where = async (): Promise<string> => `${owner} as ${await user()}`;
      if (await caches.match("/session-expired")) throw new HoldError("auth", "The session has expired.");
      const begin = { type: "begin", job, name, attempt, where: await where() } as const;
      await report(gate === undefined ? begin : { ...begin, gate }, signal);
      const end = { type: "end", job, name, attempt, where: await where() } as const;
      await report(end, signal);
      return { where: end.where, attempt };
    }),
  ],
  onError: () => {},
});
