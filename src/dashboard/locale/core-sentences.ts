import type { ContinuationCondition } from "../../job/state.ts";
import type { ServerKind } from "../../monitor/monitor-api.ts";
import type { Catalogue, Speaker } from "./catalogue.ts";

/**
 * What the core says of jobs, as it says it: why one waits, and why one came to where it is. The English sentence is the
 * key, as with gettext: it is what is stored with a job's history, also by versions before this one and by an import, and a
 * code beside it would be written with every change of every job. A test has the core say all of them.
 *
 * Places: `{n}`, `{max}` and `{limit}` are numbers, `{per}` a span of time, `{lack}` one of {@link LACKS}, `{kind}` a kind of
 * server, `{on}` a condition, `{said}` somebody else's words.
 */
export const CORE_SENTENCES = {
  allPaused: "All queues are paused.",
  queuePaused: "The queue '{queue}' is paused.",
  heldFor: "Held by '{hold}': {said}",
  held: "Held by '{hold}'",
  noHandler: "No running server has a handler for '{name}'.",
  newer: "It comes from a newer version of the app ({version}) and waits for that to run.",
  notTaken: "No running server takes jobs from the queue '{queue}'.",
  notSignedIn: "It belongs to a user who is not signed in.",
  inServiceWorker: "It runs in a service worker only.",
  inPage: "It runs in a page with a job server only.",
  inWorker: "It runs in a dedicated or shared worker only.",
  rate: "At most {limit} may start in {per} for '{key}'.",
  concurrency: "At most {limit} may run at a time for '{key}'.",
  queueRate: "At most {limit} jobs of the queue '{queue}' may start in {per}.",
  queueConcurrency: "At most {limit} jobs of the queue '{queue}' may run at a time.",
  nextAttempt: "Waiting for its next attempt.",
  itsTime: "Waiting for its time.",
  freeWorker: "Waiting for a free worker.",
  batchBegin: "Waiting for its batch to begin.",
  parentBatch: "Waiting for the batch {id} (on '{on}').",
  parentJob: "Waiting for {id} (on '{on}').",
  lacks: "Waiting for {lack}.",
  prefers: "It would rather wait for {lack}.",
  noServer: "No job server is awake; it runs at the next wake-up.",
  suspect: "A context died while it ran, or was about to: it stands behind the others, and begins alone.",
  due: "Its time has come.",
  retry: "Retry {n} of {max}: {said}",
  notRetried: "This error is not retried.",
  spent: "All {n} attempts are spent.",
  poisoned:
    "Its context died {n} times in a row while it ran; it was stopped so that it can't go on harming the others.",
  noResult: "The storage was full: its result was not kept.",
  noLog: "The storage was full: its last log lines were not kept.",
  repairedGone: "Repaired: its parent is gone, and it was not told.",
  repairedEnded: "Repaired: its parent had ended, and it was not told.",
  doomedRepaired: "Repaired: It was to run when {id} had {on}, but that {end}.",
  doomed: "It was to run when {id} had {on}, but that {end}.",
  doomedBatch: "It was to begin when {id} had {on}, and that was {end}.",
  batchBegun: "Its batch has begun.",
  parentEnded: "Its parent has ended.",
  parentHadEnded: "Its parent had ended already.",
  cleared: "Cleared.",
  copy: "A copy of {id}.",
  replaced: "Replaced by {id}, which has the same unique key.",
  nextRun: "Replaced by its next run.",
  networkGone: "The network went away; it goes on when there is one.",
  networkFresh: "The network had only just come back; it is tried again in a moment.",
  yielded: "Handed back by its handler; it goes on in a later run.",
  sleeping: "Sleeping: {name}.",
  holdPlaced: "The hold '{hold}' has been placed.",
  putAside: "Given back: its page was put aside or closed.",
  stopped: "Given back: its server was stopped.",
  signedOut: "Given back: its user is not signed in any more.",
  interruptedEarly: "Interrupted: its server ({kind}) is gone. It was claimed, and may not have begun.",
  interrupted: "Interrupted: its server ({kind}) is gone.",
  outOfTime: "Interrupted: the browser's time for this run was over, with no page open to renew it.",
  deletedByApp: "Deleted by the app.",
  requeuedByApp: "Requeued by the app.",
  rescheduledByApp: "Rescheduled by the app.",
  batchCancelledFor: "Its batch was cancelled: {said}",
  batchCancelled: "Its batch was cancelled.",
  imported: "Imported: they run once this hold is released.",
  cancelledByFor: "Cancelled by {name}: {said}",
  cancelledBy: "Cancelled by {name}.",
  elected: "Elected by a filter.",
  filterFailed: "A filter decided that it has failed.",
};

/** What a job may wait for on the device, in the core's words. */
export const LACKS = {
  network: "the network",
  unmetered: "a network that is not metered",
  charging: "the device to be charging",
  visible: "the app to be visible",
  idle: "nobody to be using the device",
  storage: "more free storage",
};

/** The core's sentences in another language, with the same places, but for `{end}`, which may be left out. */
export interface CoreWords {
  sentences: Record<keyof typeof CORE_SENTENCES, string>;
  lacks: Record<keyof typeof LACKS, string>;
}

const UNITS = { d: 86_400_000, h: 3_600_000, min: 60_000, s: 1_000, ms: 1 };

/** How each place reads in the English sentence. */
const PLACES: Readonly<Record<string, string>> = {
  n: "\\d+",
  max: "\\d+",
  limit: "\\d+",
  per: `[\\d.]+ (?:${Object.keys(UNITS).join("|")})`,
  lack: Object.values(LACKS).join("|"),
  said: "[^]*",
};

const patterns = Object.entries(CORE_SENTENCES).map(([name, template]) => {
  const escaped = template.replace(/[.()]/g, "\\$&");
  const source = escaped.replace(
    /\{(\w+)\}/g,
    (_, place: string) => `(?<${place}>${PLACES[place] ?? ".+?"})`,
  );
  return { name: name as keyof typeof CORE_SENTENCES, pattern: new RegExp(`^${source}$`) };
});

/** Says the core's sentences in a language; what is not one of them, such as an app's own words, stays as it is. */
export function coreTeller({ sentences, lacks }: CoreWords): NonNullable<Catalogue["core"]> {
  const lackOf = new Map(
    Object.entries(LACKS).map(([name, text]) => [text, lacks[name as keyof typeof LACKS]]),
  );
  const value = (place: string, text: string, speaker: Speaker): string => {
    switch (place) {
      case "n":
      case "max":
      case "limit":
        return speaker.number(Number(text));
      case "per": {
        const [length, unit] = text.split(" ");
        return speaker.duration(Number(length) * UNITS[unit as keyof typeof UNITS]);
      }
      case "lack":
        return lackOf.get(text) ?? text;
      case "kind":
        return speaker.words.servers[text as ServerKind] ?? text;
      case "on": {
        const condition = text.replace(/^been /, "") as ContinuationCondition;
        return speaker.words.job.on[condition] ?? text;
      }
      case "said":
        return speaker.core(text);
      default:
        return text;
    }
  };
  return (said, speaker) => {
    for (const { name, pattern } of patterns) {
      const found = pattern.exec(said);
      if (!found) continue;
      const values = Object.entries(found.groups ?? {}).map(([place, text]) => [
        place,
        value(place, text, speaker),
      ]);
      return speaker.text(sentences[name], Object.fromEntries(values));
    }
    return said;
  };
}
