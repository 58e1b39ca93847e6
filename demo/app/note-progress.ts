import type { Job } from "../../src/index.ts";
import type { Note } from "../shared/note.ts";
import { jobIds } from "./job-ids.ts";

export type StepName = "saved" | "shrink" | "upload" | "confirm";
export type StepState = "done" | "active" | "waiting" | "failed" | "ahead";

/** One step of a note's way to the server. */
export interface Step {
  name: StepName;
  state: StepState;
}

export type Tone = "done" | "busy" | "waiting" | "trouble" | "failed";

/** Where a note is on its way, in the words a person reads. */
export interface NoteProgress {
  tone: Tone;
  headline: string;
  detail: string;
  /** Epoch milliseconds of the next attempt, where one is planned. */
  until?: number;
  /** 0 to 1, over all its jobs. */
  fraction: number;
  steps: Step[];
  /** Jobs that a person can start again: failed or deleted ones. */
  stopped: string[];
  /** Jobs that wait for their next attempt, which a person can bring forward. */
  delayed: string[];
}

type Find = (id: string) => Job | undefined;

/** Reads a note's jobs. Pure, so that every wording can be tested without a browser. */
export function noteProgress(note: Note, find: Find): NoteProgress {
  const shrinks = note.photos.map(({ id }) => find(jobIds.shrinkPhoto(id)));
  const uploads = [
    find(jobIds.uploadNote(note)),
    ...note.photos.map(({ id }) => find(jobIds.uploadPhoto(id))),
  ];
  const confirm = find(jobIds.confirmNote(note));
  const all = [...shrinks, ...uploads, confirm].filter((job) => job !== undefined);
  const confirmed = note.confirmedAt !== undefined;
  const steps: Step[] = [
    { name: "saved", state: "done" },
    ...(shrinks.length > 0 ? [{ name: "shrink", state: stepState(shrinks, confirmed) } as const] : []),
    { name: "upload", state: stepState(uploads, confirmed) },
    { name: "confirm", state: stepState([confirm], confirmed) },
  ];
  const stopped = confirmed ? [] : all.filter(({ state }) => state === "failed" || state === "deleted");
  const delayed = confirmed ? [] : all.filter(isRetry);
  return {
    ...(confirmed ? CONFIRMED : wording(all, stopped, delayed)),
    fraction: confirmed ? 1 : mean(all.map(doneOf)),
    steps,
    stopped: stopped.map(({ id }) => id),
    delayed: delayed.map(({ id }) => id),
  };
}

type Wording = Pick<NoteProgress, "tone" | "headline" | "detail" | "until">;

const CONFIRMED: Wording = { tone: "done", headline: "Confirmed", detail: "The server has everything." };

/** What matters most is said: trouble before waiting, waiting before work. */
function wording(all: Job[], stopped: Job[], delayed: Job[]): Wording {
  const [broken] = stopped;
  if (broken !== undefined) return { tone: "failed", ...stoppedWording(broken) };
  const [retry] = [...delayed].sort((a, b) => (a.scheduledFor ?? 0) - (b.scheduledFor ?? 0));
  if (retry !== undefined) {
    const until = retry.scheduledFor === undefined ? {} : { until: retry.scheduledFor };
    const attempt = `Attempt ${retry.attempt} of ${retry.maxAttempts}`;
    return { tone: "trouble", headline: "Trying again", detail: `${attempt}: ${message(retry)}`, ...until };
  }
  const running = all.find(({ state }) => state === "processing");
  if (running !== undefined) return { tone: "busy", ...workWording(all, running) };
  const waits = all.flatMap(({ state, waitingFor }) => (state === "enqueued" ? waitingFor : []));
  const lacking = waits.find(({ kind }) => kind === "constraint");
  if (lacking !== undefined)
    return { tone: "waiting", headline: "Waiting for network", detail: "Safe on this device until then." };
  const held = waits.find(({ kind }) => kind !== "workers-busy" && kind !== "parent");
  if (held !== undefined) return { tone: "waiting", headline: "Waiting", detail: held.detail };
  return { tone: "busy", headline: "Saved on this device", detail: "Its jobs are about to start." };
}

function stoppedWording(job: Job): Pick<Wording, "headline" | "detail"> {
  if (job.state === "deleted")
    return { headline: "Stopped", detail: `“${job.displayName}” was deleted before it was done.` };
  return { headline: "Failed", detail: message(job) };
}

function workWording(all: Job[], running: Job): Pick<Wording, "headline" | "detail"> {
  const alike = all.filter(({ name }) => name === running.name);
  const place = alike.filter(({ state }) => state === "succeeded").length + 1;
  const which = alike.length > 1 ? `${place} of ${alike.length}` : "";
  switch (running.name) {
    case "shrink-photo":
      return { headline: "Shrinking photo", detail: which };
    case "upload-photo":
      return { headline: "Uploading photo", detail: which };
    case "upload-note":
      return { headline: "Uploading", detail: "The words first." };
    default:
      return { headline: "Confirming", detail: "Asking the server whether it has everything." };
  }
}

function stepState(jobs: (Job | undefined)[], confirmed: boolean): StepState {
  if (confirmed) return "done";
  const known = jobs.filter((job) => job !== undefined);
  if (known.some(({ state }) => state === "failed" || state === "deleted")) return "failed";
  if (known.length > 0 && known.length === jobs.length && known.every(({ state }) => state === "succeeded"))
    return "done";
  if (known.some(({ state }) => state === "processing")) return "active";
  if (known.some((job) => isRetry(job) || job.waitingFor.some(({ kind }) => kind === "constraint")))
    return "waiting";
  return known.some(({ state }) => state === "enqueued") ? "active" : "ahead";
}

const isRetry = ({ state, attempt }: Job): boolean => state === "scheduled" && attempt > 0;

const message = ({ error }: Job): string => error?.message ?? "No reason was given.";

const doneOf = ({ state, progress }: Job): number =>
  state === "succeeded" ? 1 : state === "processing" ? (progress?.fraction ?? 0) : 0;

const mean = (values: number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
