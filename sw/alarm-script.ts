interface AlarmLocks {
  request(name: string, run: () => Promise<void>): Promise<unknown>;
  request(name: string, options: { mode: "shared" }, run: () => void): Promise<unknown>;
}

/** What the alarm needs of the worker it runs in; a shared or a dedicated one. */
interface AlarmScope {
  fetch(url: string, init: { method: string }): Promise<{ ok: boolean; json(): Promise<unknown> }>;
  setTimeout(run: () => void, delay: number): number;
  clearTimeout(timer: number): void;
  BroadcastChannel: new (name: string) => { onmessage: ((event: { data: unknown }) => void) | null };
  navigator: { locks?: AlarmLocks };
  Date: { now(): number };
  /** In a shared worker: a page has come. */
  onconnect?: ((event: { ports: readonly { postMessage(message: unknown): void }[] }) => void) | null;
}

/**
 * The alarm: a timer beside the page that wakes the service worker by a fetch, at the next due time and, while jobs
 * run, every ten seconds, so that the browser keeps it alive by short events. At rest it holds no timer at all.
 *
 * It is sent to the browser as text: it may use nothing from outside itself.
 */
function alarm(scope: AlarmScope, tickUrl: string, channelName: string, ownLock: string): void {
  // An idle worker lives 30 s: a third of that leaves room for a slow start.
  const keepAwake = 10_000;
  // After an event the worker takes what it hears of by itself, for 25 s.
  const attentive = 20_000;
  // From the end of the old worker to the activation of its next version Chromium takes about 10 ms.
  const makeRoom = 100;
  // A device that sleeps stops timers; the clock is read again at least this often.
  const longest = 30_000;
  let nextDue = Number.POSITIVE_INFINITY;
  let busy = false;
  let timer = 0;
  let ticking = false;
  let again = false;
  // What is heard during a tick may be newer than its answer.
  let heardDue = Number.POSITIVE_INFINITY;
  let heardStart = false;
  let failures = 0;
  // The lock of the service worker that answered last, and when; empty when it is gone.
  let worker = "";
  let answeredAt = 0;
  const watched = new Set<string>();
  const { locks } = scope.navigator;

  const arm = (): void => {
    scope.clearTimeout(timer);
    if (ticking) return;
    // Counted from the last answer, not from now: a job that reports its progress would put it off for ever.
    const due = busy ? Math.min(nextDue, answeredAt + keepAwake) : nextDue;
    if (due === Number.POSITIVE_INFINITY) return;
    const wait = Math.min(Math.max(0, due - scope.Date.now()), longest);
    timer = scope.setTimeout(() => (busy || scope.Date.now() >= nextDue ? void tick() : arm()), wait);
  };

  const tick = async (): Promise<void> => {
    if (ticking) {
      again = true;
      return;
    }
    ticking = true;
    heardDue = Number.POSITIVE_INFINITY;
    heardStart = false;
    try {
      const response = await scope.fetch(tickUrl, { method: "POST" });
      const answer = (await response.json()) as {
        nextDue: number | null;
        busy: boolean;
        lock: string;
        others: string[];
      };
      failures = 0;
      nextDue = Math.min(answer.nextDue ?? Number.POSITIVE_INFINITY, heardDue);
      busy = answer.busy || heardStart;
      worker = answer.lock;
      answeredAt = scope.Date.now();
      for (const lock of [worker, ...answer.others]) watch(lock);
    } catch {
      // No worker answers (it died over it, or was unregistered): less and less often, then not at all.
      failures += 1;
      busy = false;
      worker = "";
      nextDue = failures > 8 ? Number.POSITIVE_INFINITY : scope.Date.now() + 250 * 2 ** failures;
    }
    ticking = false;
    if (again) {
      again = false;
      return tick();
    }
    arm();
  };

  // A lock is free the moment its holder is gone: the jobs needn't wait for the next tick.
  const watch = (lock: string): void => {
    if (!locks || watched.has(lock)) return;
    watched.add(lock);
    const freed = (): void => {
      watched.delete(lock);
      const rests = lock === worker && !busy;
      if (lock === worker) worker = "";
      // A worker without jobs is ended by the browser all the time. Another may have been ended to make room for its
      // next version: started again in that moment, the old one would stay.
      if (!rests) scope.setTimeout(() => void tick(), makeRoom);
    };
    locks.request(lock, { mode: "shared" }, () => {}).then(freed, () => watched.delete(lock));
  };

  new scope.BroadcastChannel(channelName).onmessage = ({ data }) => {
    let work = false;
    // Anybody of the origin may post here; what isn't a list of notices is nothing to us.
    for (const notice of Array.isArray(data) ? (data as unknown[]) : []) {
      if (typeof notice !== "object" || notice === null) continue;
      const { type, state, dueAt: due } = notice as { type?: unknown; state?: unknown; dueAt?: unknown };
      const dueAt = typeof due === "number" ? due : Number.POSITIVE_INFINITY;
      nextDue = Math.min(nextDue, dueAt);
      heardDue = Math.min(heardDue, dueAt);
      if (state === "processing") busy = heardStart = true;
      // A queue's: it goes on, or a limit has room again, for jobs that perhaps the worker alone can run.
      if (state === "processing" || state === "enqueued" || type === "many" || type === "queue") work = true;
    }
    const listens = worker !== "" && scope.Date.now() - answeredAt < attentive;
    if (work && !ticking && !listens) void tick();
    else arm();
  };

  // Whoever gets this lock after a page was told that it is held knows that the alarm has died. A dedicated worker, which
  // one page has while the shared one keeps it waiting, must not hold it: no page would hear of the shared one.
  if ("onconnect" in scope) {
    const holding = new Promise<void>((held) => {
      if (!locks) held();
      void locks?.request(ownLock, () => {
        held();
        return new Promise<void>(() => {});
      });
    });
    scope.onconnect = ({ ports }) => void holding.then(() => ports[0]?.postMessage("held"));
  }
  void tick();
}

/** The alarm as the text of a script. */
export function alarmScript(tickUrl: string, channelName: string, ownLock: string): string {
  const parameters = [tickUrl, channelName, ownLock].map((each) => JSON.stringify(each)).join(", ");
  return `(${alarm.toString()})(self, ${parameters});`;
}
