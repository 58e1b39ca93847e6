import { expect, test } from "vitest";
import { fromHash, type Route, toHash } from "../../src/dashboard/routes.ts";

const routes: Route[] = [
  { view: "overview" },
  { view: "jobs" },
  { view: "jobs", state: "failed", search: 'queue:mail "a b" ۱۲' },
  { view: "job", jobId: "weird/id?#%" },
  { view: "recurring" },
  { view: "batches" },
  { view: "batches", state: "running" },
  { view: "batch", batchId: "batch:weird/id?#%" },
  { view: "queues" },
  { view: "servers" },
];

test.each(routes)("%o survives the way into an address and back", (route) => {
  expect(fromHash(toHash(route))).toEqual(route);
});

test.each(["", "#", "#top", "#/nowhere", "#/job/", "#/batch/", "#!/jobs"])(
  "%o is not one of our addresses",
  (hash) => {
    expect(fromHash(hash)).toBeUndefined();
  },
);

test("a broken escape in an address is taken as it stands", () => {
  expect(fromHash("#/job/100%")).toEqual({ view: "job", jobId: "100%" });
});

test("an unknown state in an address means all of them", () => {
  expect(fromHash("#/jobs/sleeping")).toEqual({ view: "jobs" });
  expect(fromHash("#/batches/scheduled")).toEqual({ view: "batches" });
});
