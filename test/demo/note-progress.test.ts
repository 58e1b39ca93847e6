import { describe, expect, test } from "vitest";
import { jobIds } from "../../demo/app/job-ids.ts";
import { noteProgress } from "../../demo/app/note-progress.ts";
import type { Note } from "../../demo/shared/note.ts";
import type { Job } from "../../src/job/job.ts";

const note = (part: Partial<Note> = {}): Note => ({
  id: "n",
  title: "Heron",
  text: "",
  place: "",
  createdAt: 0,
  photos: [
    { id: "a", name: "a.jpg" },
    { id: "b", name: "b.jpg" },
  ],
  round: 0,
  ...part,
});

const job = (id: string, part: Partial<Job>): Job => ({
  id,
  name: "",
  queue: "uploads",
  priority: 0,
  state: "enqueued",
  args: undefined,
  attempt: 0,
  maxAttempts: 7,
  interruptions: 0,
  createdAt: 0,
  parents: [],
  continuations: [],
  meta: {},
  tags: [],
  displayName: "A job",
  waitingFor: [],
  history: [],
  ...part,
});

/** The jobs of the note as they are right after saving, with some of them changed. */
const jobsOf = (of: Note, changes: Record<string, Partial<Job>>): ((id: string) => Job | undefined) => {
  const first: [string, Partial<Job>][] = [
    [jobIds.uploadNote(of), { name: "upload-note" }],
    ...of.photos.flatMap(({ id }): [string, Partial<Job>][] => [
      [jobIds.shrinkPhoto(id), { name: "shrink-photo" }],
      [jobIds.uploadPhoto(id), { name: "upload-photo", state: "awaiting" }],
    ]),
    [jobIds.confirmNote(of), { name: "confirm-note", state: "awaiting" }],
  ];
  const all = new Map(first.map(([id, part]) => [id, job(id, { ...part, ...changes[id] })]));
  return (id) => all.get(id);
};

const read = (changes: Record<string, Partial<Job>>, of = note()) => noteProgress(of, jobsOf(of, changes));

const ids = {
  note: "note-n-0-upload",
  confirm: "note-n-0-confirm",
  shrinkA: "photo-a-shrink",
  uploadA: "photo-a-upload",
  shrinkB: "photo-b-shrink",
};

describe("what a note's jobs come to, in words", () => {
  test("right after saving it is safe here, and the rest is ahead", () => {
    const { headline, steps, fraction } = read({});
    expect(headline).toBe("Saved on this device");
    expect(steps.map(({ state }) => state)).toEqual(["done", "active", "active", "ahead"]);
    expect(fraction).toBe(0);
  });

  test("a note without photos has nothing to shrink", () => {
    expect(read({}, note({ photos: [] })).steps.map(({ name }) => name)).toEqual([
      "saved",
      "upload",
      "confirm",
    ]);
  });

  test("work is named, with which of how many", () => {
    const { headline, detail, steps } = read({
      [ids.shrinkA]: { state: "succeeded" },
      [ids.shrinkB]: { state: "processing", attempt: 1 },
    });
    expect(`${headline} ${detail}`).toBe("Shrinking photo 2 of 2");
    expect(steps[1]).toEqual({ name: "shrink", state: "active" });
  });

  test("progress counts every job, running ones in part", () => {
    const { fraction } = read({
      [ids.note]: { state: "succeeded" },
      [ids.shrinkA]: { state: "succeeded" },
      [ids.shrinkB]: { state: "processing", progress: { fraction: 0.5 } },
    });
    expect(fraction).toBeCloseTo(2.5 / 6);
  });

  test("without a network it waits, and says that nothing is lost", () => {
    const { tone, headline, steps } = read({
      [ids.note]: { waitingFor: [{ kind: "constraint", detail: "needs the network" }] },
      [ids.shrinkA]: { state: "succeeded" },
      [ids.shrinkB]: { state: "succeeded" },
    });
    expect({ tone, headline }).toEqual({ tone: "waiting", headline: "Waiting for network" });
    expect(steps.map(({ state }) => state)).toEqual(["done", "done", "waiting", "ahead"]);
  });

  test("a retry outranks work, tells its reason, and can be brought forward", () => {
    const progress = read({
      [ids.note]: {
        state: "scheduled",
        attempt: 2,
        scheduledFor: 9_000,
        error: { name: "Error", message: "500" },
      },
      [ids.shrinkA]: { state: "processing", attempt: 1 },
    });
    expect(progress).toMatchObject({ tone: "trouble", headline: "Trying again", until: 9_000 });
    expect(progress.detail).toBe("Attempt 2 of 7: 500");
    expect(progress.delayed).toEqual([ids.note]);
  });

  test("a failure outranks everything and names what can be started again", () => {
    const progress = read({
      [ids.note]: { state: "scheduled", attempt: 1, scheduledFor: 9_000 },
      [ids.shrinkA]: { state: "failed", error: { name: "FatalJobError", message: "Not an image." } },
    });
    expect(progress).toMatchObject({ tone: "failed", headline: "Failed", detail: "Not an image." });
    expect(progress.stopped).toEqual([ids.shrinkA]);
    expect(progress.steps[1]).toEqual({ name: "shrink", state: "failed" });
  });

  test("a job that somebody deleted stops the note until it is started again", () => {
    const progress = read({
      [ids.uploadA]: { state: "deleted", displayName: "Upload a.jpg" },
      [ids.confirm]: { state: "deleted" },
    });
    expect(progress.headline).toBe("Stopped");
    expect(progress.stopped).toEqual([ids.uploadA, ids.confirm]);
  });

  test("a paused queue is passed on in the runtime's own words", () => {
    const { headline, detail } = read({
      [ids.note]: { waitingFor: [{ kind: "paused", detail: "The queue 'uploads' is paused." }] },
    });
    expect(`${headline}: ${detail}`).toBe("Waiting: The queue 'uploads' is paused.");
  });

  test("what is confirmed stays so when its jobs have been cleaned away", () => {
    const progress = noteProgress(note({ confirmedAt: 5 }), () => undefined);
    expect(progress).toMatchObject({ tone: "done", headline: "Confirmed", fraction: 1, stopped: [] });
    expect(progress.steps.every(({ state }) => state === "done")).toBe(true);
  });
});
