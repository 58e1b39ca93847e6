import type { QueueLimitOptions } from "../../job/queue-limit-options.ts";
import type { QueueInfo, QueueLimitInfo } from "../../monitor/queue-info.ts";
import type { Action } from "./action.ts";

const done = (): boolean => true;

/** Stands for all queues, as in `pauseQueue("*")`. */
const EVERY = "*";

/** All queues, as what is paused and goes on. */
export const everyQueue = (paused: boolean): QueueInfo => ({
  name: EVERY,
  length: 0,
  processing: 0,
  perMinute: 0,
  paused,
});

export const pauseQueue: Action<"queue"> = {
  name: "pause-queue",
  kind: "queue",
  icon: "pause",
  key: "p",
  applies: ({ name, paused }) => name !== EVERY && !paused,
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
  // What all queues are paused by has to be taken back for all.
  applies: ({ name, paused, allPaused }) => name !== EVERY && paused && !allPaused,
  foresee: () => ({ paused: false }),
  run: (client, { name }) => client.monitor.resumeQueue(name).then(done),
  undo:
    ({ name }) =>
    (client) =>
      client.monitor.pauseQueue(name).then(done),
};

export const pauseAll: Action<"queue"> = {
  name: "pause-all",
  kind: "queue",
  icon: "pause",
  applies: ({ name, paused }) => name === EVERY && !paused,
  foresee: () => ({ paused: true }),
  run: (client) => client.monitor.pauseQueue(EVERY).then(done),
  undo: () => (client) => client.monitor.resumeQueue(EVERY).then(done),
};

export const resumeAll: Action<"queue"> = {
  name: "resume-all",
  kind: "queue",
  icon: "run",
  applies: ({ name, paused }) => name === EVERY && paused,
  foresee: () => ({ paused: false }),
  run: (client) => client.monitor.resumeQueue(EVERY).then(done),
  undo: () => (client) => client.monitor.pauseQueue(EVERY).then(done),
};

export const limitQueue: Action<"queue"> = {
  name: "limit-queue",
  kind: "queue",
  icon: "gauge",
  key: "c",
  ask: "limits",
  onPage: true,
  applies: ({ name }) => name !== EVERY,
  foresee: () => ({}),
  run: async (client, { name }, { limits }) => {
    if (limits === undefined) return false;
    await client.monitor.limitQueue(name, limits);
    return true;
  },
  undo:
    ({ name, limits }) =>
    (client) =>
      client.monitor.limitQueue(name, limits ? optionsOf(limits) : null).then(done),
};

/** What a queue is limited to, as it is said. */
export function optionsOf({ concurrency, rateLimit }: QueueLimitInfo): QueueLimitOptions {
  return {
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(rateLimit ? { rateLimit: { limit: rateLimit.limit, per: rateLimit.per, mode: rateLimit.mode } } : {}),
  };
}
