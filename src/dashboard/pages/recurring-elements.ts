import { NextRun } from "../elements/next-run.ts";
import { RecurringRuns } from "../panels/recurring-runs.ts";
import { RecurringPage } from "./recurring-page.ts";

/** What the page of recurring jobs is made of; fetched together. */
export const RECURRING_ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  "job-next-run": NextRun,
  "job-recurring-page": RecurringPage,
  "job-recurring-runs": RecurringRuns,
};
