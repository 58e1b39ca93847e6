import { describe, expect, test } from "vitest";
import { makeRoom } from "../../../src/operations/make-room.ts";
import { resultKey } from "../../../src/operations/tables.ts";
import { Driver } from "../../support/driver.ts";
import { MINUTE, NOON } from "../../support/make-job.ts";
import type { Opened } from "./world.ts";

/** What old jobs give up in a full store. */
export function describeRoom(open: Opened): void {
  describe("room", () => {
    test("is made of jobs that had ended by a time, oldest first, and never beyond it", async () => {
      const driver = new Driver(open());
      await driver.announce();
      const ids = ["a", "b", "c"];
      await driver.add(...ids.map((id) => ({ id })));
      const claimed = await driver.claim(3);
      for (const [i, one] of claimed.entries()) {
        driver.now = NOON + i * MINUTE;
        await driver.finish(one, { type: "succeeded", resultPayload: true }, { payload: "large" });
      }
      const room = (before: number, after?: [number, number]) =>
        driver.storage.run(makeRoom, { state: "succeeded", before, after });
      const kept = async () => (await driver.store()).payloads.map(({ id }) => id).sort();

      expect(await room(NOON - 1)).toEqual({ freed: 0, next: undefined });
      expect(await kept()).toEqual(ids.map(resultKey));
      expect(await room(NOON + MINUTE)).toEqual({ freed: 2, next: undefined });
      expect(await kept()).toEqual([resultKey("c")]);
      // Another went on to there, with more to give up.
      expect(await room(NOON, [NOON + MINUTE, 1])).toEqual({ freed: 0 });
      expect(await room(NOON + 2 * MINUTE, [NOON + MINUTE, 9])).toEqual({ freed: 1, next: undefined });
    });
  });
}
