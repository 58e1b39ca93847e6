export { FatalJobError, HoldError, RetryLater } from "../src/errors/job-errors.ts";
export { defineJob } from "../src/job/definition.ts";
export { Priority } from "../src/job/priority.ts";
export { Cron } from "../src/recurring/cron.ts";
export { handle } from "../src/server/handler.ts";
export { timeline } from "../src/server/watch-attempts.ts";
export { handleFetch, handlePush, serve } from "./serve.ts";
