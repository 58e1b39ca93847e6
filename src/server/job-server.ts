/// <reference lib="esnext.disposable" preserve="true" />
import { JobDeletedError, LeaseLostError, ShutdownError } from "../errors/job-errors.ts";
import { isBeyondClaims, isOfServer, type Notice } from "../job/notice.ts";
import { partServer } from "../operations/servers.ts";
import { type Duration, milliseconds } from "../time/duration.ts";
import { announcement, versionsOf } from "./announcement.ts";
import { ownerOf } from "./claim-request.ts";
import { Identity } from "./identity.ts";
import { contextMaker } from "./job-context.ts";
import { Loop } from "./loop.ts";
import { Notebook } from "./notebook.ts";
import { listenToSurroundings } from "./platform-events.ts";
import type { JobServer } from "./server-api.ts";
import type { ServerParts } from "./server-parts.ts";
import { wakeupLog } from "./wakeup-log.ts";
import { workerCount } from "./worker-count.ts";
import { Workers } from "./workers.ts";

/** A job server: one life after another of announcing itself, working and signing off, over one work loop. */
export class Server implements JobServer {
  readonly ready: Promise<void>;
  readonly #parts: ServerParts;
  readonly #loop: Loop;
  readonly #workers: Workers;
  readonly #stops: (() => void)[] = [];
  #identity: Identity;
  /** The present life is known to the others; before that it has no lease to claim into. */
  #announced: Promise<void> = Promise.resolve();
  #stopping: Promise<void> | undefined;
  #state: "running" | "suspended" | "stopping" | "stopped" = "running";

  constructor(parts: ServerParts) {
    this.#parts = parts;
    const { storage, platform, handlers } = parts;
    this.#identity = this.#newIdentity();
    const notebook = new Notebook(storage, platform.clock, () => this.#identity.id);
    this.#workers = new Workers({
      ...parts,
      limit: () => workerCount(parts),
      // Who is signed in is asked before a job is begun.
      reserves: typeof parts.owner !== "function",
      contextFor: contextMaker(parts, notebook),
      lastWords: (id) => notebook.take(id),
      onEnd: (taken) => (taken ? this.#poke("change") : this.#loop.nudge()),
    });
    this.#loop = new Loop({
      ...parts,
      workers: this.#workers,
      versions: versionsOf(handlers),
      owner: ownerOf(parts.owner, platform.clock, parts.onError),
      identity: () => this.#identity,
      takesWork: () =>
        this.#state === "running" &&
        platform.clock.now() < (parts.claimUntil?.() ?? Number.POSITIVE_INFINITY),
      ...wakeupLog(storage, platform.clock, () => this.#identity.id),
      beginAnew: () => this.#beginAnew(),
    });
    this.#stops.push(
      storage.subscribe(
        (notices, _own, foretold) => this.#hear(notices, foretold),
        () => this.#poke("change"),
      ),
      storage.atParting?.(partServer, () => this.#identity.row) ?? (() => {}),
      ...listenToSurroundings(storage, platform, {
        retire: () => this.#retire(),
        poke: (source) => this.#poke(source),
        suspend: (still) => this.#suspend(still),
        resume: () => this.#resume(),
      }),
    );
    this.ready = this.#announce();
    this.ready.catch(parts.onError);
    // Where events are what gives time to work, they say what has woken it.
    if (!parts.claimUntil) this.#poke("start");
  }

  get id(): string {
    return this.#identity.id;
  }

  /** Jobs that run here now, or are about to. */
  get busy(): number {
    return this.#workers.busy;
  }

  /** Epoch milliseconds of the next thing that is due; Infinity: nothing. */
  get nextDue(): number {
    return this.#loop.nextDue;
  }

  /** Ids of other servers that held jobs when this one last looked. */
  get others(): readonly string[] {
    return this.#loop.others;
  }

  /** Nothing runs and nothing is being looked at. */
  get isResting(): boolean {
    return this.#loop.isResting;
  }

  /** Resolves when the loop is at rest, or has nothing to do but wait for what runs. */
  async settled(): Promise<void> {
    // A `wake()` made just before waits for this as well, and has begun the loop then.
    await this.ready.catch(() => {});
    await this.#loop.settled();
  }

  /** Resolves when nothing runs here any more. */
  async quiet(): Promise<void> {
    while (!this.#workers.isIdle) await this.#loop.nextTurn();
  }

  async wake(source = "wake"): Promise<void> {
    this.#parts.network.hear(source);
    await this.ready.catch(() => {});
    if (this.#state !== "running") return;
    // Somebody who has just enqueued knows nothing of deaths, and is in a hurry; deaths are told by the locks.
    if (source !== "enqueue") this.#loop.lookForOrphans();
    await this.#loop.run(source);
  }

  async stop({ grace = "10s" }: { grace?: Duration } = {}): Promise<void> {
    this.#stopping ??= this.#stop(milliseconds(grace, "stop: grace"));
    return this.#stopping;
  }

  async #stop(grace: number): Promise<void> {
    this.#state = "stopping";
    for (const stop of this.#stops.splice(0)) stop();
    await this.ready.catch(() => {});
    this.warn();
    const stopTimer = this.#parts.platform.clock.setTimer(grace, () => {
      this.#workers.abortAll(new ShutdownError("This job server is being stopped."));
      // A storage that goes on failing must not hold the stop up: what isn't committed is done again elsewhere.
      this.#loop.end();
    });
    await this.#loop.run("stop");
    stopTimer();
    this.#state = "stopped";
    this.#loop.end();
    await this.#identity.leave().catch(this.#parts.onError);
    await this.#parts.onStopped?.();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** The end is near: what was claimed ahead goes back, and handlers may store where they are and hand their jobs back. */
  warn(): void {
    this.#workers.putBackReserve();
    this.#workers.warnAll(new ShutdownError("This run is about to end."));
  }

  /**
   * Ends what runs and gives it back without spending an attempt; the server goes on under a new id.
   *
   * @param outOfTime the browser's time is over, which counts as an interruption
   */
  async giveBack({ outOfTime = false }: { outOfTime?: boolean } = {}): Promise<void> {
    const old = this.#identity;
    this.#workers.putBackReserve();
    this.#workers.abortAll(
      new ShutdownError("The browser is about to end this run; the job goes on in the next."),
    );
    // What has ended already is committed first: it would be done again otherwise.
    await this.#loop.run("stop");
    await old.leave({ outOfTime });
    if (this.#state !== "running" || this.#identity !== old) return;
    this.#identity = this.#newIdentity();
    await this.#announce();
    this.#loop.nudge();
  }

  #newIdentity({ newId, storage, platform } = this.#parts): Identity {
    return new Identity(`server-${newId()}`, storage, platform);
  }

  #announce(): Promise<void> {
    this.#announced = this.#identity.announce(announcement(this.#parts));
    return this.#announced;
  }

  #hear(notices: readonly Notice[], foretold = false): void {
    this.#loop.hear(notices);
    let work = false;
    for (const notice of notices) {
      if (notice.type === "batch" || isOfServer(notice, this.id)) continue;
      if (notice.type === "server") this.#loop.watch([notice.id]);
      if (notice.type !== "job" || notice.state === "enqueued" || notice.state === "scheduled") work = true;
      else if (notice.state === "deleted") {
        // An attempt of ours that has ended is no longer among the workers when its own end is told.
        const { id } = notice;
        const error = new JobDeletedError(`${id} was deleted while it ran.`, { details: { id } });
        this.#workers.abort(id, error);
      }
    }
    // A look that was begun when it was foretold has stood in line behind the commit, and claimed what there was.
    if (work && (!foretold || notices.some(isBeyondClaims))) this.#poke("change");
  }

  #poke(source: string): void {
    this.#parts.network.hear(source);
    const run = (): void => void (this.#state === "running" ? this.#loop.run(source) : this.#loop.nudge());
    // One that could not be announced finds that it has no lease, and begins another life.
    void this.#announced.then(run, run);
  }

  /** Somebody took this server for dead: whatever it runs has been given to others. */
  async #beginAnew(): Promise<void> {
    this.#workers.drop(
      new LeaseLostError("Another context took this server for dead; its jobs run elsewhere."),
    );
    this.#identity.abandon();
    this.#identity = this.#newIdentity();
    await this.#announce();
  }

  /** A newer version owns the store: nothing that runs here can be committed any more, so its lock must not stand. */
  #retire(): void {
    if (this.#state === "stopped") return;
    this.#state = "stopped";
    for (const stop of this.#stops.splice(0)) stop();
    this.#workers.drop(new ShutdownError("A newer version of this app has upgraded the job database."));
    this.#identity.abandon();
    this.#loop.end();
    this.#loop.nudge();
  }

  /** The page is put aside: let the lock go at once, so that others needn't wait for a page that may never return. */
  #suspend(still = false): void {
    if (this.#state !== "running") return;
    this.#state = "suspended";
    this.#workers.drop(new ShutdownError("This page was put aside; its jobs go on elsewhere."));
    // Others find the lock free and take its jobs over; only a page that ends can still do that by itself.
    if (!still) this.#identity.leave().catch(() => {});
    this.#identity.abandon();
    this.#loop.nudge();
  }

  #resume(): void {
    if (this.#state !== "suspended") return;
    this.#state = "running";
    this.#identity = this.#newIdentity();
    this.#loop.forget();
    this.#announce().catch(this.#parts.onError);
    this.#poke("resume");
  }
}
