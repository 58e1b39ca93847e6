import type { Action } from "./action.ts";

export const runNow: Action<"job"> = {
  name: "run-now",
  kind: "job",
  icon: "run",
  key: "n",
  applies: (job) => job.state === "scheduled" || job.state === "awaiting",
  foresee: (_, { at }) => ({ state: "enqueued", scheduledFor: at, waitingFor: [] }),
  // A job that awaits its parents has no time to move; requeueing releases it.
  run: (client, { id, state: expected }, { at }) =>
    expected === "awaiting" ? client.requeue(id, { expected }) : client.reschedule(id, { at }, { expected }),
  undo({ id, state, scheduledFor }) {
    if (state !== "scheduled" || scheduledFor === undefined) return undefined;
    // One that has been begun is not put off any more, and one that has ended not done again.
    return (client) => client.reschedule(id, { at: scheduledFor }, { expected: ["scheduled", "enqueued"] });
  },
};
