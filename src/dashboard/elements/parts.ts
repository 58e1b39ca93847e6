import { html, nothing, type TemplateResult } from "lit";
import type { Job } from "../../job/job.ts";
import type { Board } from "../board.ts";
import type { Catalogue } from "../locale/catalogue.ts";
import { type ListName, pageOf, type Route } from "../routes.ts";

/** A way to another place: a real link where addresses are ours, else a button. */
export function linkTo(
  board: Board,
  route: Route,
  content: unknown,
  looks = "",
  label?: string,
): TemplateResult {
  const href = board.router.href(route);
  const go = (event: MouseEvent): void => {
    // A new tab or window is the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    board.router.go(route);
  };
  return href === undefined
    ? html`<button type="button" class="link ${looks}" aria-label=${label ?? nothing} @click=${go}>${content}</button>`
    : html`<a class=${looks} href=${href} aria-label=${label ?? nothing} @click=${go}>${content}</a>`;
}

/** To the page of a job, or of a batch by its id. */
export const linkToJob = (board: Board, id: string, content: unknown = id, looks = ""): TemplateResult =>
  linkTo(board, pageOf(id), content, looks);

/** Relative and fresh, or exact. */
export const timeOf = (
  board: Board,
  at: number | undefined,
  elapsed = false,
): TemplateResult | typeof nothing =>
  at === undefined ? nothing : html`<job-time .board=${board} .at=${at} ?elapsed=${elapsed}></job-time>`;

/** An id as code, never laid out right to left. */
export const code = (text: string, title = ""): TemplateResult =>
  html`<code class="ltr" title=${title || nothing}>${text}</code>`;

/** What a list is called. */
export const listWord = (list: ListName | undefined, words: Catalogue): string =>
  list === undefined ? words.allStates : list === "retries" ? words.tiles.retries : words.states[list];

/** When a job came to where it is. */
export function since(job: Job): number {
  if (job.state === "processing") return job.startedAt ?? job.createdAt;
  return job.history.findLast(({ state }) => state === job.state)?.at ?? job.finishedAt ?? job.createdAt;
}

/** From ready to begun, for the last attempt. */
export function latency(job: Job): number | undefined {
  const begun = job.history.findLastIndex(({ state }) => state === "processing");
  const startedAt = job.startedAt ?? job.history[begun]?.at;
  const ready = job.history.slice(0, begun).findLast(({ state }) => state === "enqueued")?.at;
  return startedAt === undefined ? undefined : startedAt - (ready ?? job.scheduledFor ?? job.createdAt);
}
