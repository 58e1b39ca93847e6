import { expect, test } from "vitest";
import { beginApp, describeWithin, upload } from "./within-cases.ts";

describeWithin("a real browser");

// fake-indexeddb stores what a browser's database refuses.
test("a value that the database refuses ends the transaction: no half of the job is committed", async () => {
  await using app = await beginApp();
  const transaction = app.begun();
  void transaction.objectStore("notes").put({ id: "n1" });
  // The browser copies a module, and its database refuses it; large enough to be stored apart, after the job.
  const module = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
  const args = { note: "x".repeat(20_000), module };

  await expect(app.jobs.within(transaction).enqueue(upload, args)).rejects.toThrow();
  await expect(transaction.done).rejects.toThrow();

  expect(await app.db.count("notes")).toBe(0);
  expect(await app.jobs.monitor.jobs()).toHaveLength(0);
});
