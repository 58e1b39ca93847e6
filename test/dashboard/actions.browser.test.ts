import { afterEach, describe, expect, test } from "vitest";
import { ActionEvent } from "../../src/dashboard.ts";
import { FakeClient } from "./fake-client.ts";
import { makeJob } from "./make-job.ts";
import { clean, mount, settled, until } from "./mount.ts";

afterEach(clean);

const failed = (displayName: string) =>
  makeJob({ state: "failed", displayName, error: { name: "Error", message: "no" } });

describe("an action", () => {
  test("requeues a failed job, shows it at once and says so", async () => {
    const job = failed("Mail to Ada");
    const { client, button, buttons, shows } = await mount(new FakeClient().seed(job, failed("Other")), {
      view: "jobs",
      state: "failed",
    });

    button("Requeue: Mail to Ada").click();

    await shows("Mail to Ada is back in its queue");
    await until("its row to go", () => client.jobs.get(job.id)?.state === "enqueued");
    expect(client.calls).toEqual([`requeue ${job.id}`]);
    await until("the button to go", () => !buttons().includes("Requeue: Mail to Ada"));
  });

  test("takes the effect back and says why when the store refuses", async () => {
    const job = failed("Mail to Ada");
    const client = new FakeClient().seed(job);
    client.refusal = false;
    const { button, shows, rows } = await mount(client, { view: "jobs", state: "failed" });
    client.jobs.set(job.id, { ...job, state: "processing" });

    button("Requeue: Mail to Ada").click();

    await shows("Requeue was refused for Mail to Ada");
    await shows("It has moved on: it is Processing now.");
    expect(rows().every((row) => !row.classList.contains("left"))).toBe(true);
  });

  test("shows the message of an error", async () => {
    const client = new FakeClient().seed(failed("Mail to Ada"));
    client.refusal = new Error("The quota is used up.");
    const { button, shows } = await mount(client, { view: "jobs", state: "failed" });

    button("Requeue: Mail to Ada").click();

    await shows("The quota is used up.");
  });

  test("asks before it deletes, and does nothing when the person steps back", async () => {
    const job = makeJob({ displayName: "Draft" });
    const { client, button, shows, all, dashboard } = await mount(new FakeClient().seed(job), {
      view: "jobs",
      state: "enqueued",
    });

    button("Delete: Draft").click();
    await shows("Delete Draft?");
    button("Cancel").click();
    await settled(dashboard);

    expect(client.calls).toEqual([]);
    button("Delete: Draft").click();
    await until("the dialog", () => all("dialog[open]").length > 0);
    button("Delete").click();
    await shows("Draft has been deleted");
    expect(client.calls).toEqual([`delete ${job.id}`]);
  });

  test("takes a deletion back for a job that had not begun", async () => {
    const job = makeJob({ displayName: "Draft" });
    const { client, button, shows } = await mount(new FakeClient().seed(job), {
      view: "jobs",
      state: "enqueued",
    });
    button("Delete: Draft").click();
    await shows("Delete Draft?");
    button("Delete").click();
    await shows("Draft has been deleted");

    button("Undo").click();

    await shows("Undone");
    expect(client.jobs.get(job.id)?.state).toBe("enqueued");
  });

  test("runs a scheduled job now, and moves one to another time", async () => {
    const at = Date.now() + 3_600_000;
    const job = makeJob({ state: "scheduled", displayName: "Reminder", scheduledFor: at });
    const { client, button, shows, dashboard } = await mount(new FakeClient().seed(job), {
      view: "jobs",
      state: "scheduled",
    });

    button("Reschedule: Reminder").click();
    await shows("Reschedule Reminder");
    button("In an hour").click();
    await shows("Reminder has been moved");
    await settled(dashboard);
    button("Run now: Reminder").click();

    await shows("Reminder runs as soon as a worker is free");
    expect(client.calls).toEqual([`reschedule ${job.id}`, `reschedule ${job.id}`]);
    expect(client.jobs.get(job.id)?.state).toBe("enqueued");
  });

  test("is refused for a chosen job that has moved on meanwhile: what was requeued elsewhere is not done again", async () => {
    const jobs = [failed("First"), failed("Second")];
    const { client, all, button, shows } = await mount(new FakeClient().seed(...jobs), {
      view: "jobs",
      state: "failed",
    });
    all<HTMLInputElement>("td.pick input")[0]?.click();
    all<HTMLInputElement>("td.pick input")[1]?.click();
    await shows("2 selected");
    client.move(jobs[0]!.id, "succeeded");
    await shows("Now Succeeded");

    button("Requeue").click();

    await shows("It has moved on: it is Succeeded now.");
    expect(client.jobs.get(jobs[0]!.id)?.state).toBe("succeeded");
    expect(client.jobs.get(jobs[1]!.id)?.state).toBe("enqueued");
  });

  test("that is taken back leaves a job alone that has run since", async () => {
    const at = Date.now() + 3_600_000;
    const job = makeJob({ state: "scheduled", displayName: "Reminder", scheduledFor: at });
    const { client, button, shows } = await mount(new FakeClient().seed(job), {
      view: "jobs",
      state: "scheduled",
    });
    button("Run now: Reminder").click();
    await shows("Reminder runs as soon as a worker is free");
    client.move(job.id, "succeeded");

    button("Undo").click();

    await shows("It has moved on: it is Succeeded now.");
    expect(client.jobs.get(job.id)?.state).toBe("succeeded");
  });

  test("is told to the page first, which may cancel it", async () => {
    const job = failed("Mail to Ada");
    const { client, button, dashboard } = await mount(new FakeClient().seed(job), {
      view: "jobs",
      state: "failed",
    });
    const told: string[] = [];
    dashboard.addEventListener("action", (event) => {
      if (!(event instanceof ActionEvent)) return;
      told.push(`${event.action} ${event.subjects.map((subject) => "id" in subject && subject.id)}`);
      event.preventDefault();
    });

    button("Requeue: Mail to Ada").click();
    await settled(dashboard);

    expect(told).toEqual([`requeue ${job.id}`]);
    expect(client.calls).toEqual([]);
  });
});

describe("what may be done", () => {
  test("is nothing either where the dashboard has become read-only while a dialog asked", async () => {
    const { client, button, all, dashboard } = await mount(new FakeClient().seed(failed("Mail to Ada")), {
      view: "jobs",
      state: "failed",
    });
    button("Delete: Mail to Ada").click();
    await until("the dialog", () => all("dialog[open]").length > 0);

    dashboard.readonly = true;
    await settled(dashboard);
    button("Delete").click();
    await until("the dialog to close", () => all("dialog[open]").length === 0);
    await settled(dashboard);

    expect(client.calls).toEqual([]);
  });

  test("is not taken back either in a dashboard that has become read-only since", async () => {
    const job = makeJob({ displayName: "Draft" });
    const { client, button, buttons, shows, dashboard } = await mount(new FakeClient().seed(job), {
      view: "jobs",
      state: "enqueued",
    });
    button("Delete: Draft").click();
    await shows("Delete Draft?");
    button("Delete").click();
    await shows("Draft has been deleted");
    expect(buttons()).toContain("Undo");

    dashboard.readonly = true;
    await settled(dashboard);

    expect(buttons()).not.toContain("Undo");
    expect(client.calls).toEqual([`delete ${job.id}`]);
  });

  test("is nothing in a read-only dashboard", async () => {
    const { buttons, all, text } = await mount(new FakeClient().seed(failed("Mail to Ada")), {
      view: "jobs",
      state: "failed",
      readonly: true,
    });

    expect(buttons().filter((name) => /^(requeue|delete):/i.test(name))).toEqual([]);
    expect(all("input[type=checkbox]")).toEqual([]);
    expect(text()).toContain("Read-only");
  });

  test("is what the page allows, also when it has to think about it", async () => {
    const { buttons } = await mount(new FakeClient().seed(failed("Mail to Ada"), failed("Mail to Bob")), {
      view: "jobs",
      state: "failed",
      authorize: async (action, subject) =>
        action === "requeue" && "displayName" in subject && subject.displayName === "Mail to Bob",
    });
    await until("the allowed one", () => buttons().includes("Requeue: Mail to Bob"));

    expect(buttons().filter((name) => /^(Requeue|Delete):/.test(name))).toEqual(["Requeue: Mail to Bob"]);
  });
});

describe("many at once", () => {
  test("are chosen one by one, by range and all together", async () => {
    const jobs = Array.from({ length: 6 }, (_, i) => failed(`Mail ${i}`));
    const { all, shows, dashboard } = await mount(new FakeClient().seed(...jobs), {
      view: "jobs",
      state: "failed",
    });
    const boxes = (): HTMLInputElement[] => all<HTMLInputElement>("td.pick input");

    boxes()[1]?.click();
    await shows("1 selected");
    boxes()[4]?.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true, shiftKey: true }));
    await shows("4 selected");
    all<HTMLInputElement>("th.pick input")[0]?.click();
    await shows("6 selected");

    await settled(dashboard);
    expect(boxes().every((box) => box.checked)).toBe(true);
  });

  test("are requeued, and what was refused is told with its reason", async () => {
    const jobs = [failed("Mail 0"), failed("Mail 1"), failed("Mail 2")];
    const { client, all, shows, button } = await mount(new FakeClient().seed(...jobs), {
      view: "jobs",
      state: "failed",
    });
    const requeue = client.requeue;
    client.requeue = async (id) => (id === jobs[1]!.id ? false : requeue(id));
    all<HTMLInputElement>("th.pick input")[0]?.click();
    await shows("3 selected");

    button("Requeue").click();

    await shows("2 jobs are back in their queues");
    await shows("Requeue was refused for Mail 1");
  });

  test("that have moved on meanwhile are told as left alone, with how many are where", async () => {
    const jobs = [0, 1, 2, 3].map((i) => failed(`Mail ${i}`));
    const { client, all, shows, text, button } = await mount(new FakeClient().seed(...jobs), {
      view: "jobs",
      state: "failed",
    });
    const { requeue } = client;
    const now = ["succeeded", "succeeded", "processing"] as const;
    client.requeue = async (id) => {
      const state = now[jobs.findIndex((job) => job.id === id)];
      if (state === undefined) return requeue(id);
      client.jobs.set(id, { ...client.jobs.get(id)!, state });
      return false;
    };
    all<HTMLInputElement>("th.pick input")[0]?.click();
    await shows("4 selected");

    button("Requeue").click();

    await shows("3 were left as they are");
    expect(text()).toContain(
      "2 × It has moved on: it is Succeeded now. 1 × It has moved on: it is Processing now.",
    );
    expect(text()).not.toContain("refused");
  });

  test("may be all that match, also those not on the screen", async () => {
    const jobs = Array.from({ length: 130 }, (_, i) => failed(`Mail ${i}`));
    const { client, all, shows, button } = await mount(new FakeClient().seed(...jobs), {
      view: "jobs",
      state: "failed",
    });
    all<HTMLInputElement>("th.pick input")[0]?.click();
    await until("the offer", () =>
      all("job-bulk-bar")[0]?.shadowRoot?.textContent?.includes("Select all 130 that match"),
    );

    button("Select all 130 that match").click();
    await shows("All 130 that match are selected");
    button("Requeue").click();

    await shows("130 jobs are back in their queues");
    expect(client.calls).toHaveLength(130);
  });

  test("are all chosen at once where there is room for cards only", async () => {
    const jobs = Array.from({ length: 3 }, (_, i) =>
      makeJob({ displayName: `Draft ${i}`, state: "deleted" }),
    );
    const { dashboard, all, shows } = await mount(new FakeClient().seed(...jobs), {
      view: "jobs",
      state: "deleted",
    });
    dashboard.style.inlineSize = "360px";
    // In a head that is there for readers only, it has no room.
    const box = await until("the box for all", () =>
      all("thead label").find((each) => (each.closest("thead")?.clientHeight ?? 0) > 20),
    );
    box.click();
    await shows("3 selected");
    // A card has no line for what isn't known.
    expect(
      all(".cell").filter((cell) => cell.textContent?.includes("Reason") && cell.checkVisibility()),
    ).toEqual([]);
  });

  test("have a bar that messages stay clear of, for as long as it is there", async () => {
    const jobs = Array.from({ length: 5 }, (_, i) => failed(`Mail ${i}`));
    const { all, shows, button } = await mount(new FakeClient().seed(...jobs), {
      view: "jobs",
      state: "failed",
    });
    const pick = (row: number): void => all<HTMLInputElement>("td.pick input")[row]?.click();
    /** How far a message is from the dashboard's end. It rises by 8 pixels as it comes. */
    const gap = (): number => {
      const [dashboard, toast] = [document.querySelector("job-dashboard"), all("[part=toast]")[0]];
      return (dashboard?.getBoundingClientRect().bottom ?? 0) - (toast?.getBoundingClientRect().bottom ?? 0);
    };
    pick(0);
    await shows("1 selected");
    button("Requeue").click();
    await shows("is back in its queue");
    await until("the bar has gone", () => all("[part=bulk]").length === 0);
    const alone = gap();

    pick(1);
    const bar = await until("the bar", () => all("[part=bulk]")[0]);
    await until("the message above it", () => gap() >= alone + bar.getBoundingClientRect().height);

    pick(1);
    await until("the message at the end again", () => gap() <= alone + 8);
  });

  test("that were deleted before they had begun are all taken back", async () => {
    const jobs = Array.from({ length: 5 }, (_, i) => makeJob({ displayName: `Draft ${i}` }));
    const { client, all, shows, button, text } = await mount(new FakeClient().seed(...jobs), {
      view: "jobs",
      state: "enqueued",
    });
    all<HTMLInputElement>("th.pick input")[0]?.click();
    await shows("5 selected");
    button("Delete").click();
    await shows("Delete 5 jobs?");
    expect(text()).not.toContain("taken back");
    all<HTMLElement>("dialog[open] button.primary")[0]?.click();
    await shows("5 jobs have been deleted");

    button("Undo").click();

    await shows("5 were taken back");
    expect([...client.jobs.values()].every(({ state }) => state === "enqueued")).toBe(true);
  });

  test("say of how many of the chosen jobs they are, and how many of those run", async () => {
    const client = new FakeClient().seed(
      makeJob({ state: "processing" }),
      makeJob({ state: "processing" }),
      makeJob({ state: "failed" }),
      makeJob({ state: "succeeded" }),
    );
    const { all, shows, button } = await mount(client, { view: "jobs" });
    all<HTMLInputElement>("th.pick input")[0]?.click();
    await shows("4 selected");

    button("Requeue 2");
    button("Delete 3").click();

    await shows("Delete 3 jobs? 2 of them are running: their signals abort. It can’t be taken back.");
  });

  test("are not offered back when one of them can't be", async () => {
    const jobs = [
      makeJob({ displayName: "Draft" }),
      makeJob({ displayName: "Parent", continuations: ["x"] }),
    ];
    const { all, shows, button, buttons } = await mount(new FakeClient().seed(...jobs), {
      view: "jobs",
      state: "enqueued",
    });
    all<HTMLInputElement>("th.pick input")[0]?.click();
    await shows("2 selected");
    button("Delete").click();
    await shows("Continuations that wait for success are deleted too. It can’t be taken back.");
    all<HTMLElement>("dialog[open] button.primary")[0]?.click();

    await shows("2 jobs have been deleted");
    expect(buttons()).not.toContain("Undo");
  });

  test("can be stopped on the way; what has been done stays", async () => {
    const jobs = Array.from({ length: 700 }, (_, i) => failed(`Mail ${i}`));
    const client = new FakeClient().seed(...jobs);
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const requeue = client.requeue;
    client.requeue = async (id) => {
      if (client.calls.length >= 250) await gate;
      return requeue(id);
    };
    const { all, shows, button } = await mount(client, { view: "jobs", state: "failed" });
    all<HTMLInputElement>("th.pick input")[0]?.click();
    await until("the offer", () =>
      all("job-bulk-bar")[0]?.shadowRoot?.textContent?.includes("Select all 700 that match"),
    );
    button("Select all 700 that match").click();
    await shows("All 700 that match are selected");
    button("Requeue").click();
    await shows("250 of 700");

    button("Stop").click();
    open();

    await shows("500 jobs are back in their queues");
    expect(client.calls).toHaveLength(500);
  });
});
