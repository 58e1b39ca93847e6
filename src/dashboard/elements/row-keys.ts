import type { Action, SubjectKind, Subjects } from "../actions/action.ts";
import { ACTIONS } from "../actions/index.ts";
import type { BoardElement } from "../board.ts";
import type { Hotkeys } from "../controllers/hotkey-controller.ts";

type Keys = Record<string, Hotkeys[string]>;

const focusedRow = (host: BoardElement): HTMLElement | undefined =>
  (host.renderRoot as ShadowRoot).activeElement?.closest<HTMLElement>("tr.row") ?? undefined;

/** The `data-id` of the row that has the focus. */
export const focusedId = (host: BoardElement): string | undefined => focusedRow(host)?.dataset["id"];

/** Up and down the rows: the focus goes to each row's first link. */
export function moveKeys(host: BoardElement): Keys {
  const move = (by: number): void => {
    const rows = [...host.renderRoot.querySelectorAll<HTMLElement>("tr.row")];
    const focused = focusedRow(host);
    const at = focused ? rows.indexOf(focused) : -1;
    const next =
      rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)];
    next?.querySelector<HTMLElement>(".name")?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  return {
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
  };
}

/** Each action's own key, for the row in focus, where the action is offered. */
export function actionKeys<Kind extends SubjectKind>(
  host: BoardElement,
  kind: Kind,
  find: (id: string) => Subjects[Kind] | undefined,
): Keys {
  const { actions } = host.board;
  const keys: Keys = {};
  if (!actions) return keys;
  for (const { kind: its, key } of ACTIONS) {
    if (its !== kind || !key) continue;
    keys[key] = () => {
      const subject = find(focusedId(host) ?? "");
      if (!subject) return;
      const offered: Action<Kind>[] = actions.offered(kind, subject);
      const action = offered.find((each) => each.key === key);
      if (action) void actions.run(action, [subject]);
    };
  }
  return keys;
}
