import { html, nothing, type TemplateResult } from "lit";
import type { Locale } from "../locale/locale.ts";
import { icon } from "../theme/icons.ts";

type Problem = "unavailable" | "blocked" | "outdated" | "full" | "lost" | "generic";

/** By the stable codes of the storage errors. */
const PROBLEMS: Readonly<Record<string, Problem>> = {
  "storage-unavailable": "unavailable",
  "storage-blocked": "blocked",
  "storage-outdated": "outdated",
  "storage-full": "full",
  "storage-lost": "lost",
};

/** What went wrong, in words a person can act on, and the act itself. */
export function problemPanel(error: unknown, { words }: Locale, retry: () => void): TemplateResult {
  const problem = PROBLEMS[(error as { code?: string } | undefined)?.code ?? ""] ?? "generic";
  const reload = problem === "outdated";
  return html`<div class="panel problem" role="alert" part="problem">
    <span class="badge">${icon("failed")}</span>
    <div>
      <h3>${words.problems[problem]}</h3>
      <p class="soft">${words.problems[`${problem}Help`]}</p>
      ${error instanceof Error ? html`<p class="ltr mono small soft">${error.message}</p>` : nothing}
      <button type="button" class="primary" @click=${reload ? () => location.reload() : retry}>
        ${reload ? words.problems.reload : words.problems.retry}
      </button>
    </div>
  </div>`;
}
