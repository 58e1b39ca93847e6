import { type AnyJobHandler, FatalJobError, handle } from "../../src/index.ts";
import { loadJobs } from "../jobs.ts";

const REASONS = [
  "The recipient's mailbox is full",
  "503 Service Unavailable",
  "The picture has no end of file",
  "The server did not answer within 30 s",
];

/** They do nothing, quickly, each as its arguments say. */
export const loadHandlers: readonly AnyJobHandler[] = loadJobs.map((job) =>
  handle(job, ({ n, fate, person }, { attempt }) => {
    const reason = `${REASONS[n % REASONS.length]} (no. ${n}).`;
    if (fate === "fail") throw new FatalJobError(reason);
    if (fate === "stumble" && attempt === 1) throw new Error(reason);
    return { for: person, pages: n % 12 };
  }),
);
