import { afterEach, describe, expect, test } from "vitest";
import { createClient } from "../../src/client/page/create-client.ts";
import { defineJob } from "../../src/job/definition.ts";
import { FakeClient } from "./fake-client.ts";
import { clean, deepAll, deepText, mount, settled, until } from "./mount.ts";
import { sampleClient } from "./sample.ts";

afterEach(clean);

const IMPORT = "batch:01k-import";

describe("the batches", () => {
  test("are told newest first, with their state, how far they are, and what has failed", async () => {
    const { rows } = await mount(sampleClient(), { view: "batches" });

    const told = rows().map((row) => deepText(row).replace(/[\u2068\u2069]/g, ""));
    expect(told).toHaveLength(6);
    expect(told[0]).toContain("Import of example.org");
    expect(told[0]).toContain("Running");
    expect(told[0]).toContain("49 of 80 ended 1 Failed");
    expect(told[1]).toContain("in a batch");
    expect(told[2]).toContain("Stuck on a failure");
    expect(told[4]).toContain("12,480 of 12,480 ended");
    expect(told[5]).toContain("Canceled");
  });

  test("say in words what their bars show", async () => {
    const { all } = await mount(sampleClient(), { view: "batches" });

    expect(all("svg.batch")[0]?.getAttribute("aria-label")).toBe(
      "46 Succeeded, 1 Failed, 2 Deleted, 3 Processing, 18 Enqueued, 4 Scheduled, & 6 Awaiting",
    );
  });

  test("are narrowed to a state, which the element reflects", async () => {
    const { dashboard, button, rows } = await mount(sampleClient(), { view: "batches" });

    button("Succeeded").click();
    await until("one batch", () => rows().length === 1);

    expect(deepText(rows()[0] as Element)).toContain("Newsletter");
    expect([dashboard.view, dashboard.state]).toEqual(["batches", "succeeded"]);
  });

  test("come a page at a time, by key, and back", async () => {
    const client = sampleClient();
    const [first] = client.batchList;
    if (first)
      client.batchList = Array.from({ length: 120 }, (_, i) => ({
        ...first,
        id: `batch:${i}`,
        name: `Nr ${i}`,
      }));
    const { button, rows, shows } = await mount(client, { view: "batches" });
    expect(rows()).toHaveLength(50);

    button("Older").click();
    await shows("Nr 50");
    button("Older").click();
    await shows("Nr 119");
    expect(rows()).toHaveLength(20);
    expect(button("Older").hasAttribute("disabled")).toBe(true);

    button("Newer").click();
    await shows("Nr 99");
    expect(client.batchList).toHaveLength(120);
  });

  test("move on while they are looked at", async () => {
    const { client, shows } = await mount(sampleClient(), { view: "batches" });

    client.changeBatch(IMPORT, { ended: 79 });

    await shows("79 of 80 ended");
  });

  test("are canceled once the person is sure, and say so at once", async () => {
    const { client, button, shows } = await mount(sampleClient(), { view: "batches" });

    button("Cancel the batch: Import of example.org").click();
    await shows("Cancel Import of example.org?");
    await shows("in its nested batches too");
    button("Cancel the batch").click();

    await shows("Import of example.org has been canceled");
    expect(client.calls).toEqual([`cancel ${IMPORT}`]);
  });

  test("tell why one could not be canceled", async () => {
    const client = sampleClient();
    client.refusal = false;
    const { button, shows } = await mount(client, { view: "batches" });

    button("Cancel the batch: Import of example.org").click();
    await shows("Cancel Import of example.org?");
    button("Cancel the batch").click();

    await shows("Cancel the batch was refused for Import of example.org");
    await shows("Nothing was changed.");
  });

  test("are canceled by nobody who may not", async () => {
    const { buttons, text } = await mount(sampleClient(), {
      view: "batches",
      authorize: (action) => action !== "cancel-batch",
    });
    expect(text()).toContain("Import of example.org");
    expect(buttons().filter((name) => name.startsWith("Cancel"))).toEqual([]);
    await clean();

    const readonly = await mount(sampleClient(), { view: "batches", readonly: true });
    expect(readonly.buttons().filter((name) => name.startsWith("Cancel"))).toEqual([]);
  });

  test("say so when there are none", async () => {
    const { text } = await mount(new FakeClient(), { view: "batches" });

    expect(text()).toContain("No batches");
  });
});

describe("a batch", () => {
  test("shows its counts, the batches in it, what follows it and on what condition", async () => {
    const { text, shows } = await mount(sampleClient(), { view: "batch", batchId: IMPORT });

    expect(text()).toContain("49 of 80 ended · 61%");
    await shows("Pictures of example.org");
    await shows("Build the index of example.org Awaiting · on success");
    await shows("Mail the report Awaiting · however it ends");
  });

  test("lists its own jobs, all or those in a state", async () => {
    const { all, rows, shows } = await mount(sampleClient(), { view: "batch", batchId: IMPORT });
    await shows("Page 7 of example.org");
    const pages = (): string[] =>
      rows()
        .map(deepText)
        .filter((row) => row.includes("Page "));
    expect(pages()).toHaveLength(7);

    all(".tabs button")
      .find((each) => deepText(each).startsWith("Failed"))
      ?.click();

    await until("the failed one", () => pages().length === 1);
    await shows("502 Bad Gateway");
  });

  test("puts all its failed jobs back into their queues, those of nested batches too", async () => {
    const client = sampleClient();
    const failed = [...client.jobs.values()].find(
      ({ batchId, state }) => batchId === IMPORT && state === "failed",
    );
    const nested = client.batchList.find(({ parentId }) => parentId === IMPORT);
    if (!failed || !nested) throw new Error("The sample has changed.");
    client.seed({ ...failed, id: "j-nested", batchId: nested.id });
    client.batchList = client.batchList.map((each) =>
      each.id === IMPORT || each === nested
        ? { ...each, counts: { ...each.counts, failed: each === nested ? 1 : 2 } }
        : each,
    );
    const { button, shows } = await mount(client, { view: "batch", batchId: IMPORT });

    button("Requeue 2 failed").click();

    await shows("2 jobs are back in their queues");
    expect(client.calls).toEqual([`requeue ${failed.id}`, "requeue j-nested"]);
  });

  test("deletes its failed jobs once the person is sure", async () => {
    const { client, button, shows } = await mount(sampleClient(), { view: "batch", batchId: IMPORT });

    button("Delete 1 failed").click();
    await shows("Delete 1 job?");
    expect(client.calls).toEqual([]);
    deepAll(document.body, "dialog[open] button.primary")[0]?.click();

    await until("the deletion", () => client.calls.length === 1);
    expect(client.calls[0]).toMatch(/^delete j/);
  });

  test("offers nothing of it in a read-only dashboard, and only what authorize allows", async () => {
    const readonly = await mount(sampleClient(), { view: "batch", batchId: IMPORT, readonly: true });
    expect(readonly.buttons().filter((name) => /failed$|^Cancel/.test(name))).toEqual([]);
    await clean();

    const { buttons } = await mount(sampleClient(), {
      view: "batch",
      batchId: IMPORT,
      authorize: (action) => action === "requeue",
    });
    expect(buttons().filter((name) => /failed$|^Cancel/.test(name))).toEqual(["Requeue 1 failed"]);
  });

  test("says what it is stuck on", async () => {
    const { text } = await mount(sampleClient(), { view: "batch", batchId: "batch:month-end" });

    expect(text()).toContain("what has not ended waits for a failed member");
  });

  test("that isn't there is said to be gone", async () => {
    const { text } = await mount(sampleClient(), { view: "batch", batchId: "batch:gone" });

    expect(text()).toContain("There is no batch batch:gone.");
  });

  test("is reached from a job of it, and the way back leads to it again", async () => {
    const client = sampleClient();
    const job = [...client.jobs.values()].find(({ batchId }) => batchId === IMPORT);
    const { dashboard, all, button, shows } = await mount(client, {
      view: "job",
      jobId: job?.id ?? "",
      routing: "hash",
    });
    await until("the batch's name", () =>
      all("job-relations a, a").find((link) => deepText(link) === "Import of example.org"),
    ).then((link) => link.click());
    await until("the batch", () => dashboard.view === "batch");
    expect(location.hash).toBe(`#/batch/${encodeURIComponent(IMPORT)}`);

    await until("a member", () =>
      all("tr.row a").find((link) => deepText(link) === "Page 7 of example.org"),
    ).then((link) => link.click());
    await until("the job", () => dashboard.view === "job");
    await settled(dashboard);
    button("Back to the batch").click();

    await until("the batch again", () => dashboard.view === "batch" && dashboard.batchId === IMPORT);
    await shows("Members");
  });

  test("is named by a job that waits for it, and leads there", async () => {
    const client = sampleClient();
    const index = [...client.jobs.values()].find(({ name }) => name === "build-index");
    const { dashboard, all } = await mount(client, { view: "job", jobId: index?.id ?? "" });

    await until("the parent", () =>
      all("button").find((each) => deepText(each) === "Import of example.org"),
    ).then((parent) => parent.click());

    await until("the batch", () => dashboard.view === "batch");
    expect(dashboard.batchId).toBe(IMPORT);
  });
});

test("a real batch is listed, opened, and canceled where it lies", async () => {
  const page = defineJob<number>("fetch-page", { displayName: (n) => `Page ${n}` });
  const report = defineJob("report");
  const jobs = createClient({ serviceWorker: false, database: `batches-${crypto.randomUUID()}` });
  const batch = await jobs.batch(
    (b) => {
      for (let n = 1; n <= 300; n++) b.enqueue(page, n);
      b.batch((inner) => inner.enqueue(page, 1_000), { name: "Inner" });
    },
    { name: "Real import", onFinished: { job: report } },
  );
  const dashboard = document.createElement("job-dashboard");
  Object.assign(dashboard, { client: jobs, lang: "en", view: "batches" });
  document.body.append(dashboard);
  const text = (): string => deepText(dashboard).replace(/[\u2068\u2069]/g, "");
  const shows = (expected: string): Promise<unknown> => until(expected, () => text().includes(expected));
  await shows("Real import");
  await shows("0 of 301 ended");

  deepAll(dashboard, "tr.row .name")
    .find((each) => deepText(each) === "Real import")
    ?.click();
  await shows("Members");
  await shows("Page 1");
  await shows("Inner");
  await shows("report Awaiting · however it ends");
  await settled(dashboard);
  deepAll(dashboard, ".head .acts button.danger")[0]?.click();
  await shows("Cancel Real import?");
  deepAll(dashboard, "dialog[open] button.primary")[0]?.click();

  await shows("Real import has been canceled");
  expect((await batch.get())?.cancelledAt).toBeTypeOf("number");
  dashboard.remove();
  await jobs.close();
});
