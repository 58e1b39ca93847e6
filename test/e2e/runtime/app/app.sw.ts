import { handlePush, serve } from "../../../../sw/index.ts";
import { handlersOf, report } from "./handlers.ts";

declare const self: ServiceWorkerGlobalScope;
/** Put before the script by the server, so that one build can be served as several versions. */
declare const VERSION: string;

// Before `serve()` answers the event: the alarm's ticks never reach a server, so the ledger is told of them here.
self.addEventListener("fetch", (event) => {
  if (event.request.url.endsWith("/__slowmatch/tick"))
    event.waitUntil(report({ type: "tick" }).catch(() => {}));
});
self.addEventListener("push", handlePush);

serve({ handlers: handlersOf(`service-worker ${VERSION}`), onError: () => {} });
