export {
  type AnyJobHandler,
  type HandlerFunction,
  handle,
  type JobContext,
  type JobHandler,
  type ParentOutcome,
} from "../src/server/handler.ts";
export type { JobServer, ServerOptions } from "../src/server/server-api.ts";
export { timeline } from "../src/server/watch-attempts.ts";
export { handleFetch, handlePush, serve } from "./serve.ts";
export type { FetchLikeEvent, LastingEvent } from "./worker-scope.ts";
