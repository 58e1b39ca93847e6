import { html, nothing, type TemplateResult } from "lit";
import type { Job } from "../../job/job.ts";
import type { Board } from "../board.ts";
import type { Catalogue } from "../locale/catalogue.ts";
import type { Locale } from "../locale/locale.ts";
import type { ListName } from "../routes.ts";
import { code, latency, linkToJob, since, timeOf } from "./parts.ts";
import { progressBar } from "./progress-bar.ts";

/** A column of the job table, beside the job's own. */
export interface Column {
  title: keyof Catalogue["columns"];
  /** `wide` takes what the others leave; `short` is left out where there is little room. */
  room?: "wide" | "short";
  cell: (job: Job, board: Board) => TemplateResult | string | typeof nothing;
}

const sinceThen = (title: Column["title"]): Column => ({
  title,
  cell: (job, board) => timeOf(board, since(job)),
});

const waiting: Column = {
  title: "waiting",
  room: "wide",
  cell: (job, { locale }) => {
    const [first] = job.waitingFor;
    return first
      ? html`<span title=${locale.core(first.detail)}>${locale.words.waiting[first.kind]}</span>`
      : nothing;
  },
};

const reason: Column = {
  title: "reason",
  room: "wide",
  cell: (job, board) =>
    job.waitingFor[0]?.kind === "no-wakeup" ? waiting.cell(job, board) : cameBy(job, board.locale),
};

/** Why it came to where it is. */
const cameBy = (job: Job, locale: Locale): TemplateResult | string | typeof nothing =>
  told(job.history.findLast(({ state }) => state === job.state)?.reason, locale) ??
  (job.attempt > 0 && job.state === "scheduled"
    ? attempts(job, locale.words.list.attempt, locale.number)
    : nothing);

const error: Column = {
  title: "error",
  room: "wide",
  cell: ({ error: info }) =>
    info
      ? html`<span class="error"><strong>${info.name}</strong> <bdi>${info.message}</bdi></span>`
      : nothing,
};

const duration: Column = {
  title: "duration",
  cell: ({ startedAt, finishedAt }, { locale }) =>
    startedAt !== undefined && finishedAt !== undefined ? locale.duration(finishedAt - startedAt) : nothing,
};

const ofAttempts: Column = {
  title: "attempts",
  room: "short",
  cell: ({ attempt, maxAttempts }, { locale }) => `${locale.number(attempt)} / ${locale.number(maxAttempts)}`,
};

/** Columns by list, as in Hangfire's. */
export const COLUMNS: Readonly<Record<ListName | "all", readonly Column[]>> = {
  all: [
    {
      title: "state",
      cell: ({ state }, board) => html`<job-badge .board=${board} state=${state}></job-badge>`,
    },
    { title: "created", cell: ({ createdAt }, board) => timeOf(board, createdAt) },
  ],
  enqueued: [waiting, sinceThen("enqueued")],
  scheduled: [reason, { title: "due", cell: ({ scheduledFor }, board) => timeOf(board, scheduledFor) }],
  retries: [
    error,
    ofAttempts,
    { title: "created", room: "short", cell: ({ createdAt }, board) => timeOf(board, createdAt) },
    { title: "retry", cell: ({ scheduledFor }, board) => timeOf(board, scheduledFor) },
  ],
  awaiting: [
    {
      title: "parents",
      room: "wide",
      cell: ({ parents }, board) =>
        html`${parents.slice(0, 3).map((id) => html`<span>${linkToJob(board, id, code(id), "quiet")} </span>`)}${
          parents.length > 3 ? `+${board.locale.number(parents.length - 3)}` : nothing
        }`,
    },
    sinceThen("since"),
  ],
  processing: [
    { title: "progress", room: "wide", cell: (job, { locale }) => progressBar(job, locale) },
    {
      title: "server",
      room: "short",
      cell: ({ serverId }) => (serverId ? code(shortened(serverId), serverId) : nothing),
    },
    { title: "started", cell: ({ startedAt }, board) => timeOf(board, startedAt) },
  ],
  succeeded: [
    duration,
    {
      title: "latency",
      room: "short",
      cell: (job, { locale }) => {
        const waited = latency(job);
        return waited === undefined ? nothing : locale.duration(waited);
      },
    },
    sinceThen("succeeded"),
  ],
  failed: [error, ofAttempts, sinceThen("failed")],
  deleted: [reason, sinceThen("deleted")],
};

/** Ids begin with the time they were made at, so that only their ends tell them apart. */
const shortened = (id: string): string => (id.length > 12 ? `…${id.slice(-8)}` : id);

const attempts = (job: Job, template: string, number: (n: number) => string): string =>
  template.replace("{n}", number(job.attempt)).replace("{max}", number(job.maxAttempts));

const told = (reason: string | undefined, locale: Locale): TemplateResult | undefined =>
  reason === undefined ? undefined : html`<bdi>${locale.core(reason)}</bdi>`;
