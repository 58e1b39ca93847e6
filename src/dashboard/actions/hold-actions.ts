import type { Hold } from "../../job/lane.ts";
import type { Action } from "./action.ts";

/** What {@link placeHold} is offered for where there is none yet: the form asks for the rest. */
export const NEW_HOLD: Hold = { name: "", at: 0 };

export const placeHold: Action<"hold"> = {
  name: "hold",
  kind: "hold",
  icon: "lock",
  ask: "hold",
  applies: ({ name }) => name === "",
  foresee: () => ({}),
  run: async (client, _, { hold }) => hold !== undefined && client.hold(hold.name, hold.reason),
};

export const releaseHold: Action<"hold"> = {
  name: "release",
  kind: "hold",
  icon: "run",
  applies: ({ name }) => name !== "",
  foresee: () => ({}),
  run: (client, { name }) => client.release(name),
  undo:
    ({ name, reason }) =>
    (client) =>
      client.hold(name, reason),
};
