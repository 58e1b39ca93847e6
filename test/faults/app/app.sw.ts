import "./trouble.ts";
import { handleFetch, handlePush, serve } from "../../../sw/index.ts";
import { handlersOf } from "./handlers.ts";
import { bendClock, setClock } from "./trouble.ts";

declare const self: ServiceWorkerGlobalScope;

/** Asked at each start: a worker's script is the one it was installed with, whatever the clock says since. */
const clock: Promise<number> = fetch("/clock").then(
  (answer) => answer.json() as Promise<number>,
  () => 0,
);
void clock.then(setClock);

// The alarm lives by the same clock as everything else on the device.
self.addEventListener("fetch", (event) => {
  if (!event.request.url.endsWith("/__slowmatch/alarm.js")) return;
  event.stopImmediatePropagation();
  let script: Promise<Response> | Response | undefined;
  handleFetch({
    request: event.request,
    waitUntil: (work) => event.waitUntil(work),
    respondWith: (response) => {
      script = response;
    },
  });
  const bent = async (): Promise<Response> => {
    const answer = await script!;
    return new Response(`(${bendClock})(${await clock});\n${await answer.text()}`, {
      headers: answer.headers,
    });
  };
  event.respondWith(bent());
});
self.addEventListener("push", handlePush);

serve({ handlers: handlersOf("service-worker"), onError: () => {} });
