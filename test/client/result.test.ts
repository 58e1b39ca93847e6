import { describe, expect, test } from "vitest";
import {
  ClosedError,
  defineJob,
  handle,
  JobDeletedError,
  JobEvent,
  JobFailedError,
  JobNotFoundError,
  ResultTimeoutError,
} from "../../src/index.ts";
import { leftRow } from "../../src/operations/left.ts";
import { alone } from "../support/alone.ts";
import { leave, makeLeft } from "../support/leave.ts";
import { NOON } from "../support/make-job.ts";
import { makeGate, makeRuntime, stateOf } from "../support/runtime.ts";

const send = defineJob<number, string>("send", { retry: false });

describe("result", () => {
  test("waits for the job, in whatever context it runs, and answers what its handler did", async () => {
    const runtime = makeRuntime([handle(send, (n) => `sent ${n}`)]);
    const id = await runtime.client.schedule(send, 7, { delay: "1h" });

    const answers = Promise.all([runtime.client.result(id), runtime.addClient().result(id)]);
    await runtime.advance("1h");

    expect(await answers).toEqual(["sent 7", "sent 7"]);
    expect(await runtime.client.result(id)).toBe("sent 7");
  });

  test("rejects with the handler's error as its cause when the job has failed", async () => {
    const runtime = makeRuntime([
      handle(send, () => {
        throw new TypeError("no");
      }),
    ]);
    const id = await runtime.client.enqueue(send, 1);

    const answer = runtime.client.result(id).catch((error: unknown) => error);
    await runtime.settle();

    expect(await answer).toBeInstanceOf(JobFailedError);
    expect(await answer).toMatchObject({
      code: "job-failed",
      details: { id },
      cause: { name: "TypeError", message: "no" },
    });
  });

  test("rejects when the job is deleted", async () => {
    const { client } = alone();
    const id = await client.enqueue(send, 1);
    const answer = client.result(id).catch((error: unknown) => error);

    await client.delete(id);

    expect(await answer).toBeInstanceOf(JobDeletedError);
  });

  test("rejects for a job that isn't there", async () => {
    const { client } = alone();

    await expect(client.result("nobody")).rejects.toBeInstanceOf(JobNotFoundError);
  });

  test("rejects when the time it was given is over, and the job goes on", async () => {
    const gate = makeGate<string>();
    const runtime = makeRuntime([handle(send, (_, { signal }) => gate.pass(signal))]);
    const id = await runtime.client.enqueue(send, 1);

    const answer = runtime.client.result(id, { timeout: "5s" }).catch((error: unknown) => error);
    await runtime.advance("5s");

    expect(await answer).toBeInstanceOf(ResultTimeoutError);
    expect(await stateOf(runtime, id)).toBe("processing");
    expect(gate.signals[0]?.aborted).toBe(false);
  });

  test("rejects with the reason of the signal it was given, before or after the call", async () => {
    const { client } = alone();
    const id = await client.enqueue(send, 1);
    const controller = new AbortController();
    const answer = client.result(id, { signal: controller.signal }).catch((error: unknown) => error);

    controller.abort("enough");

    expect(await answer).toBe("enough");
    await expect(client.result(id, { signal: AbortSignal.abort("already") })).rejects.toBe("already");
  });

  test("is not waited for by a client that is closed, nor is a batch's end", async () => {
    const runtime = makeRuntime([]);
    const client = runtime.addClient();
    const id = await client.enqueue(send, 1);
    const batch = await client.batch((b) => void b.enqueue(send, 2));
    const answers = [client.result(id), batch.ended()].map((answer) => answer.catch((error) => error));
    await runtime.settle();

    await client.close();

    for (const answer of answers) expect(await answer).toBeInstanceOf(ClosedError);
    expect(await stateOf(runtime, id)).toBe("enqueued");
  });

  test("of a job that a page has left rejects when it is cleared before it was taken in", async () => {
    const { client, storage } = alone();
    await storage.run(leave, [leftRow("call", [makeLeft({ id: "left" })])]);
    const answer = client.result("left").catch((error: unknown) => error);
    expect(await client.get("left")).toMatchObject({ state: "enqueued" });

    expect(await client.clear()).toBe(1);

    expect(await answer).toBeInstanceOf(JobNotFoundError);
  });

  test("of a job that is removed while it is waited for rejects", async () => {
    const { client, driver } = alone();
    const id = await client.enqueue(send, 1, { keep: { deleted: 0 } });
    await client.delete(id);
    await driver.expire();

    await expect(client.result(id)).rejects.toBeInstanceOf(JobNotFoundError);
  });
});

describe("events", () => {
  test("tell of every move, in this client and in others", async () => {
    const runtime = makeRuntime([handle(send, () => "done")]);
    const seen: Record<string, string[]> = { here: [], there: [] };
    runtime.client.addEventListener(
      "change",
      (event) => void (event instanceof JobEvent && seen["here"]?.push(event.state)),
    );
    runtime
      .addClient()
      .addEventListener(
        "change",
        (event) => void (event instanceof JobEvent && seen["there"]?.push(event.state)),
      );

    await runtime.client.enqueue(send, 1);
    await runtime.settle();

    expect(seen).toEqual({
      here: ["enqueued", "processing", "succeeded"],
      there: ["enqueued", "processing", "succeeded"],
    });
  });

  test("carry what became of which job, and when", async () => {
    const runtime = makeRuntime([handle(send, () => "done")]);
    const seen: unknown[] = [];
    runtime.client.addEventListener("succeeded", ({ id, name, queue, state, previous, at }) => {
      seen.push({ id, name, queue, state, previous, at });
    });

    const id = await runtime.client.enqueue(send, 1);
    await runtime.settle();

    expect(seen).toEqual([
      { id, name: "send", queue: "default", state: "succeeded", previous: "processing", at: NOON },
    ]);
  });

  test("stop when asked to: by name, by signal, after the first", async () => {
    const { client } = alone();
    const seen: string[] = [];
    const controller = new AbortController();
    const listener = (): void => void seen.push("removed");
    client.addEventListener("enqueued", listener);
    client.addEventListener("enqueued", () => void seen.push("signal"), { signal: controller.signal });
    client.addEventListener("enqueued", () => void seen.push("once"), { once: true });
    await client.enqueue(send, 1);

    client.removeEventListener("enqueued", listener);
    controller.abort();
    await client.enqueue(send, 2);

    expect(seen).toEqual(["removed", "signal", "once"]);
  });
});
