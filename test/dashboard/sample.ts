import type { BatchCounts, BatchInfo } from "../../src/batch/batch-info.ts";
import type { Job } from "../../src/job/job.ts";
import { FakeClient } from "./fake-client.ts";
import { makeJob } from "./make-job.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const STACK = `TypeError: Failed to fetch
    at async uploadChunk (https://app.example/assets/upload-5c1d.js:41:22)
    at async retrying (https://app.example/assets/upload-5c1d.js:77:9)
    at async Object.uploadPhoto (https://app.example/assets/jobs-1a2b.js:112:5)
    at async perform (https://app.example/sw.js:1:88213)
    at async attempt (https://app.example/sw.js:1:90112)
    at async JobServer.run (https://app.example/sw.js:1:91877)
    at async worker (https://app.example/sw.js:1:92005)
    at async Promise.all (index 2)`;

/** An app that has been running for a while: every state, long names, errors with causes, Persian. */
export function sampleClient(now = Date.now()): FakeClient {
  const client = new FakeClient();
  const ago = (time: number): number => now - time;
  const add = (parts: Partial<Job>): Job => {
    const job = makeJob(parts);
    client.seed(job);
    return job;
  };
  for (let i = 0; i < 63; i++)
    add({
      state: "succeeded",
      name: ["send-welcome", "upload-photo", "sync-orders", "index-search"][i % 4] ?? "",
      displayName:
        [`Welcome mail to user ${1_000 + i}`, `Photo IMG_${4_200 + i}.jpg`, "Sync orders", "Index search"][
          i % 4
        ] ?? "",
      queue: ["mail", "media", "default", "default"][i % 4] ?? "default",
      createdAt: ago(i * 3 * MINUTE + 40 * SECOND),
      startedAt: ago(i * 3 * MINUTE + 39 * SECOND),
      finishedAt: ago(i * 3 * MINUTE + 39 * SECOND - (400 + ((i * 7919) % 23_000))),
      result: { sentAt: new Date(ago(i * MINUTE)), to: "ada@example.com", parts: i },
    });
  add({
    state: "failed",
    name: "upload-photo",
    displayName:
      "Upload of the scanned contract with the very long name that nobody wanted to shorten, page 3 of 12.pdf",
    queue: "media",
    tags: ["vip", "contract"],
    createdAt: ago(26 * MINUTE),
    attempt: 11,
    error: {
      name: "TypeError",
      message: "Failed to fetch",
      stack: STACK,
      code: "ERR_NETWORK",
      cause: {
        name: "TimeoutError",
        message: "The server at uploads.example.com did not answer within 30 s",
        stack:
          "TimeoutError: The server at uploads.example.com did not answer within 30 s\n    at AbortSignal.timeout (https://app.example/assets/net-9e.js:8:14)",
      },
    },
    args: {
      album: "Contracts",
      file: new File(["x".repeat(48_000)], "contract-03.pdf", { type: "application/pdf" }),
      taken: new Date(ago(9 * HOUR)),
      size: { width: 2_480, height: 3_508 },
      people: new Map<string, unknown>([
        ["Ada", { confidence: 0.98 }],
        ["Grace", { confidence: 0.91 }],
      ]),
      tags: new Set(["contract", "scan"]),
      token: "secret-token-4711",
      offset: 12_884_901_888n,
      retried: true,
      parent: null,
    },
    redact: ["token"],
    history: [
      { state: "enqueued", at: ago(26 * MINUTE) },
      { state: "processing", at: ago(25.5 * MINUTE), data: { attempt: 1, serverId: "sw-7f3c" } },
      {
        state: "scheduled",
        at: ago(25 * MINUTE),
        reason: "Retry 1 of 10: TypeError: Failed to fetch",
        data: { error: { name: "TypeError", message: "Failed to fetch" }, dueAt: ago(21 * MINUTE) },
      },
      { state: "enqueued", at: ago(21 * MINUTE), reason: "Its time has come." },
      { state: "processing", at: ago(20.8 * MINUTE), data: { attempt: 2, serverId: "sw-7f3c" } },
      {
        state: "scheduled",
        at: ago(19 * MINUTE),
        reason: "Retry 2 of 10: TypeError: Failed to fetch",
        data: { error: { name: "TypeError", message: "Failed to fetch" }, dueAt: ago(12 * MINUTE) },
      },
      { state: "enqueued", at: ago(12 * MINUTE), reason: "Its time has come." },
      { state: "processing", at: ago(11.9 * MINUTE), data: { attempt: 3, serverId: "page-22aa" } },
      { state: "failed", at: ago(9 * MINUTE), reason: "All 11 attempts are spent." },
    ],
    startedAt: ago(11.9 * MINUTE),
    finishedAt: ago(9 * MINUTE),
    expiresAt: now + 29 * 24 * HOUR,
  });
  add({
    state: "failed",
    name: "charge-card",
    displayName: "Charge order 20-4411",
    queue: "billing",
    attempt: 1,
    maxAttempts: 1,
    createdAt: ago(3 * HOUR),
    error: {
      name: "FatalJobError",
      message: "Card declined by the issuer (code 51). The customer has to choose another card.",
      code: "card-declined",
    },
  });
  add({
    state: "failed",
    name: "sync-orders",
    displayName: "همگام‌سازی سفارش‌های فروشگاه تهران",
    attempt: 4,
    maxAttempts: 4,
    createdAt: ago(5 * HOUR),
    error: { name: "خطای شبکه", message: "سرور در مهلت مقرر پاسخ نداد" },
  });
  for (const [i, displayName] of ["Photo IMG_4300.jpg", "Nightly report, October", "Index search"].entries())
    add({
      state: "processing",
      name: ["upload-photo", "nightly-report", "index-search"][i] ?? "",
      displayName,
      queue: i === 0 ? "media" : "default",
      createdAt: ago((i + 1) * 70 * SECOND),
      startedAt: ago((i * 41 + 3) * SECOND),
      serverId: "sw-7f3c09a1e2",
      ...(i < 2
        ? { progress: { fraction: 0.35 + i * 0.27, message: i ? "Totals by region" : "4.1 of 11.7 MB" } }
        : {}),
    });
  for (let i = 0; i < 14; i++)
    add({
      displayName: i === 3 ? "ایمیل خوش‌آمدگویی برای آدا" : `Welcome mail to user ${2_000 + i}`,
      queue: i % 5 === 4 ? "reports" : "mail",
      createdAt: ago(i * 37 * SECOND + 2 * SECOND),
      priority: i === 0 ? 5 : 0,
      waitingFor: [
        i % 5 === 4
          ? { kind: "paused", detail: "The queue 'reports' is paused." }
          : i % 3
            ? { kind: "workers-busy", detail: "Waiting for a free worker." }
            : { kind: "constraint", detail: "Waiting for the network." },
      ],
    });
  for (let i = 0; i < 6; i++)
    add({
      state: "scheduled",
      name: i % 2 ? "charge-card" : "remind",
      displayName: i % 2 ? `Charge order 20-${4_500 + i}` : "Reminder: call the dentist",
      createdAt: ago(i * MINUTE),
      attempt: i % 2 ? i : 0,
      scheduledFor: now + i * i * 13 * MINUTE + 48 * SECOND,
      waitingFor: [
        { kind: "time", detail: "Waiting for its time.", until: now + i * i * 13 * MINUTE + 48 * SECOND },
      ],
      ...(i % 2 ? { error: { name: "HttpError", message: "503 Service Unavailable" } } : {}),
    });
  const parent = [...client.jobs.values()].find(({ state }) => state === "processing");
  add({
    state: "awaiting",
    name: "merge-report",
    displayName: "Merge the regional reports",
    parents: [parent?.id ?? "", "j000042"],
    waitingFor: [{ kind: "parent", detail: `Waiting for ${parent?.id} (on 'succeeded').` }],
  });
  add({
    state: "deleted",
    displayName: "Draft to nobody",
    history: [
      { state: "enqueued", at: ago(HOUR) },
      { state: "deleted", at: ago(50 * MINUTE), reason: "Deleted by the app." },
    ],
  });
  client.paused.add("reports");
  client.serverList = servers(
    now,
    [...client.jobs.values()].filter(({ state }) => state === "processing").map(({ id }) => id),
  );
  const upload = [...client.jobs.values()].find(({ displayName }) => displayName.startsWith("Upload of"));
  const related = [...client.jobs.values()];
  const shrink = related.find(({ displayName }) => displayName === "Photo IMG_4201.jpg");
  const merge = related.find(({ displayName }) => displayName === "Merge the regional reports");
  if (upload && shrink && merge)
    client.seed({
      ...upload,
      parents: [shrink.id],
      continuations: [merge.id, "j-gone"],
      createdBy: shrink.id,
      recurringId: "refresh-catalogue",
    });
  client.steps.set(upload?.id ?? "", [
    {
      name: "reserve a place",
      value: { uploadId: "u-4471", parts: 12 },
      attempt: 1,
      at: ago(25.4 * MINUTE),
    },
    { name: "send part 1", value: 4_194_304, attempt: 1, at: ago(25.2 * MINUTE) },
    { name: "send part 2", value: 4_194_304, attempt: 2, at: ago(19.6 * MINUTE) },
    { name: "let the server breathe", until: ago(11 * MINUTE), attempt: 3, at: ago(11.4 * MINUTE) },
  ]);
  client.logs.set(upload?.id ?? "", [
    { attempt: 1, at: ago(25.4 * MINUTE), level: "info", message: "Chunk 1 of 12 sent" },
    {
      attempt: 1,
      at: ago(25.1 * MINUTE),
      level: "warn",
      message: "The server is slow",
      data: { ms: 8_211, chunk: 2 },
    },
    { attempt: 2, at: ago(20 * MINUTE), level: "debug", message: "Resuming at byte 4,194,304" },
    { attempt: 3, at: ago(9.1 * MINUTE), level: "error", message: "شبکه در دسترس نیست" },
  ]);
  client.recurringJobs = recurring(now);
  withBatches(client, now);
  client.holdList = [
    { name: "auth", reason: "The session has expired: sign in again", at: ago(14 * MINUTE), waiting: 2 },
  ];
  client.queueLimits = {
    mail: { concurrency: 2, rateLimit: { limit: 100, per: HOUR, mode: "sliding", used: 100 } },
    media: { concurrency: 3 },
  };
  client.limitList = [
    { kind: "concurrency", key: "user-4711", limit: 1, used: 1, waiting: 12 },
    {
      kind: "rate",
      key: "api.example.com",
      limit: 10,
      per: MINUTE,
      mode: "sliding",
      used: 10,
      waiting: 48,
      opensAt: now + 21 * SECOND,
    },
    { kind: "rate", key: "charge-card", limit: 5, per: SECOND, mode: "fixed", used: 2, waiting: 0 },
  ];
  add({
    name: "sync-orders",
    displayName: "Sync orders of the Tehran shop",
    hold: "auth",
    createdAt: ago(13 * MINUTE),
    waitingFor: [{ kind: "hold", detail: "Held by 'auth': The session has expired: sign in again" }],
  });
  add({
    name: "upload-photo",
    displayName: "Photo IMG_4301.jpg",
    queue: "media",
    createdAt: ago(11 * MINUTE),
    prefers: { network: "unmetered", within: 2 * HOUR, until: now + 109 * MINUTE },
    waitingFor: [
      {
        kind: "constraint",
        detail: "It would rather wait for a network that is not metered.",
        until: now + 109 * MINUTE,
      },
    ],
  });
  client.paces = { mail: 42, media: 7, default: 118 };
  client.unhandledList = [{ name: "resize-video", queue: "media", count: 4 }];
  client.fallenList = [
    {
      id: "sw-1b90cc72",
      kind: "service-worker",
      startedAt: ago(52 * MINUTE),
      at: ago(31 * MINUTE),
      count: 3,
      jobs: ["j000007", "j000008", "j000012"],
    },
    {
      id: "page-0f11",
      kind: "window",
      startedAt: ago(5 * HOUR),
      at: ago(4 * HOUR),
      count: 1,
      jobs: ["j000030"],
    },
  ];
  client.wakeupList = [
    {
      source: "alarm",
      detail: "A timer in a shared worker while a page is open.",
      available: true,
      lastAt: now - 31 * SECOND,
      count: 4_211,
      jobs: 2,
    },
    {
      source: "sync",
      detail: "Background sync: once the network is back.",
      available: true,
      lastAt: now - 20 * MINUTE,
      count: 12,
      jobs: 9,
    },
    {
      source: "periodicsync",
      detail: "Periodic background sync, as often as the browser likes.",
      available: false,
      count: 0,
      jobs: 0,
    },
    { source: "push", detail: "A push message from the app's server.", count: 0, jobs: 0 },
  ];
  client.buckets = buckets(now);
  return client;
}

/** A large one that runs with a failure, a nested one, one that is stuck, those that have ended. */
function withBatches(client: FakeClient, now: number): void {
  const none = {
    awaiting: 0,
    scheduled: 0,
    enqueued: 0,
    processing: 0,
    succeeded: 0,
    failed: 0,
    deleted: 0,
  };
  const batch = (parts: Partial<BatchInfo> & Pick<BatchInfo, "id">, counts: Partial<BatchCounts>): void => {
    const all = { ...none, ...counts };
    const total = Object.values(all).reduce((sum, n) => sum + n, 0);
    const ended = all.succeeded + all.failed + all.deleted;
    client.batchList.push({
      state: "running",
      counts: all,
      total,
      ended,
      progress: ended / total,
      stalled: false,
      createdAt: now - HOUR,
      parents: [],
      continuations: [],
      ...parts,
    });
  };
  const seed = (parts: Partial<Job>): Job => {
    const job = makeJob(parts);
    client.seed(job);
    return job;
  };
  const error = { name: "HttpError", message: "502 Bad Gateway from example.org/page/7" };
  const page = (i: number, parts: Partial<Job>): Job =>
    seed({
      batchId: "batch:01k-import",
      name: "fetch-page",
      displayName: `Page ${i} of example.org`,
      queue: "import",
      createdAt: now - 20 * MINUTE,
      ...parts,
    });
  for (let i = 1; i <= 6; i++) page(i, { state: "succeeded" });
  page(7, { state: "failed", error });
  const index = seed({
    name: "build-index",
    displayName: "Build the index of example.org",
    state: "awaiting",
    parents: ["batch:01k-import"],
  });
  const report = seed({
    name: "report-import",
    displayName: "Mail the report",
    state: "awaiting",
    on: "finished",
    parents: ["batch:01k-import"],
  });
  batch(
    {
      id: "batch:01k-import",
      name: "Import of example.org",
      createdAt: now - 20 * MINUTE,
      createdBy: "j000001",
      continuations: [index.id, report.id],
    },
    { succeeded: 46, failed: 1, deleted: 2, processing: 3, enqueued: 18, scheduled: 4, awaiting: 6 },
  );
  batch(
    {
      id: "batch:01k-pictures",
      name: "Pictures of example.org",
      parentId: "batch:01k-import",
      createdAt: now - 19 * MINUTE,
    },
    { succeeded: 31, processing: 1, enqueued: 8 },
  );
  batch(
    {
      id: "batch:month-end",
      name: "بستن حساب‌های پایان ماه",
      stalled: true,
      createdAt: now - 3 * HOUR,
    },
    { succeeded: 11, failed: 1, awaiting: 2 },
  );
  batch(
    { id: "batch:01k-next", state: "awaiting", parents: ["batch:01k-import"], createdAt: now - 4 * HOUR },
    { awaiting: 40 },
  );
  batch(
    {
      id: "batch:01k-news",
      name: "Newsletter 2026-11 to all 12,480 readers who have not said no",
      state: "succeeded",
      createdAt: now - 9 * HOUR,
      finishedAt: now - 8 * HOUR,
      expiresAt: now + 16 * HOUR,
    },
    { succeeded: 12_480 },
  );
  batch(
    {
      id: "batch:01k-thumbs",
      name: "Thumbnails",
      state: "deleted",
      createdAt: now - 30 * HOUR,
      cancelledAt: now - 29 * HOUR,
      finishedAt: now - 29 * HOUR,
    },
    { succeeded: 120, deleted: 380 },
  );
}

function servers(now: number, running: string[]): FakeClient["serverList"] {
  return [
    {
      id: "sw-7f3c09a1e2",
      kind: "service-worker",
      queues: [],
      workers: 4,
      startedAt: now - 4 * MINUTE,
      seenAt: now - SECOND,
      running,
      handles: ["send-welcome", "upload-photo", "sync-orders", "nightly-report", "index-search"],
      lastWake: { source: "periodicsync", at: now - 4 * MINUTE },
    },
    {
      id: "page-22aa61c0",
      kind: "window",
      queues: ["media", "default"],
      weights: { media: 3, default: 1 },
      workers: 2,
      startedAt: now - 22 * MINUTE,
      seenAt: now - 9 * SECOND,
      running: [],
      handles: ["upload-photo"],
      lastWake: { source: "online", at: now - 20 * MINUTE },
    },
  ];
}

function recurring(now: number): FakeClient["recurringJobs"] {
  const runs = (outcomes: string): FakeClient["recurringJobs"][number]["runs"] =>
    [...outcomes].map((letter, i) => ({
      plannedAt: now - (outcomes.length - i) * HOUR,
      startedAt: now - (outcomes.length - i) * HOUR,
      jobId: "j000001",
      outcome: { s: "succeeded", f: "failed", d: "skipped" }[letter] ?? "succeeded",
      lateness: i % 7 === 3 ? 11 * MINUTE : 400,
      wokenBy: "alarm",
    }));
  const each = (
    parts: Partial<FakeClient["recurringJobs"][number]>,
  ): FakeClient["recurringJobs"][number] => ({
    id: "",
    name: "",
    args: undefined,
    queue: "default",
    timeZone: "UTC",
    misfire: "relaxed",
    overlap: "allow",
    paused: false,
    runCount: 12,
    runs: [],
    createdAt: now - 40 * 24 * HOUR,
    ...parts,
  });
  return [
    each({
      id: "refresh-catalogue",
      name: "sync-orders",
      cron: "*/15 * * * *",
      nextRunAt: now + 6 * MINUTE,
      lastRunAt: now - 9 * MINUTE,
      lastJobId: "j000003",
      runs: runs("ssssssssssssssssfsss"),
    }),
    each({
      id: "nightly-report",
      name: "nightly-report",
      cron: "30 2 * * *",
      timeZone: "Asia/Tehran",
      nextRunAt: now + 5 * HOUR,
      lastRunAt: now - 19 * HOUR,
      lastJobId: "j000002",
      runs: runs("sssfssssdsss"),
      queue: "reports",
    }),
    each({
      id: "weekly-backup-of-everything-that-matters",
      name: "backup",
      cron: "0 9 * * mon-fri",
      timeZone: "Europe/Istanbul",
      paused: true,
      lastRunAt: now - 70 * HOUR,
      runs: runs("ssss"),
    }),
    each({ id: "heartbeat", name: "ping", every: 90 * MINUTE, nextRunAt: now + 42 * SECOND }),
    each({
      id: "month-end",
      name: "close-books",
      cron: "0 0 L * *",
      timeZone: "Asia/Nowhere",
      error: { message: "Asia/Nowhere is not a time zone this browser knows.", at: now - HOUR },
    }),
  ];
}

function buckets(now: number): FakeClient["buckets"] {
  const every = (step: number, length: number, factor: number) =>
    Array.from({ length }, (_, i) => {
      const at = Math.floor(now / step) * step - i * step;
      const wave = Math.max(0, Math.sin(i / 4.1) + Math.cos(i / 1.7) / 2 + 0.6);
      const succeeded = Math.round(wave * 14 * factor);
      return {
        at,
        created: succeeded + 2,
        succeeded,
        failed: i % 9 === 4 ? Math.round(succeeded / 5) + 1 : 0,
        deleted: i % 11 === 6 ? 2 : 0,
        retried: i % 5 === 2 ? 3 : 0,
      };
    });
  return { minute: every(MINUTE, 60, 1), hour: every(HOUR, 30, 10), day: every(24 * HOUR, 30, 19) };
}
