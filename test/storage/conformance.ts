import { afterEach, beforeEach, describe } from "vitest";
import { describeClaims } from "./conformance/claims.ts";
import { describeCommits } from "./conformance/commits.ts";
import { describeJobs } from "./conformance/jobs.ts";
import { describeLimits } from "./conformance/limits.ts";
import { describePages } from "./conformance/pages.ts";
import { describePreferences } from "./conformance/preferences.ts";
import { describeReads } from "./conformance/reads.ts";
import { describeRoom } from "./conformance/room.ts";
import type { Opened, World } from "./conformance/world.ts";

/**
 * What every storage promises, tested on one of them.
 *
 * @param open begins a world with an empty database, a new one for each test
 */
export function describeStorage(name: string, open: () => World): void {
  describe(`${name}: the storage contract`, () => {
    let world: World | undefined;
    beforeEach(() => {
      world = open();
    });
    afterEach(async () => {
      await world?.end();
    });
    const storage: Opened = () => world!.open();
    describeReads(storage);
    describeCommits(storage);
    describeJobs(storage);
    describeClaims(storage);
    describePages(storage);
    describeLimits(storage);
    describePreferences(storage);
    describeRoom(storage);
  });
}
