import { expect, test } from "vitest";
import { type Command, PLAIN as plain } from "../support/chaos-commands.ts";
import { faultsAfter, inMemory } from "../support/chaos-worlds.ts";

/** What the random interleavings have found, step by step as they found it. */
const FOUND: readonly { what: string; commands: readonly Command[] }[] = [
  {
    what: "a rate that opens just before something else of it is committed lets the lines of other lanes go on",
    commands: [
      {
        do: "batch",
        client: 0,
        plans: [],
        nested: [{ ...plain, how: "boom", limit: "both" }],
        after: undefined,
        on: "succeeded",
        follow: plain,
      },
      { do: "enqueue", client: 0, plan: { ...plain, limit: "both" } },
      { do: "kill", server: 0 },
      {
        do: "enqueue many",
        client: 0,
        plans: [{ ...plain, how: "later", attempts: 1, prefers: true, limit: "rate" }],
      },
      { do: "schedule", client: 0, plan: plain, seconds: 5 },
      { do: "kill", server: 0 },
      { do: "schedule", client: 0, plan: plain, seconds: 5 },
    ],
  },
  {
    what: "a call that could not be left, of which a page hears when it has its core, comes behind one that was left",
    commands: [
      { do: "fail to leave", times: 1 },
      { do: "no core", page: 0 },
      { do: "core", page: 0 },
      {
        do: "leave",
        page: 0,
        plans: [{ ...plain, unique: "keep while enqueued" }, plain, plain],
        seconds: undefined,
        together: false,
        own: false,
      },
    ],
  },
];

test.each(FOUND)("$what", async ({ commands }) => {
  expect(await faultsAfter(inMemory(), { commands, seed: 0 })).toEqual([]);
});
