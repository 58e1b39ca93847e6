import { handle } from "slowmatch";
import { serve } from "slowmatch/sw";
import { greet } from "./jobs.ts";

serve({
  handlers: [
    handle(greet, async ({ name }) => ({
      greeting: `Hello, ${name}`,
      where: globalThis.constructor.name,
    })),
  ],
});
