import type { Action } from "./action.ts";

export const hurry: Action<"job"> = {
  name: "hurry",
  kind: "job",
  icon: "bolt",
  key: "h",
  applies: ({ state, prefers, waitingFor }) =>
    prefers !== undefined &&
    state === "enqueued" &&
    waitingFor.some(({ kind, until }) => kind === "constraint" && until !== undefined),
  foresee: ({ waitingFor }) => ({ waitingFor: waitingFor.filter(({ until }) => until === undefined) }),
  run: (client, { id }) => client.hurry(id),
};
