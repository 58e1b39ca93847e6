import { optional, text } from "../../job/check.ts";
import { anything, either, matching, oneOf, shape } from "../../job/shape.ts";
import type { WorkerMessage } from "./worker-protocol.ts";

const word = matching(/^[a-z][a-z-]{0,31}$/);

/** One of ours, exactly: whatever else is posted to the worker is the app's own, or nobody's. */
export const isWorkerMessage = either(
  shape({ slowmatch: oneOf("wake"), source: word }),
  shape({ slowmatch: oneOf("drain") }),
  shape({
    slowmatch: oneOf("run"),
    database: text(1_000),
    operation: word,
    input: anything,
    options: shape({ durability: optional(oneOf("relaxed", "strict")) }),
  }),
) as (data: unknown) => data is WorkerMessage;
