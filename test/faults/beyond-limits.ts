import type { Note } from "./app/notes.ts";
import type { Line } from "./app/page.ts";

/** Of the limited definitions, how many may run at a time: see app/jobs.ts. */
const MOST: Readonly<Record<string, number>> = { paired: 2, "in-line": 1 };

/**
 * Jobs that ran beside more than their limit allows, by what their handlers told. A handler tells of its begin after the
 * claim and of its end before the outcome, so two that overlap here had their places at the same time. Whose end was not
 * told says nothing.
 */
export function beyondLimits(lines: readonly Line[], notes: readonly Note[]): string[] {
  const names = new Map(lines.map(({ id, name }) => [id, name]));
  const ended = new Set(notes.flatMap((note) => (note.type === "end" ? note.run : [])));
  const running: Record<string, number> = {};
  const most: Record<string, number> = {};
  for (const note of notes) {
    const name = names.get(note.job) ?? "";
    if (!(name in MOST) || !ended.has(note.run)) continue;
    if (note.type === "begin") running[name] = (running[name] ?? 0) + 1;
    if (note.type === "end") running[name] = (running[name] ?? 0) - 1;
    most[name] = Math.max(most[name] ?? 0, running[name] ?? 0);
  }
  return Object.entries(most).flatMap(([name, count]) =>
    count > MOST[name]! ? [`${count} of '${name}' ran at a time, and ${MOST[name]} may`] : [],
  );
}
