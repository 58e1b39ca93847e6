import { deleteDB } from "idb";
import { expect, onTestFinished, test } from "vitest";
import { createClient, defineJob, handle, JobFailedError } from "../../src/index.ts";
import { createServer } from "../../src/server.ts";

const odd = defineJob<string, unknown>("odd", { retry: false });

/** Structured clone takes it, IndexedDB doesn't: nothing shows before the outcome is to be written. */
const module = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));

test("a result that the database refuses fails its job, and no other waits for it", async () => {
  const database = "unstorable";
  const client = createClient({ serviceWorker: false, database });
  const errors: unknown[] = [];
  const server = createServer({
    handlers: [handle(odd, (args) => (args === "module" ? { module } : args))],
    database,
    onError: (error) => void errors.push(error),
  });
  onTestFinished(async () => {
    await server.stop();
    await client.close();
    await deleteDB(database);
  });

  const ids = await client.enqueueMany(["a", "module", "b"].map((args) => ({ job: odd, args })));
  const [a, refused, b] = await Promise.all(
    ids.map((id) => client.result(id, { timeout: "10s" }).catch((error: unknown) => error)),
  );

  expect([a, b]).toEqual(["a", "b"]);
  expect(refused).toBeInstanceOf(JobFailedError);
  expect(refused).toMatchObject({ cause: { name: "InvalidJobError" } });
  expect(errors).toEqual([]);
});
