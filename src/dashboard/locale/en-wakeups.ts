import type { Catalogue } from "./catalogue.ts";

/** What each way of being woken is, by its name. */
export const sources: Catalogue["workers"]["sources"] = {
  start: "A job server begins.",
  enqueue: "A page tells the worker of new work.",
  page: "A page has been opened.",
  update: "A new version of the service worker has taken over.",
  change: "Another context has committed something.",
  timer: "The server’s own timer, exact while its context is awake.",
  alarm:
    "A timer beside the page wakes the service worker at the next due time, also when the page is hidden.",
  visible: "A page is shown or focused.",
  online: "The network is back.",
  charging: "The device is connected to power, or no longer.",
  idle: "The device is no longer used, or is again.",
  resume: "A page comes back from the cache or from being frozen.",
  takeover: "Another server has died.",
  fetch: "The app asks the service worker for something while work is due.",
  activate: "A service worker version takes over.",
  sync: "Background Sync: the network is back, with no page open too.",
  periodicsync: "Periodic Background Sync: for installed apps, every 12 hours at best.",
  push: "A push message, for apps that subscribe and call handlePush.",
};
