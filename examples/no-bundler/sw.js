// The whole service worker. What it shares with the page is the name of the job.
importScripts("./slowmatch/slowmatch.sw.js");

const { defineJob, handle, serve } = self.Slowmatch;

const greet = defineJob("greet");

serve({
  handlers: [
    handle(greet, async ({ name }) => {
      // Stands for a request to your server: time enough to close the tab.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return { greeting: `Hello, ${name}`, at: Date.now() };
    }),
  ],
});
