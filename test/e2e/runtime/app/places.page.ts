import { createClient, handle } from "../../../../src/index.ts";
import { createServer, type JobServer } from "../../../../src/server.ts";
import * as jobs from "./places.ts";

const api = {
  client: createClient({ serviceWorker: "/places.sw.js" }),
  jobs,
  /** The page's own server, for what needs a document. */
  startServer(): JobServer {
    return createServer({
      handlers: [
        handle(jobs.measure, ({ text }) => {
          const element = document.createElement("span");
          element.textContent = text;
          document.body.append(element);
          const { width } = element.getBoundingClientRect();
          element.remove();
          return { width, where: globalThis.constructor.name };
        }),
      ],
    });
  },
  startWorker(): Worker {
    return new Worker("/places.worker.js");
  },
};

declare global {
  var places: typeof api;
}
globalThis.places = api;
