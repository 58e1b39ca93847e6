import { defineJob, type JobDefinition } from "../src/index.ts";
import type { ShrunkImage } from "./shared/shrink-image.ts";

// Every job of the demo, declared once for the page that enqueues and the worker that runs.

/** Short waits, so that a person who is watching sees the retries. A real app would leave the default. */
const SOON = ["2s", "4s", "8s", "15s", "30s"] as const;

export interface ShrinkPhotoArgs {
  noteId: string;
  photoId: string;
  file: Blob;
  /** Pixels of the longer side. */
  maxSide: number;
}

/** Makes a photo small enough for a bad connection. */
export const shrinkPhoto: JobDefinition<ShrinkPhotoArgs, ShrunkImage> = defineJob("shrink-photo", {
  queue: "photos",
  timeout: "1m",
  retry: { attempts: 3, delay: "2s" },
  displayName: ({ file }) => `Shrink ${file instanceof File ? file.name : "a photo"}`,
});

export interface UploadPhotoArgs {
  noteId: string;
  photoId: string;
  name: string;
}

/** Continues `shrink-photo` and sends what came out of it. Answers the bytes that arrived. */
export const uploadPhoto: JobDefinition<UploadPhotoArgs, { bytes: number }> = defineJob("upload-photo", {
  queue: "uploads",
  timeout: "30s",
  requires: { network: "online" },
  retry: { attempts: 6, delay: SOON },
  displayName: ({ name }) => `Upload ${name}`,
});

export interface UploadNoteArgs {
  id: string;
  title: string;
  text: string;
  place: string;
  createdAt: number;
  photos: { id: string; name: string }[];
}

/** Sends the words of a note. Before its photos, since it is small and matters most. */
export const uploadNote: JobDefinition<UploadNoteArgs> = defineJob("upload-note", {
  queue: "uploads",
  priority: 10,
  timeout: "30s",
  requires: { network: "online" },
  retry: { attempts: 6, delay: SOON },
  displayName: ({ title }) => `Upload “${title}”`,
});

/** Continues all uploads of a note: asks the server whether it has everything. */
export const confirmNote: JobDefinition<{ noteId: string; title: string }, { confirmedAt: number }> =
  defineJob("confirm-note", {
    queue: "uploads",
    timeout: "30s",
    requires: { network: "online" },
    retry: { attempts: 6, delay: SOON },
    displayName: ({ title }) => `Confirm “${title}”`,
  });

export interface RemindArgs {
  reminderId: string;
  text: string;
  dueAt: number;
  noteId?: string;
}

/** Scheduled: shows a notification where it may, and marks the reminder as rung. */
export const remind: JobDefinition<RemindArgs> = defineJob("remind", {
  priority: 20,
  displayName: ({ text }) => `Remind: ${text}`,
});

export interface Summary {
  notes: number;
  photos: number;
  confirmed: number;
}

/** Recurring, at six in the evening: tells the server how much there is. */
export const dailySummary: JobDefinition<void, Summary> = defineJob("daily-summary", {
  queue: "uploads",
  timeout: "30s",
  requires: { network: "online" },
  retry: { attempts: 6, delay: SOON },
  displayName: "Daily summary",
});

/** Fails twice, then works: shows what retries are. */
export const flaky: JobDefinition<void, { attempts: number }> = defineJob("flaky", {
  queue: "experiments",
  retry: { attempts: 4, delay: ["2s", "3s"] },
  displayName: "A flaky job",
});

/** Fails for good at its first attempt: shows `FatalJobError`. */
export const doomed: JobDefinition = defineJob("doomed", {
  queue: "experiments",
  displayName: "A doomed job",
});

/** Everything that the load makes is in one queue, by which it is removed again. */
export const LOAD_QUEUE = "load";

export interface LoadArgs {
  n: number;
  person: string;
  /** What its handler does: works, throws once, or fails for good. */
  fate: "work" | "stumble" | "fail";
  when: Date;
}

const LOADS = {
  "send-mail": "Mail to",
  "resize-picture": "Picture of",
  "sync-orders": "Orders of",
  "build-report": "Report for",
  "call-webhook": "Webhook of",
  "index-search": "Search index of",
} as const;

/** Jobs of many kinds that do nothing: see `demo/app/load.ts`. */
export const loadJobs: readonly JobDefinition<LoadArgs, { for: string; pages: number }>[] = Object.entries(
  LOADS,
).map(([name, words]) =>
  defineJob<LoadArgs, { for: string; pages: number }>(name, {
    queue: LOAD_QUEUE,
    // Behind everything that a person waits for.
    priority: -10,
    retry: { attempts: 3, delay: ["1m", "10m", "1h"] },
    displayName: ({ n, person }) => `${words} ${person}, no. ${n}`,
  }),
);
