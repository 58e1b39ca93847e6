/** What the alarm needs of the worker it runs in; a shared or a dedicated one. */
interface AlarmScope {
  fetch(url: string, init: { method: string }): Promise<{ ok: boolean; json(): Promise<unknown> }>;
  setTimeout(run: () => void, delay: number): number;
  clearTimeout(timer: number): void;
  BroadcastChannel: new (name: string) => { onmessage: ((event: { data: unknown }) => void) | null };
  navigator: { locks?: { request(name: string, run: () => void): Promise<unknown> } };
  Date: { now(): number };
}

/**
 * The alarm: a timer beside the page that wakes the service worker by a fetch, at the next due time and, while jobs
 * run, every ten seconds, so that the browser keeps it alive by short events. At rest it holds no timer at all.
 *
 * It is sent to the browser as text: it may use nothing from outside itself.
 */
function alarm(scope: AlarmScope, tickUrl: string, channelName: string): void {
  // An idle worker lives 30 s: a third of that leaves room for a slow start.
  const keepAwake = 10_000;
  // A device that sleeps stops timers; the clock is read again at least this often.
  const longest = 30_000;
  let nextDue = Number.POSITIVE_INFINITY;
  let busy = false;
  let timer = 0;
  let ticking = false;
  let again = false;
  let failures = 0;
  let watched = "";

  const arm = (): void => {
    scope.clearTimeout(timer);
    const due = busy ? Math.min(nextDue, scope.Date.now() + keepAwake) : nextDue;
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
    try {
      const response = await scope.fetch(tickUrl, { method: "POST" });
      const answer = (await response.json()) as { nextDue: number | null; busy: boolean; lock: string };
      failures = 0;
      nextDue = answer.nextDue ?? Number.POSITIVE_INFINITY;
      busy = answer.busy;
      if (busy && answer.lock !== watched) watch(answer.lock);
    } catch {
      // No worker answers (it is being replaced, or was unregistered): less and less often, then not at all.
      failures += 1;
      busy = false;
      nextDue = failures > 5 ? Number.POSITIVE_INFINITY : scope.Date.now() + 1_000 * 2 ** failures;
    }
    ticking = false;
    if (again) {
      again = false;
      return tick();
    }
    arm();
  };

  // The lock is free the moment the worker is gone: its jobs needn't wait for the next tick.
  const watch = (lock: string): void => {
    watched = lock;
    scope.navigator.locks
      ?.request(lock, () => {})
      .then(
        () => {
          watched = "";
          if (busy) void tick();
        },
        () => {},
      );
  };

  new scope.BroadcastChannel(channelName).onmessage = ({ data }) => {
    let started = false;
    for (const notice of data as { dueAt?: number; state?: string }[]) {
      if (notice.dueAt !== undefined && notice.dueAt < nextDue) nextDue = notice.dueAt;
      if (notice.state === "processing") started = true;
    }
    // The first job of a spell: ask at once whose lock to watch.
    if (started && !busy) {
      busy = true;
      void tick();
    } else arm();
  };
  void tick();
}

/** The alarm as the text of a script. */
export function alarmScript(tickUrl: string, channelName: string): string {
  return `(${alarm.toString()})(self, ${JSON.stringify(tickUrl)}, ${JSON.stringify(channelName)});`;
}
