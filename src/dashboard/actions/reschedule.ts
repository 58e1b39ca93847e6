import type { Action } from "./action.ts";

export const reschedule: Action<"job"> = {
  name: "reschedule",
  kind: "job",
  icon: "calendar",
  key: "s",
  ask: "when",
  applies: (job) => job.state === "scheduled" || job.state === "enqueued",
  foresee: (_, { at }) => ({ state: "scheduled", scheduledFor: at }),
  run: (client, { id, state: expected }, { at }) => client.reschedule(id, { at }, { expected }),
  undo:
    ({ id, state, scheduledFor }) =>
    (client) =>
      client.reschedule(
        id,
        { at: state === "scheduled" ? (scheduledFor ?? Date.now()) : Date.now() },
        { expected: "scheduled" },
      ),
};
