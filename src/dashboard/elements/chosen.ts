import type { Job } from "../../job/job.ts";
import type { Action } from "../actions/action.ts";
import type { TableView } from "./table-view.ts";

const chosenJobs = (table: TableView): Job[] => table.list.jobs.filter(({ id }) => table.selection.has(id));

/** What may be done to at least one of the chosen jobs, and to how many of them. */
export function offeredToChosen(table: TableView): Map<Action<"job">, number> {
  const { actions } = table.board;
  const offered = new Map<Action<"job">, number>();
  for (const job of actions ? chosenJobs(table) : [])
    for (const action of actions?.offered("job", job) ?? [])
      if (!action.onPage) offered.set(action, (offered.get(action) ?? 0) + 1);
  return offered;
}

/** Does it to the chosen jobs that it applies to, or to all that match. */
export async function runOnChosen(table: TableView, action: Action<"job">): Promise<void> {
  const { actions } = table.board;
  if (table.everything) await actions?.run(action, table.list.matching(), table.matchCount ?? 0);
  else
    await actions?.run(
      action,
      chosenJobs(table).filter((job) => action.applies(job)),
    );
  table.chooseNone();
}
