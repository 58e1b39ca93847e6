import type { Action } from "./action.ts";

export const duplicate: Action<"job"> = {
  name: "duplicate",
  kind: "job",
  icon: "copy",
  key: "c",
  ask: "args",
  onPage: true,
  applies: () => true,
  foresee: () => ({}),
  async run(client, job, answer) {
    const id = await client.duplicate(job.id, answer.copy);
    if (id !== undefined) answer.made = id;
    return id !== undefined;
  },
};
