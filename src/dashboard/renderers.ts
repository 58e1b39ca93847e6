import { html, type TemplateResult } from "lit";
import type { Job } from "../job/job.ts";
import { masked } from "../job/redact.ts";
import type { Locale } from "./locale/locale.ts";

/** How a page shows what its own jobs take and answer, instead of a tree. Each gets what may be seen: redacted parts are masked. */
export interface JobRenderer {
  /** A node, or a text. */
  args?: (args: unknown, job: Job) => Node | string;
  /** In the place of the result's tree; a text is shown as text. */
  result?: (result: unknown, job: Job) => Node | string;
}

/** Renderers by the names of the jobs they are for. */
export type Renderers = Readonly<Record<string, JobRenderer>>;

/** What a page's own renderer makes of a job, or why it failed; `undefined` where there is none. */
export function rendered(
  job: Job,
  renderers: Renderers | undefined,
  { words }: Locale,
  what: "args" | "result",
): TemplateResult | undefined {
  const renderer = renderers && Object.hasOwn(renderers, job.name) ? renderers[job.name] : undefined;
  if (!renderer?.[what]) return undefined;
  try {
    return html`<div part="rendered">${renderer[what](masked(job[what], job.redact), job)}</div>`;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return html`<p class="soft">${words.job.rendererFailed} <bdi>${message}</bdi></p>`;
  }
}
