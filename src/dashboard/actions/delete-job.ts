import type { Action } from "./action.ts";

export const deleteJob: Action<"job"> = {
  name: "delete",
  kind: "job",
  icon: "trash",
  key: "#",
  danger: true,
  ask: "sure",
  applies: (job) => job.state !== "deleted" && job.state !== "succeeded",
  foresee: () => ({ state: "deleted", waitingFor: [] }),
  run: (client, { id, state }) => client.delete(id, { expected: state }),
  // Only a job that had not begun comes back as it was; continuations that were deleted with it do not.
  undo({ id, state, scheduledFor, continuations }) {
    if (continuations.length > 0) return undefined;
    if (state === "enqueued") return (client) => client.requeue(id, { expected: "deleted" });
    if (state !== "scheduled" || scheduledFor === undefined) return undefined;
    return (client) => client.reschedule(id, { at: scheduledFor }, { expected: "deleted" });
  },
};
