import { type CSSResult, css, html, nothing, type TemplateResult } from "lit";
import type { Job } from "../../job/job.ts";
import type { Board } from "../board.ts";
import { termOf } from "../search.ts";
import { icon } from "../theme/icons.ts";
import { linkTo, linkToJob } from "./parts.ts";

export const nextStepStyles: CSSResult = css`
  .step {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 10px;
    margin-block-start: 8px;
    padding: 10px 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_raised);
    line-height: 1.5;
  }
  .step p {
    flex: 1 1 300px;
    min-inline-size: 0;
  }
  .step .ways {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
  }
`;

/** A message is searched for by its beginning: further on it tells of one job only. */
const ALIKE = 60;

/** What a person can do about an error, in words and as buttons. */
export function nextStep(job: Job, board: Board): TemplateResult | typeof nothing {
  if (!job.error) return nothing;
  const { words } = board.locale;
  const offered = (board.actions?.offered("job", job) ?? []).filter(
    ({ name }) => name === "requeue" || name === "run-now",
  );
  const alike = [termOf("name", job.name), termOf("error", beginningOf(job.error.message) || job.error.name)];
  return html`<div class="step" part="next-step">
    <p><strong>${words.next.title}</strong> ${advice(job, board)}</p>
    <div class="ways">
      ${offered.map(
        (action) => html`<button type="button" @click=${() => board.actions?.run(action, [job])}>
          ${icon(action.icon)}${words.actions[action.name].label}
        </button>`,
      )}
      ${linkTo(board, { view: "jobs", search: alike.join(" ") }, words.next.alike, "quiet")}
      ${linkToJob(board, job.id, words.keys.open, "quiet")}
    </div>
  </div>`;
}

function advice({ state, error, attempt, maxAttempts, interruptions }: Job, { locale }: Board): string {
  const { words, text, number } = { ...locale };
  if (state === "scheduled")
    return text(words.next.again, { n: number(attempt + 1), max: number(maxAttempts) });
  if (error?.name === "JobInterruptedError")
    return text(words.next.interrupted, { n: number(interruptions) });
  return attempt < maxAttempts ? words.next.fatal : words.next.spent;
}

/** Up to what differs from job to job: a number, a quotation. */
const beginningOf = (message: string): string =>
  (/^[^\d"'`“‘]+/.exec(message)?.[0] ?? "").slice(0, ALIKE).trim();
