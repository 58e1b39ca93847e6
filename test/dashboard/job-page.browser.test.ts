import { afterEach, describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import type { JobDashboard } from "../../src/dashboard.ts";
import { FakeClient } from "./fake-client.ts";
import { makeJob } from "./make-job.ts";
import { clean, deepText, mount, settled, until } from "./mount.ts";
import { sampleClient } from "./sample.ts";

afterEach(clean);

const idOf = (client: FakeClient, displayName: string): string =>
  [...client.jobs.values()].find((job) => job.displayName.startsWith(displayName))?.id ?? "";

const upload = async (more: Partial<JobDashboard> = {}) => {
  const client = sampleClient();
  return mount(client, { view: "job", jobId: idOf(client, "Upload of the scanned"), ...more });
};

describe("the page of a job", () => {
  test("shows its attempts as bars, newest first, each with the steps it has done", async () => {
    const { all } = await upload();

    const attempts = all(".attempt").map((each) => deepText(each));
    expect(attempts).toHaveLength(3);
    expect(attempts[0]).toContain("let the server breathe sleeps until");
    expect(attempts[2]).toContain("reserve a place");
    expect(attempts[2]).toContain('uploadId: "u-4471"');
    expect(all("svg.bar[role=img]").map((bar) => bar.getAttribute("aria-label"))).toContain(
      "in line 12s, at work 1m 48s, & waiting for the next 7m",
    );
  });

  test("an attempt that put itself off to sleep has no mark of an error", async () => {
    const client = new FakeClient();
    const at = Date.now() - 60_000;
    client.seed(
      makeJob({
        id: "asleep",
        state: "scheduled",
        scheduledFor: at + 3_600_000,
        history: [
          { state: "enqueued", at },
          { state: "processing", at: at + 10, data: { attempt: 1 } },
          { state: "scheduled", at: at + 20, reason: "Sleeping: a while.", data: { attempt: 1 } },
        ],
      }),
    );
    const { all } = await mount(client, { view: "job", jobId: "asleep" });

    expect(all(".attempt").map((each) => each.dataset["state"])).toEqual(["scheduled"]);
    expect((await upload()).all(".attempt").map((each) => each.dataset["state"])).toEqual([
      "failed",
      "failed",
      "failed",
    ]);
  });

  test("tells a few of the many parents it waits for, each with the way there, and how many more there are", async () => {
    const parents = Array.from({ length: 50 }, (_, i) => `parent-${i}`);
    const client = new FakeClient();
    const waitingFor = parents.map((id) => ({
      kind: "parent" as const,
      detail: `Waiting for ${id} (on 'succeeded').`,
    }));
    client.seed(makeJob({ id: "join", state: "awaiting", parents, waitingFor }));
    const { all, dashboard } = await mount(client, { view: "job", jobId: "join" });

    const told = all(".why li").map((each) => deepText(each));
    expect(told).toHaveLength(7);
    expect(told[1]).toBe("Waiting for parent-1 (on 'succeeded').");
    expect(told.at(-1)).toBe("+ 44");
    const ways = all(".why .link");
    expect(ways.map((way) => deepText(way))).toEqual(parents.slice(0, 6));
    ways[1]?.click();
    await until("that parent's page", () => dashboard.jobId === "parent-1");
  });

  test("is read again when the time it waits for comes, of which no commit tells while nobody is awake", async () => {
    const due = Date.now() + 500;
    const time = { kind: "time" as const, detail: "Waiting for its time.", until: due };
    const alone = {
      kind: "no-wakeup" as const,
      detail: "No job server is awake; it runs at the next wake-up.",
    };
    const job = makeJob({ id: "late", state: "scheduled", scheduledFor: due });
    const client = new FakeClient().seed({ ...job, waitingFor: [time] });
    let reads = 0;
    const { monitor } = client;
    const read = monitor.job;
    monitor.job = async (id) => {
      const waitingFor = reads > 0 ? [alone] : [time];
      reads += 1;
      return (await read(id)) && { ...job, waitingFor };
    };

    const { shows } = await mount(client, { view: "job", jobId: "late" });

    await shows("No job server is awake; it runs at the next wake-up.");
    expect(reads).toBe(2);
  });

  test("leads to the very parent it names, where the id of another begins alike", async () => {
    const client = new FakeClient();
    const waitingFor = [{ kind: "parent" as const, detail: "Waiting for job-12 (on 'succeeded')." }];
    client.seed(makeJob({ id: "join", state: "awaiting", parents: ["job-1", "job-12"], waitingFor }));
    const { all } = await mount(client, { view: "job", jobId: "join" });

    expect(all(".why .link").map((way) => deepText(way))).toEqual(["job-12"]);
  });

  test("has no gap where a panel has nothing to show", async () => {
    const client = new FakeClient().seed(makeJob({ id: "new" }));
    const { all, dashboard } = await mount(client, { view: "job", jobId: "new" });

    dashboard.style.inlineSize = "1100px";
    const [left, right] = all(".grid > div").map((column) => column.querySelector(".panel"));
    await until("both columns to begin at the same height", () => {
      return left?.getBoundingClientRect().top === right?.getBoundingClientRect().top;
    });
  });

  test("a file's name turns nothing around but itself", async () => {
    const file = new File(["x"], "photo of \u202egnp.exe", { type: "text/plain" });
    const client = new FakeClient().seed(makeJob({ id: "file", args: { file } }));
    const { all, dashboard } = await mount(client, { view: "job", jobId: "file" });
    dashboard.style.inlineSize = "1100px";

    const kind = all(".kind").find((each) => each.textContent?.includes("File"));
    const size = document.createRange();
    size.selectNodeContents(kind?.lastChild as Text);
    const download = all("button")
      .find((each) => deepText(each).includes("Download"))
      ?.getBoundingClientRect();
    expect(size.getBoundingClientRect().right).toBeLessThanOrEqual(download?.left ?? 0);
  });

  test("shows what travels with it, as text, without what is hidden", async () => {
    const client = new FakeClient();
    client.seed(
      makeJob({
        id: "with-meta",
        redact: ["session"],
        meta: { language: "tr", trace: { id: 7 }, session: "s3cret", note: "<b>bold</b>" },
      }),
    );
    const { all } = await mount(client, { view: "job", jobId: "with-meta" });

    const facts = all("dd").map((each) => deepText(each));
    const meta = facts.find((text) => text.includes("language"));
    expect(meta).toContain("language: tr");
    expect(meta).toContain('trace: {"id":7}');
    expect(meta).toContain("note: <b>bold</b>");
    expect(facts.join()).not.toContain("s3cret");
  });

  test("draws where it comes from and what follows, as a graph that can be walked", async () => {
    const { all, shows, dashboard } = await upload();
    const nodes = all(".node").map((node) => deepText(node));

    expect(nodes).toEqual([
      "Photo IMG_4201.jpg Created by",
      "refresh-catalogue Schedule",
      "Photo IMG_4201.jpg Succeeded",
      expect.stringMatching(/^Upload of the scanned.* this job$/),
      "Merge the regional reports Awaiting · on success",
      "no longer kept j-gone",
    ]);
    all<HTMLElement>(".after .node button")[0]?.click();
    await shows("Why isn’t it running?");
    expect(dashboard.jobId).toBe(idOf(dashboard.client as unknown as FakeClient, "Merge the regional"));
  });

  test("is requeued as a copy with edited arguments; what is hidden stays hidden and goes along", async () => {
    const job = makeJob({
      state: "failed",
      displayName: "Mail",
      args: { to: "nobody", token: "4711", at: new Date(0) },
      redact: ["token"],
    });
    const { client, button, all, shows, dashboard } = await mount(new FakeClient().seed(job), {
      view: "job",
      jobId: job.id,
    });
    button("Requeue a copy…").click();
    const field = await until("the form", () => all<HTMLTextAreaElement>("textarea")[0]);
    const submit = (): HTMLButtonElement => all<HTMLButtonElement>("button[type=submit]")[0]!;
    expect(field.value).not.toContain("4711");

    await userEvent.fill(field, "{ nonsense");
    await shows("Can’t be read:");
    expect(submit().disabled).toBe(true);
    await userEvent.fill(
      field,
      '{ "to": "ada", "token": { "$same": "token" }, "at": { "$date": "1970-01-01T00:00:00.000Z" } }',
    );
    await until("the button", () => !submit().disabled);
    submit().click();

    await shows("A copy of Mail is in its queue");
    expect(client.jobs.get(`${job.id}-copy`)).toMatchObject({
      state: "enqueued",
      queue: "default",
      args: { to: "ada", token: "4711", at: new Date(0) },
    });
    expect(client.jobs.get(job.id)?.state).toBe("failed");
    button("Open").click();
    await until("the copy's page", () => dashboard.jobId === `${job.id}-copy`);
  });

  test("shows arguments as the page's own renderer does, without what is hidden, and survives its errors", async () => {
    const job = makeJob({
      state: "succeeded",
      name: "charge",
      args: { amount: 12, token: "4711" },
      redact: ["token"],
      result: { ok: true },
    });
    const { text, all, shows } = await mount(new FakeClient().seed(job), {
      view: "job",
      jobId: job.id,
      renderers: {
        charge: {
          args: (args) => {
            const { amount, token } = args as { amount: number; token: string };
            const node = document.createElement("output");
            node.textContent = `${amount} euro, ${token}`;
            return node;
          },
          result: () => {
            throw new Error("no such thing");
          },
        },
      },
    });

    await shows("12 euro, [hidden]");
    expect(all("output")).toHaveLength(1);
    expect(text()).toContain("The page’s own view of this failed: no such thing");
  });

  test("a text of a renderer is a text, whatever it looks like", async () => {
    const job = makeJob({ name: "charge", args: "<img src=x onerror=alert(1)>" });
    const { all, shows } = await mount(new FakeClient().seed(job), {
      view: "job",
      jobId: job.id,
      renderers: { charge: { args: (args) => String(args) } },
    });

    await shows("<img src=x onerror=alert(1)>");
    expect(all("img")).toEqual([]);
  });

  test("shows a picture among the arguments once it is asked for", async () => {
    const pixel = Uint8Array.from(
      atob(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      ),
      (letter) => letter.charCodeAt(0),
    );
    const job = makeJob({ args: { photo: new Blob([pixel], { type: "image/png" }) } });
    const { button, all } = await mount(new FakeClient().seed(job), { view: "job", jobId: job.id });
    expect(all("img")).toEqual([]);

    button("Preview").click();

    const image = await until("the picture", () => all<HTMLImageElement>("img.picture")[0]);
    await image.decode();
    expect(image.naturalWidth).toBe(1);
  });

  test("finds lines in a long log", async () => {
    const job = makeJob({ state: "succeeded" });
    const client = new FakeClient().seed(job);
    client.logs.set(
      job.id,
      Array.from({ length: 20 }, (_, i) => ({
        attempt: 1,
        at: Date.now(),
        level: "info",
        message: `Page ${i}.`,
      })),
    );
    const { all, hides, text } = await mount(client, { view: "job", jobId: job.id });

    await userEvent.fill(all("input[type=search]")[0]!, "page 17");

    await hides("Page 3.");
    expect(text()).toContain("Page 17.");
  });
});

describe("a schedule", () => {
  test("is edited with its words and next times while it is typed, and what can't be is refused with the reason", async () => {
    const { client, button, all, shows, dashboard } = await mount(sampleClient(), { view: "recurring" });
    button("Edit…: nightly-report").click();
    const field = await until("the form", () => all<HTMLInputElement>("#schedule")[0]);
    const submit = (): HTMLButtonElement => all<HTMLButtonElement>("button[type=submit]")[0]!;
    await shows("At 2:30 AM");

    await userEvent.fill(field, "61 * * * *");
    await until("the refusal", () => submit().disabled);
    expect(all("#preview")[0]?.textContent).toMatch(/minute/i);
    await userEvent.fill(field, "0 7 * * 1");
    await shows("At 7:00 AM, only on Monday");
    expect(all("#preview li")).toHaveLength(5);
    submit().click();

    await shows("nightly-report has another schedule");
    expect(client.calls).toEqual([
      'change nightly-report {"schedule":"0 7 * * 1","timeZone":"Asia/Tehran","misfire":"relaxed","overlap":"allow"}',
    ]);
    await settled(dashboard);
    button("Undo").click();
    await shows("Undone");
    expect(client.recurringJobs.find(({ id }) => id === "nightly-report")?.cron).toBe("30 2 * * *");
  });
});
