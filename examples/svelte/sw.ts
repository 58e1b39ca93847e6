import { handle, serve } from "slowmatch/sw";
import { greet } from "./jobs.ts";

serve({
  handlers: [
    handle(greet, async ({ name }, { progress }) => {
      // Stands for requests to your server: time enough to close the tab.
      for (let done = 0; done < 5; done += 1) {
        progress(done / 5, `Letter ${done + 1}`);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      return `Hello, ${name}`;
    }),
  ],
});
