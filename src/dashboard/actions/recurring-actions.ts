import type { Action } from "./action.ts";

export const trigger: Action<"recurring"> = {
  name: "trigger",
  kind: "recurring",
  icon: "bolt",
  key: "r",
  applies: () => true,
  foresee: () => ({}),
  run: async (client, { id }) => (await client.recurring.trigger(id)) !== undefined,
};

export const edit: Action<"recurring"> = {
  name: "edit",
  kind: "recurring",
  icon: "edit",
  key: "c",
  ask: "schedule",
  onPage: true,
  applies: () => true,
  foresee: () => ({}),
  run: async (client, { id }, { change }) =>
    change !== undefined && (await client.recurring.change(id, change)),
  undo({ id, cron, every, timeZone, misfire, overlap, dayMatch }) {
    const schedule = cron ?? (every === undefined ? undefined : { every });
    if (schedule === undefined) return undefined;
    const before = { schedule, timeZone, misfire, overlap, ...(dayMatch ? { dayMatch } : {}) };
    return (client) => client.recurring.change(id, before);
  },
};

export const pause: Action<"recurring"> = {
  name: "pause",
  kind: "recurring",
  icon: "pause",
  key: "p",
  applies: ({ paused }) => !paused,
  foresee: () => ({ paused: true }),
  run: (client, { id }) => client.recurring.pause(id),
  undo:
    ({ id }) =>
    (client) =>
      client.recurring.resume(id),
};

export const resume: Action<"recurring"> = {
  name: "resume",
  kind: "recurring",
  icon: "run",
  key: "p",
  applies: ({ paused }) => paused,
  foresee: () => ({ paused: false }),
  run: (client, { id }) => client.recurring.resume(id),
  undo:
    ({ id }) =>
    (client) =>
      client.recurring.pause(id),
};

export const remove: Action<"recurring"> = {
  name: "remove",
  kind: "recurring",
  icon: "trash",
  key: "#",
  danger: true,
  ask: "sure",
  applies: () => true,
  foresee: () => ({}),
  run: (client, { id }) => client.recurring.removeIfExists(id),
};
