import { html, nothing, type TemplateResult } from "lit";
import type { Job } from "../../job/job.ts";
import { masked } from "../../job/redact.ts";
import type { Board } from "../board.ts";
import { code, linkTo, linkToJob, timeOf } from "../elements/parts.ts";
import { icon } from "../theme/icons.ts";
import { type Known, nameIn } from "./related.ts";

/** A job's properties and relations, those it has. @param known those of its neighbours whose names are known */
export function jobFacts(job: Job, board: Board, known: Known | undefined): TemplateResult {
  const { words, text, number } = { ...board.locale };
  const names = words.job.factNames;
  const jobs = (ids: readonly string[]): TemplateResult | typeof nothing =>
    ids.length === 0
      ? nothing
      : html`${ids.map((id) => html`<div>${linkToJob(board, id, nameIn(known, id), "quiet")}</div>`)}`;
  const list = (search: string, content: unknown): TemplateResult =>
    linkTo(board, { view: "jobs", search }, content, "quiet");
  const facts: [title: string, content: unknown][] = [
    [names.name, code(job.name)],
    [names.queue, list(`queue:${job.queue}`, job.queue)],
    [
      names.attempt,
      job.maxAttempts === 1
        ? `${number(job.attempt)} (${words.job.noRetry})`
        : text(words.job.attemptOf, { n: number(job.attempt), max: number(job.maxAttempts) }),
    ],
    [names.created, timeOf(board, job.createdAt)],
    [names.due, timeOf(board, job.scheduledFor)],
    [names.started, timeOf(board, job.startedAt)],
    [names.finished, timeOf(board, job.finishedAt)],
    [names.server, job.serverId ? code(job.serverId) : nothing],
    [names.priority, job.priority === 0 ? nothing : number(job.priority)],
    [names.interruptions, job.interruptions === 0 ? nothing : number(job.interruptions)],
    [names.parents, jobs(job.parents)],
    [names.continuations, jobs(job.continuations)],
    [names.createdBy, jobs(job.createdBy ? [job.createdBy] : [])],
    [
      names.recurring,
      job.recurringId ? list(`recurring:${job.recurringId}`, code(job.recurringId)) : nothing,
    ],
    [names.batch, job.batchId ? linkToJob(board, job.batchId, nameIn(known, job.batchId), "quiet") : nothing],
    [names.hold, job.hold === undefined ? nothing : code(job.hold)],
    [names.owner, job.owner ?? nothing],
    [
      names.tags,
      job.tags.length === 0
        ? nothing
        : job.tags.map(
            (tag) => html`${list(`tag:${tag}`, html`<span class="chip">${icon("tag")}${tag}</span>`)} `,
          ),
    ],
    [names.meta, metaOf(job)],
  ];
  return html`<dl>
    ${facts.filter(([, content]) => content !== nothing).map(([title, content]) => html`<dt>${title}</dt><dd class="num">${content}</dd>`)}
  </dl>`;
}

/** What travels with the job, a line for each word of it. */
function metaOf({ meta, redact }: Job): TemplateResult | typeof nothing {
  const shown = Object.entries(masked(meta, redact) as Job["meta"]);
  const line = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
  if (shown.length === 0) return nothing;
  return html`${shown.map(([key, value]) => html`<div>${code(`${key}: ${line(value)}`)}</div>`)}`;
}
