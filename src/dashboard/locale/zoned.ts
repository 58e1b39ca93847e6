import type { Board } from "../board.ts";
import { createLocale, type Locale } from "./locale.ts";

const zones = new Map<string, Locale>();

/** The same language in another zone; kept, because making formats is what costs. */
export function zoned({ words, tag, direction }: Locale, timeZone: string): Locale {
  const key = `${tag} ${timeZone}`;
  const known = zones.get(key);
  if (known?.words === words && known.direction === direction) return known;
  const made = createLocale(words, tag, direction, timeZone);
  zones.set(key, made);
  return made;
}

const boards = new WeakMap<Board, Map<string, Board>>();

/** What a schedule's times are shown with: its own zone, where the person has chosen that. */
export function scheduleBoard(board: Board, timeZone: string): Board {
  if (!board.scheduleZones || timeZone === board.locale.timeZone) return board;
  const known = boards.get(board) ?? new Map<string, Board>();
  boards.set(board, known);
  // The same object for the same board: another one would have everything under it drawn anew.
  const made = known.get(timeZone) ?? { ...board, locale: zoned(board.locale, timeZone) };
  known.set(timeZone, made);
  return made;
}
