import type { Action } from "./action.ts";

const done = (): boolean => true;

export const pauseQueue: Action<"queue"> = {
  name: "pause-queue",
  kind: "queue",
  icon: "pause",
  key: "p",
  applies: ({ paused }) => !paused,
  foresee: () => ({ paused: true }),
  run: (client, { name }) => client.monitor.pauseQueue(name).then(done),
  undo:
    ({ name }) =>
    (client) =>
      client.monitor.resumeQueue(name).then(done),
};

export const resumeQueue: Action<"queue"> = {
  name: "resume-queue",
  kind: "queue",
  icon: "run",
  key: "p",
  applies: ({ paused }) => paused,
  foresee: () => ({ paused: false }),
  run: (client, { name }) => client.monitor.resumeQueue(name).then(done),
  undo:
    ({ name }) =>
    (client) =>
      client.monitor.pauseQueue(name).then(done),
};
