import { AskDialog } from "./ask-dialog.ts";
import { HelpDialog } from "./help-dialog.ts";

/** The dialogs; fetched together. */
export const DIALOG_ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  "job-ask-dialog": AskDialog,
  "job-help-dialog": HelpDialog,
};
