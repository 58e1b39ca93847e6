import { ACTIONS } from "../actions/index.ts";
import type { Hotkeys } from "../controllers/hotkey-controller.ts";
import { offeredToChosen, runOnChosen } from "./chosen.ts";
import { actionKeys, focusedId, moveKeys } from "./row-keys.ts";
import type { TableView } from "./table-view.ts";

/** The keys of a list of jobs: they work on the row in focus, those of actions on the chosen rows where there are any. */
export function jobTableKeys(table: TableView): Hotkeys {
  const find = (id: string | undefined) => table.list.jobs.find((job) => job.id === id);
  const onFocused = (run: (id: string) => void) => (): void => {
    const id = focusedId(table);
    if (id !== undefined) run(id);
  };
  const keys = {
    ...moveKeys(table),
    e: () => {
      const job = find(focusedId(table));
      if (job) table.toggleOpen(job);
    },
  };
  if (!table.board.actions) return keys;
  return {
    ...keys,
    ...actionKeys(table, "job", find),
    ...(table.selection.size > 0 ? chosenKeys(table) : {}),
    x: onFocused((id) => table.toggle(id)),
    X: onFocused((id) => table.toggle(id, true)),
    a: () => table.chooseAll(true),
    ...(table.selection.size > 0 ? { Escape: () => table.chooseNone() } : {}),
  };
}

/** Keys of what can be done to many; one that none of the chosen rows offers does nothing, rather than act on another. */
function chosenKeys(table: TableView): Hotkeys {
  const keys: Record<string, Hotkeys[string]> = {};
  for (const { kind, key, onPage } of ACTIONS) {
    if (kind !== "job" || !key || onPage) continue;
    keys[key] = () => {
      const action = [...offeredToChosen(table).keys()].find((each) => each.key === key);
      if (action) void runOnChosen(table, action);
    };
  }
  return keys;
}
