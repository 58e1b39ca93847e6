import { useFakeIndexedDB } from "../support/fake-indexeddb.ts";

useFakeIndexedDB();

import { expect, test } from "vitest";
import { createClient, defineJob, handle, JobFailedError } from "../../src/index.ts";
import { createServer } from "../../src/server.ts";

const double = defineJob<number, number>("double");
const explode = defineJob("explode", { retry: false });

test("client and server find each other through the database's name alone", async () => {
  await using jobs = createClient({ serviceWorker: false, database: "node-surface" });
  await using server = createServer({
    database: "node-surface",
    handlers: [
      handle(double, (n) => n * 2),
      handle(explode, () => {
        throw new TypeError("boom");
      }),
    ],
  });
  await jobs.ready;
  await server.ready;

  const id = await jobs.enqueue(double, 21);
  expect(await jobs.result(id)).toBe(42);

  const failing = await jobs.enqueue(explode);
  await expect(jobs.result(failing)).rejects.toThrow(JobFailedError);
  await expect(jobs.result(failing)).rejects.toMatchObject({ cause: { name: "TypeError", message: "boom" } });
  expect(await jobs.monitor.servers()).toHaveLength(1);
});
