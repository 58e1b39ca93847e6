import { readLeft, takeInLeft } from "../../operations/take-in.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Storage } from "../../storage/storage.ts";
import type { PageCore } from "../core.ts";

/** Milliseconds: taking in takes a few. */
const PATIENCE = 1_000;
/** Calls that are tried one by one, at most: somebody waits. */
const TRIED = 100;
/** A transaction that fails once in a while fails three times in a row where there is more to it. */
const TRIES = 3;

/** Takes in what pages have left, when it is asked to and whenever another says that it has left something. */
export function takingIn(storage: Pick<Storage, "run" | "subscribe">, clock: Clock): PageCore["takeIn"] {
  const takeIn = async (except: readonly string[], known = false): Promise<void> => {
    let more = known;
    // What can't be taken in now stays for whoever comes next; the storage's errors are told by the calls that need it.
    for (let tries = TRIES; tries > 0; ) {
      try {
        if (!more && !(await storage.run(readLeft, { except }))) return;
        more = await storage.run(takeInLeft, { now: clock.now(), except });
        if (!more) return;
        tries = TRIES;
      } catch {
        tries -= 1;
      }
    }
    // One of them may not fit into a full store: the others must not be missed by who has been told their ids.
    const tried = [...except];
    for (let i = 0; i < TRIED; i++) {
      const call = await storage.run(readLeft, { except: tried }).catch(() => undefined);
      if (call === undefined) return;
      await storage.run(takeInLeft, { now: clock.now(), only: call }).catch(() => {});
      tried.push(call);
    }
  };
  // At once: whoever asks next is answered behind this transaction.
  storage.subscribe((notices, own) => {
    if (!own && notices.some((notice) => notice.type === "chore" && notice.left)) void takeIn([], true);
  });
  return (except, patient) => (patient ? takeIn(except) : atMost(clock, takeIn(except)));
}

/** Waits for it, but not for ever. */
const atMost = (clock: Clock, done: Promise<void>): Promise<void> =>
  new Promise((resolve) => {
    const stop = clock.setTimer(PATIENCE, resolve);
    void done.then(() => {
      stop();
      resolve();
    });
  });
