import type { Action } from "./action.ts";

export const runNow: Action<"job"> = {
  name: "run-now",
  kind: "job",
  icon: "run",
  key: "n",
  applies: (job) => job.state === "scheduled" || job.state === "awaiting",
  foresee: (_, { at }) => ({ state: "enqueued", scheduledFor: at, waitingFor: [] }),
  // A job that awaits its parents has no time to move; requeueing releases it.
  run: (client, job, { at }) =>
    job.state === "awaiting" ? client.requeue(job.id) : client.reschedule(job.id, { at }),
  undo({ id, state, scheduledFor }) {
    if (state !== "scheduled" || scheduledFor === undefined) return undefined;
    return (client) => client.reschedule(id, { at: scheduledFor });
  },
};
