import { expect, test } from "vitest";
import { Cron, defineJob, handle, type Logger } from "../../src/index.ts";
import { logAttempts } from "../../src/server/watch-attempts.ts";
import { makeRuntime } from "../support/runtime.ts";

/** A word that nobody but handlers and the app itself may see. */
const SECRET = "s3cr3t";
const secret = { card: { number: SECRET }, token: SECRET, note: "seen" };

const pay = defineJob<object, object>("pay", { redact: ["token", "card.number"], retry: false });

test("what a job redacts is in no log line, no export and nothing that a logger is told, wherever it was", async () => {
  const told: unknown[] = [];
  const tell = (...words: unknown[]): void => void told.push(words);
  const logger: Logger = { debug: tell, info: tell, warn: tell, error: tell };
  const seen: unknown[] = [];
  const runtime = makeRuntime(
    [
      handle(pay, async (args, context) => {
        seen.push(args);
        context.log("info", "pays", secret);
        await context.step("reserve", () => secret);
        await context.checkpoint(secret);
        context.progress(0.5, "half");
        if (context.parent) throw new Error("declined");
        return secret;
      }),
    ],
    { filters: [logAttempts(logger)] },
  );
  const { client } = runtime;
  const first = await client.enqueue(pay, secret, { meta: { token: SECRET } });
  await client.continueWith(first, pay, { many: [new Map([["a", secret]])] });
  await client.enqueue(pay, { large: "x".repeat(20_000), ...secret }, { hold: "auth" });
  await client.hold("auth");
  await client.recurring.addOrUpdate("monthly", pay, secret, Cron.monthly());
  await client.recurring.trigger("monthly");
  await client.batch((b) => b.enqueue(pay, secret), { name: "a batch" });
  await runtime.settle();

  expect(seen).toContainEqual(secret);
  const lines = await client.monitor.log(first);
  expect(lines).toHaveLength(1);
  const everywhere = {
    lines,
    told,
    export: await client.export(),
    failed: await client.export({ state: "failed" }),
    copied: await client.export({ ids: [(await client.duplicate(first))!] }),
  };
  for (const [where, what] of Object.entries(everywhere)) {
    const text = JSON.stringify(what);
    expect(text.length, where).toBeGreaterThan(100);
    expect(text, where).not.toContain(SECRET);
  }
  expect(JSON.stringify(everywhere.export)).toContain("[hidden]");
  // What isn't named stays.
  expect(everywhere.export).toContain("seen");
});
