import type { Job } from "./job.ts";

/** The next of the times that jobs wait for, epoch milliseconds, `from` itself included; `Infinity` where none is to come. */
export const nextDue = (jobs: readonly Job[], from: number): number =>
  Math.min(
    ...jobs.flatMap(({ waitingFor }) =>
      waitingFor.map(({ until = -1 }) => (until < from ? Number.POSITIVE_INFINITY : until)),
    ),
  );
