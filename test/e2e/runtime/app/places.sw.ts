import { handle } from "../../../../src/index.ts";
import { serve } from "../../../../sw/index.ts";
import { countPrimes, measure, whereAmI } from "./places.ts";

declare const self: ServiceWorkerGlobalScope;

// One list of handlers for all: where each may run is the definition's.
serve({
  handlers: [
    handle(whereAmI, () => self.registration.scope),
    handle(measure, () => ({ width: -1, where: "the wrong place" })),
    handle(countPrimes, () => ({ count: -1, where: "the wrong place" })),
  ],
});
