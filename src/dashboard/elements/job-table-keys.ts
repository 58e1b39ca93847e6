import type { Hotkeys } from "../controllers/hotkey-controller.ts";
import { actionKeys, focusedId, moveKeys } from "./row-keys.ts";
import type { TableView } from "./table-view.ts";

/** The keys of a list of jobs: they work on the row in focus. */
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
    x: onFocused((id) => table.toggle(id)),
    X: onFocused((id) => table.toggle(id, true)),
    a: () => table.chooseAll(true),
    ...(table.selection.size > 0 ? { Escape: () => table.chooseNone() } : {}),
  };
}
