import { describe, expect, test } from "vitest";
import { Driver } from "../../support/driver.ts";
import { HOUR, NOON } from "../../support/make-job.ts";
import type { Opened } from "./world.ts";

/** Jobs that would rather wait for something, until a deadline. */
export function describePreferences(open: Opened): void {
  const prefers = { needs: "c", within: HOUR };
  const setup = async (): Promise<Driver> => {
    const driver = new Driver(open());
    await driver.announce();
    return driver;
  };
  const ids = async (driver: Driver, over = {}): Promise<string[]> =>
    (await driver.claim(9, over)).map(({ job }) => job.id);

  describe("a job that prefers something", () => {
    test("may not be claimed without, until the deadline that its record tells; then it may", async () => {
      const driver = await setup();
      await driver.add({ id: "a", prefers });
      expect(await driver.look(9, { charging: false })).toMatchObject({
        claimed: [],
        needs: "c",
        nextDue: NOON + HOUR,
      });
      expect(await driver.record("a")).toMatchObject({ better: NOON + HOUR });

      driver.now = NOON + HOUR - 1;
      expect(await driver.promote()).toEqual({ promoted: 0, more: false });
      expect(await ids(driver, { charging: false })).toEqual([]);
      driver.now += 1;
      expect(await driver.promote()).toEqual({ promoted: 1, more: false });
      expect((await driver.record("a"))?.better).toBeUndefined();
      expect(await ids(driver, { charging: false })).toEqual(["a"]);
      expect(await driver.faults()).toEqual([]);
    });

    test("is claimed at once with it, and is not due any more", async () => {
      const driver = await setup();
      await driver.add({ id: "a", prefers });
      expect(await ids(driver, { charging: true })).toEqual(["a"]);
      expect(await driver.faults()).toEqual([]);
    });

    test("is not claimed while nobody has looked", async () => {
      const driver = await setup();
      await driver.add({ id: "a", prefers }, { id: "b" });
      expect((await driver.look(9)).claimed.map(({ job }) => job.id)).toEqual(["b"]);
    });

    test("may run when its deadline passes: the lease goes with it, and its end is taken", async () => {
      const driver = await setup();
      await driver.add({ id: "a", prefers });
      const [claimed] = await driver.claim(1, { charging: true });
      driver.now = NOON + HOUR;
      await driver.promote();
      expect(await driver.faults()).toEqual([]);
      expect(await driver.finish(claimed!)).toEqual([]);
      expect(await driver.states("a")).toEqual(["succeeded"]);
      expect(await driver.faults()).toEqual([]);
    });
  });
}
