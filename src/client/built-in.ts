import * as batches from "./batch/batches-client.ts";
import * as commands from "./calls/commands.ts";
import type { Features } from "./features.ts";
import { here } from "./parts/made-feature.ts";
import * as portable from "./portable/portable.ts";
import * as reading from "./reading.ts";
import * as recurring from "./recurring/recurring-client.ts";

/** Everything at hand: for a service worker, in which `import()` is forbidden, and for whoever has it all anyway. */
export const builtIn = (): Features => ({
  reading: here(reading),
  recurring: here(recurring),
  batches: here(batches),
  commands: here(commands),
  portable: here(portable),
});
