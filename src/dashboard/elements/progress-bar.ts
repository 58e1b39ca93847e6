import { type CSSResult, css, html, nothing, type TemplateResult } from "lit";
import type { Job } from "../../job/job.ts";
import type { Locale } from "../locale/locale.ts";

export const progressStyles: CSSResult = css`
  .progress {
    display: flex;
    align-items: center;
    gap: 8px;
    font-size: 12px;
  }
  progress {
    appearance: none;
    flex: 1;
    min-inline-size: 48px;
    max-inline-size: 200px;
    block-size: 6px;
    border: 0;
    border-radius: 99px;
    background: var(--_line);
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: var(--_line);
  }
  progress::-webkit-progress-value {
    background: var(--_processing);
    border-radius: 99px;
    transition: inline-size 200ms;
  }
  progress::-moz-progress-bar {
    background: var(--_processing);
  }
  .progress + p {
    font-size: 12px;
    overflow-wrap: anywhere;
  }
`;

/** Nothing for a job that reports none. */
export function progressBar(job: Job, locale: Locale): TemplateResult | typeof nothing {
  const fraction = job.state === "succeeded" ? 1 : job.progress?.fraction;
  if (fraction === undefined) return nothing;
  const message = job.progress?.message;
  return html`<div class="progress">
      <progress part="bar" max="1" .value=${fraction} aria-label=${locale.words.columns.progress}></progress>
      <span class="num">${locale.percent(fraction)}</span>
    </div>
    ${message ? html`<p class="soft"><bdi>${message}</bdi></p>` : nothing}`;
}
