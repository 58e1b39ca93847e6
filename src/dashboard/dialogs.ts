import { define } from "./define.ts";

let loading: Promise<void> | undefined;

/** Fetches and registers the dialogs, once; a failure is forgotten, so that the next one who needs them asks again. */
export function loadDialogs(): Promise<void> {
  loading ??= import("./elements/dialog-elements.ts").then(
    ({ DIALOG_ELEMENTS }) => define(DIALOG_ELEMENTS),
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}
