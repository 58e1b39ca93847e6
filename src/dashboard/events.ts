import type { ActionName, Subject } from "./actions/action.ts";
import type { Route } from "./routes.ts";

/** A person opened a job. */
export class JobSelectedEvent extends Event {
  readonly jobId: string;

  constructor(jobId: string) {
    super("job-selected", { bubbles: true, composed: true });
    this.jobId = jobId;
  }
}

/** A person goes elsewhere in the dashboard; canceled, it stays where it is. */
export class NavigateEvent extends Event {
  readonly route: Route;

  constructor(route: Route) {
    super("navigate", { bubbles: true, composed: true, cancelable: true });
    this.route = route;
  }
}

/** A person has decided on an action; canceled, nothing is done. */
export class ActionEvent extends Event {
  readonly action: ActionName;
  /** The jobs, schedules or queues it is for. Empty when it is for all jobs that match the list's filter. */
  readonly subjects: readonly Subject[];

  constructor(action: ActionName, subjects: readonly Subject[]) {
    super("action", { bubbles: true, composed: true, cancelable: true });
    this.action = action;
    this.subjects = subjects;
  }
}
