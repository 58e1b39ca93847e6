import { type AnyJobHandler, handle } from "../../src/index.ts";
import { remind } from "../jobs.ts";
import { ringReminder } from "../shared/notebook.ts";

/** In a service worker the registration is at hand; a page has to ask for it. */
interface MaybeServiceWorker {
  registration?: { showNotification(title: string, options?: NotificationOptions): Promise<void> };
}

export const remindHandler: AnyJobHandler = handle(remind, async ({ reminderId, text, dueAt, noteId }) => {
  const reminder = { id: reminderId, text, dueAt, ...(noteId === undefined ? {} : { noteId }) };
  await ringReminder(reminder, Date.now());
  if (typeof Notification === "undefined" || Notification.permission !== "granted") return;
  const { registration } = globalThis as MaybeServiceWorker;
  // The tag makes a second ringing, after an interruption, replace the first one instead of adding to it.
  await registration?.showNotification("Field notes", { body: text, tag: reminderId, icon: "icon.svg" });
});
