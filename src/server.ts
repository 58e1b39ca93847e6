export { createServer } from "./server/create-server.ts";
export {
  type AnyJobHandler,
  type HandlerFunction,
  handle,
  type JobContext,
  type JobHandler,
  type ParentOutcome,
} from "./server/handler.ts";
export type { JobServer, ServerOptions } from "./server/server-api.ts";
export { timeline } from "./server/watch-attempts.ts";
