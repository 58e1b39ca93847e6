import { isFinal } from "../../job/state.ts";
import type { Action } from "./action.ts";

export const requeue: Action<"job"> = {
  name: "requeue",
  kind: "job",
  icon: "requeue",
  key: "r",
  applies: (job) => isFinal(job.state),
  foresee: () => ({ state: "enqueued", waitingFor: [] }),
  run: (client, { id, state }) => client.requeue(id, { expected: state }),
};
