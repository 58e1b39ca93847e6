import { isFinal } from "../../job/state.ts";
import type { Action } from "./action.ts";

export const cancelBatch: Action<"batch"> = {
  name: "cancel-batch",
  kind: "batch",
  icon: "deleted",
  key: "#",
  danger: true,
  ask: "sure",
  applies: ({ state, cancelledAt }) => !isFinal(state) && cancelledAt === undefined,
  foresee: (_, { at }) => ({ cancelledAt: at }),
  run: (client, { id }) => client.batches.cancel(id),
};
