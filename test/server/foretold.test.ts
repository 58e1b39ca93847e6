import { expect, test } from "vitest";
import { defineJob, handle } from "../../src/index.ts";
import type { Notice } from "../../src/job/notice.ts";
import { leftRow } from "../../src/operations/left.ts";
import { MemoryDatabase, MemoryStorage } from "../../src/storage/memory/memory-storage.ts";
import type { NoticeListener } from "../../src/storage/storage.ts";
import { leave, makeLeft } from "../support/leave.ts";
import { NOON } from "../support/make-job.ts";
import { makeRuntime, stateOf } from "../support/runtime.ts";

const send = defineJob<void, string>("send");

// The look that was begun when the commit was foretold may be over when its notices come: it has claimed what there was to claim.
test("a server that has looked already looks again for what no claim finds, though it was foretold", async () => {
  const database = new MemoryDatabase();
  const listeners: NoticeListener[] = [];
  const runtime = makeRuntime([handle(send, () => "done")], {
    openStorage() {
      const storage = new MemoryStorage(database);
      const subscribe = storage.subscribe.bind(storage);
      storage.subscribe = (...given) => {
        listeners.push(given[0]);
        return subscribe(...given);
      };
      return storage;
    },
  });
  const foretold = async (...notices: Notice[]): Promise<void> => {
    for (const listener of listeners) listener(notices, false, true);
    await runtime.settle();
  };
  await runtime.settle();

  const left = leftRow("1", [makeLeft({ id: "left" })]);
  await new MemoryStorage(database).run(leave, [left]);
  await foretold({ type: "chore", at: NOON });

  expect(await stateOf(runtime, "left")).toBe("succeeded");
});
