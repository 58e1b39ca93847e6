import { afterEach, expect, test } from "vitest";
import type { View } from "../../src/dashboard.ts";
import { Cron, defineJob, handle } from "../../src/index.ts";
import { createTestRuntime, type TestRuntime } from "../../src/testing.ts";
import { clean, deepAll, deepText, mount, until } from "./mount.ts";

const scope = globalThis as { pwned?: number };
/** Markup that breaks out of quotes, and a word to find it by. */
const markup = (word: string): string =>
  `"'><img src=x onerror=pwned=1><svg onload=pwned=2></svg><script>pwned=3</script>${word}`;

afterEach(async () => {
  Reflect.deleteProperty(scope, "pwned");
  await clean();
});

/** Where it must be short and have no blank. */
const short = (word: string): string => `<img/src/onerror=pwned=1>${word}`;

/** Every field that a job, a definition or a hold can bring, filled with markup. */
async function hostileRuntime(): Promise<{
  runtime: TestRuntime;
  failed: string;
  succeeded: string;
  batch: string;
}> {
  const nasty = defineJob<unknown, unknown>("nasty", {
    displayName: markup("title"),
    tags: [markup("tag")],
    hold: short("hold"),
    concurrency: { key: markup("limit"), limit: 9 },
    retry: false,
  });
  const runtime = createTestRuntime({
    handlers: [
      handle(nasty, async (args, context) => {
        context.log("error", markup("line"), { [markup("key")]: markup("datum") });
        context.progress(0.5, markup("progress"));
        await context.step(markup("step"), () => markup("stepped"));
        if (args !== "fail") return { [markup("resultKey")]: markup("result") };
        const error = new Error(markup("message"), { cause: new Error(markup("cause")) });
        error.name = markup("ErrorName");
        error.stack = markup("stack");
        throw error;
      }),
    ],
  });
  const client = runtime.addClient({ owner: markup("owner") });
  const succeeded = await client.enqueue(nasty, {
    [markup("argKey")]: [markup("arg"), new Map([[markup("k"), 1]])],
  });
  const failed = await client.enqueue(nasty, "fail", { id: short("id") });
  await runtime.settle();
  await client.hold(short("hold"), markup("why"));
  await client.enqueue(nasty, markup("held"), { unique: { key: markup("unique") } });
  await client.continueWith(failed, nasty, 1, { on: "succeeded" });
  await client.recurring.addOrUpdate(short("recurring"), nasty, markup("r"), Cron.daily());
  await client.recurring.trigger(short("recurring"));
  const batch = await client.batch((b) => b.enqueue(nasty, markup("member")), { name: markup("batch") });
  await runtime.settle();
  return { runtime, failed, succeeded, batch: batch.id };
}

const VIEWS: [view: View, which: "failed" | "succeeded" | "batch" | undefined, words: string[]][] = [
  ["overview", undefined, []],
  ["jobs", undefined, ["title"]],
  ["job", "failed", ["title", "message", "stack", "cause", "ErrorName", "line", "tag", "owner"]],
  ["job", "succeeded", ["argKey", "arg", "result"]],
  ["recurring", undefined, ["recurring"]],
  ["batches", undefined, ["batch"]],
  ["batch", "batch", ["batch"]],
  ["queues", undefined, ["why"]],
  ["servers", undefined, []],
];

test.each(VIEWS)(
  "%s (%s) shows whatever a job carries as text, never as HTML",
  async (view, which, words) => {
    const { runtime, ...ids } = await hostileRuntime();
    const search = markup("searched");

    const { dashboard, text } = await mount(runtime.client as never, {
      view,
      ...(which ? { [which === "batch" ? "batchId" : "jobId"]: ids[which] } : {}),
    });
    for (const word of words) await until(word, () => text().includes(word));
    for (const closed of deepAll<HTMLDetailsElement>(dashboard, "details:not([open])")) closed.open = true;
    if (view === "jobs") dashboard.search = search;
    await runtime.settle();
    await until("the tree", () => deepText(dashboard).length > 0);
    // An image that was made would fail only now.
    await new Promise<void>((resolve) => {
      const image = new Image();
      image.onerror = () => resolve();
      image.src = "x";
    });

    expect(scope.pwned).toBeUndefined();
    expect(deepAll(dashboard, "img, script, iframe, object, embed, [onerror], [onload]")).toEqual([]);
    const links = deepAll<HTMLAnchorElement>(dashboard, "a[href]").map((link) => link.href);
    expect(links.filter((href) => !/^(https?|blob):/.test(href))).toEqual([]);
    await runtime.close();
  },
);

test("the markup of these tests is a real one", async () => {
  const place = document.createElement("div");
  document.body.append(place);

  place.innerHTML = markup("x");
  await until("the image's error", () => scope.pwned);

  Reflect.deleteProperty(scope, "pwned");
  place.innerHTML = short("x");
  await until("the error of the short one", () => scope.pwned);
});
