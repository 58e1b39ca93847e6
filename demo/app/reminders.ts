import type { JobClient } from "../../src/index.ts";
import type { Reminder } from "../shared/note.ts";
import { forgetReminder, readReminders } from "../shared/notebook.ts";

/** Reminders that are planned and those that have rung and nobody has put away yet. */
export class Reminders {
  readonly #changed: () => void;
  #all: readonly Reminder[] = [];

  constructor(jobs: JobClient, changed: () => void) {
    this.#changed = changed;
    const reload = ({ name }: { name: string }): void => {
      if (name === "remind") void this.load();
    };
    jobs.addEventListener("scheduled", reload);
    jobs.addEventListener("succeeded", reload);
  }

  /** Soonest first. */
  get planned(): readonly Reminder[] {
    return this.#all.filter(({ rangAt }) => rangAt === undefined);
  }

  /** Rung and not yet put away; also those that rang while no page was open. */
  get ringing(): readonly Reminder[] {
    return this.#all.filter(({ rangAt }) => rangAt !== undefined);
  }

  async load(): Promise<void> {
    const all = await readReminders();
    this.#all = all.sort((a, b) => a.dueAt - b.dueAt);
    this.#changed();
  }

  async putAway(reminder: Reminder): Promise<void> {
    await forgetReminder(reminder.id);
    await this.load();
  }
}

/** Asked for at the first reminder and not before: nobody grants what they don't see the use of. */
export function askToNotify(): void {
  if (typeof Notification === "undefined" || Notification.permission !== "default") return;
  // The answer may take for ever; the reminder is planned without waiting for it.
  void Notification.requestPermission();
}
