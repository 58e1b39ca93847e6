import { ArgsForm } from "./args-form.ts";
import { AskDialog } from "./ask-dialog.ts";
import { HelpDialog } from "./help-dialog.ts";
import { HoldForm } from "./hold-form.ts";
import { LimitsForm } from "./limits-form.ts";
import { ScheduleForm } from "./schedule-form.ts";

/** The dialogs; fetched together. */
export const DIALOG_ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  "job-args-form": ArgsForm,
  "job-ask-dialog": AskDialog,
  "job-help-dialog": HelpDialog,
  "job-hold-form": HoldForm,
  "job-limits-form": LimitsForm,
  "job-schedule-form": ScheduleForm,
};
