import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Authorize } from "../actions/action.ts";
import { ActionRunner } from "../actions/action-runner.ts";
import { Toasts } from "../actions/toasts.ts";
import type { Board } from "../board.ts";
import { loadDialogs } from "../dialogs.ts";
import type { AskDialog } from "../elements/ask-dialog.ts";
import { ActionEvent } from "../events.ts";
import type { Feed } from "../feed.ts";

type Host = ReactiveControllerHost &
  HTMLElement & { board?: Board | undefined; readonly?: boolean; authorize?: Authorize | undefined };

/** A dashboard's way to act: one runner as long as client and permissions stay, and its messages. */
export class ActionController implements ReactiveController {
  readonly toasts: Toasts;
  /** Counts what the runner changes, so that the board is replaced and everything shown follows. */
  revision = 0;
  readonly #host: Host;
  #runner: ActionRunner | undefined;
  #for: readonly unknown[] = [];

  constructor(host: Host) {
    this.#host = host;
    this.toasts = new Toasts(
      () => host.requestUpdate(),
      (done, total) => {
        const { number, text, words } = { ...(host.board as Board).locale };
        const values = { done: number(done), total: number(total) };
        return text(total > 0 ? words.toasts.working : words.toasts.soFar, values);
      },
    );
    host.addController(this);
  }

  hostDisconnected(): void {
    this.toasts.clear();
  }

  /** Nobody acts in a read-only dashboard. */
  runner(feed: Feed): ActionRunner | undefined {
    const host = this.#host;
    if (host.readonly) {
      // Nor is anything taken back there.
      this.toasts.clear();
      return undefined;
    }
    const { authorize } = host;
    if (this.#runner && this.#for[0] === feed && this.#for[1] === authorize) return this.#runner;
    this.#for = [feed, authorize];
    const dialog = (): AskDialog | null | undefined =>
      host.shadowRoot?.querySelector<AskDialog>("job-ask-dialog");
    this.#runner = new ActionRunner({
      feed,
      authorize,
      toasts: this.toasts,
      get locale() {
        // Actions begin in what has been rendered, and that has a board.
        return (host.board as Board).locale;
      },
      ask: async (action, subjects, total) => {
        await loadDialogs();
        return dialog()?.ask({ action, subjects, total });
      },
      // It may have become read-only while the person was asked.
      announce: (action, subjects) => !host.readonly && host.dispatchEvent(new ActionEvent(action, subjects)),
      changed: () => {
        this.revision += 1;
        host.requestUpdate();
      },
    });
    return this.#runner;
  }
}
