import type { Feed } from "../feed.ts";
import type { Locale } from "../locale/locale.ts";
import {
  type Action,
  type ActionName,
  type Answer,
  type Authorize,
  keyOf,
  nameOf,
  type Subject,
  type SubjectKind,
  type Subjects,
} from "./action.ts";
import { ACTIONS } from "./index.ts";
import { Permissions } from "./permissions.ts";
import { type Refusal, Tally, type Undo } from "./tally.ts";
import type { Toasts } from "./toasts.ts";

/** Done side by side: enough to fill one of the store's transactions, few enough to show progress. */
const AT_ONCE = 250;
/** A message that lists more reasons than this is not read. */
const REASONS = 3;
/** Foreseen looks kept at most once they are true; those of rows that have left the screen are never asked for. */
const KEPT = 200;

/** What the runner needs from the dashboard it acts for. */
export interface RunnerHost {
  feed: Feed;
  locale: Locale;
  authorize: Authorize | undefined;
  toasts: Toasts;
  /** Shows the question; what the person answers, or `undefined` when they step back. */
  ask(action: AnyKind, subjects: readonly Subject[], total: number): Promise<Answer | undefined>;
  /** Tells the page; `false` when it canceled. */
  announce(action: ActionName, subjects: readonly Subject[]): boolean;
  /** Something that is shown has changed. */
  changed(): void;
}
type AnyKind = Action<SubjectKind>;

interface Foreseen {
  from: Subject;
  looks: Partial<Subject>;
  /** The store has agreed: the looks stay until a reading shows the same, so that nothing flickers back. */
  agreed: boolean;
}

/** Does what a person asks for: allowed, confirmed, shown at once, and taken back with a reason when it is refused. */
export class ActionRunner {
  readonly #host: RunnerHost;
  readonly #permissions: Permissions;
  readonly #foreseen = new Map<string, Foreseen>();

  constructor(host: RunnerHost) {
    this.#host = host;
    this.#permissions = new Permissions(host.authorize, () => host.changed());
  }

  get toasts(): Toasts {
    return this.#host.toasts;
  }

  /** What may be done to a subject now, in the order of the buttons. */
  offered<Kind extends SubjectKind>(kind: Kind, subject: Subjects[Kind]): Action<Kind>[] {
    if (this.isBusy(kind, subject)) return [];
    return actionsOf(kind).filter(
      (action) => action.applies(subject) && this.#permissions.allows(action.name, kind, subject),
    );
  }

  /** Whether an action on what a subject holds may be offered; each part of it is asked for again when it counts. */
  mayTry(name: ActionName, kind: SubjectKind, subject: Subject): boolean {
    return this.#permissions.allows(name, kind, subject);
  }

  /** The subject as it will be when what is under way has been done. */
  shown<Kind extends SubjectKind>(kind: Kind, subject: Subjects[Kind]): Subjects[Kind] {
    return this.isBusy(kind, subject)
      ? { ...subject, ...this.#foreseen.get(keyOf(kind, subject))?.looks }
      : subject;
  }

  isBusy(kind: SubjectKind, subject: Subject): boolean {
    const key = keyOf(kind, subject);
    const foreseen = this.#foreseen.get(key);
    if (foreseen?.agreed && version(foreseen.from) !== version(subject)) this.#foreseen.delete(key);
    return this.#foreseen.has(key);
  }

  /**
   * @param source the subjects, or pages of them for a whole filter
   * @param total how many there are, where that is known
   */
  async run<Kind extends SubjectKind>(
    action: Action<Kind>,
    source: readonly Subjects[Kind][] | AsyncIterable<readonly Subjects[Kind][]>,
    total: number = "length" in source ? source.length : 0,
  ): Promise<void> {
    const named = "length" in source ? source : [];
    const pages: Iterable<readonly Subjects[Kind][]> | AsyncIterable<readonly Subjects[Kind][]> =
      "length" in source ? [source] : source;
    const { toasts, locale, feed } = this.#host;
    const { label, done, doneMany } = locale.words.actions[action.name];
    const answer = await this.#answerFor(action, named, total);
    if (answer === undefined || !this.#host.announce(action.name, named)) return;
    const tally = new Tally<Subjects[Kind]>();
    let stopped = false;
    const progress =
      total > AT_ONCE || total === 0 ? toasts.working(total, () => (stopped = true)) : undefined;
    try {
      for await (const page of pages) {
        for (let from = 0; from < page.length && !stopped; from += AT_ONCE) {
          const part = page.slice(from, from + AT_ONCE);
          const reasons = await Promise.all(part.map((subject) => this.#runOne(action, subject, answer)));
          for (const [n, subject] of part.entries()) tally.add(subject, reasons[n], action.undo?.(subject));
          progress?.(tally.seen);
        }
        if (stopped) break;
      }
    } catch (error) {
      // A page of the whole filter could not be read; what has been done stays done.
      toasts.refused(label, messageOf(error));
    }
    progress?.(undefined);
    feed.refresh();
    const { undos, last } = tally;
    const undo = undos && (() => this.#undo(undos));
    if (tally.done === 1 && last) toasts.done(locale.text(done, { name: nameOf(last) }), undo, answer.made);
    else if (tally.done > 1) toasts.done(locale.count(doneMany, tally.done), undo);
    if (tally.refusals.length > 0) this.#tellRefusals(label, tally.refusals);
  }

  /** What the person answers, where something is asked; `undefined` when nothing is to be done. */
  async #answerFor<Kind extends SubjectKind>(
    action: Action<Kind>,
    named: readonly Subject[],
    total: number,
  ): Promise<Answer | undefined> {
    if (!action.ask) return { at: Date.now() };
    try {
      return await this.#host.ask(action as unknown as AnyKind, named, total);
    } catch (error) {
      // The dialog itself could not be fetched; without an answer nothing is done.
      this.#host.toasts.refused(this.#host.locale.words.actions[action.name].label, messageOf(error));
      return undefined;
    }
  }

  /** Why it was refused, or `undefined`. */
  async #runOne<Kind extends SubjectKind>(
    action: Action<Kind>,
    subject: Subjects[Kind],
    answer: Answer,
  ): Promise<string | undefined> {
    const { words } = this.#host.locale;
    const key = keyOf(action.kind, subject);
    if (!action.applies(subject)) return this.#whyNot(subject);
    if (!(await this.#permissions.confirms(action.name, subject))) return words.toasts.notAllowed;
    const foreseen: Foreseen = { from: subject, looks: action.foresee(subject, answer), agreed: false };
    this.#foreseen.set(key, foreseen);
    this.#host.changed();
    try {
      foreseen.agreed = await action.run(this.#host.feed.client, subject, answer);
      return foreseen.agreed ? undefined : await this.#whyNot(subject);
    } catch (error) {
      return messageOf(error);
    } finally {
      const changes = Object.keys(foreseen.looks).length > 0;
      if (!foreseen.agreed || !changes || this.#foreseen.size > KEPT) this.#foreseen.delete(key);
      this.#host.changed();
    }
  }

  async #undo(undos: readonly { subject: Subject; undo: Undo }[]): Promise<void> {
    const { toasts, locale, feed } = this.#host;
    const tally = new Tally<Subject>();
    const progress = undos.length > AT_ONCE ? toasts.working(undos.length) : undefined;
    for (let from = 0; from < undos.length; from += AT_ONCE) {
      const part = undos.slice(from, from + AT_ONCE);
      const reasons = await Promise.all(part.map(({ subject, undo }) => this.#undoOne(subject, undo)));
      for (const [n, { subject }] of part.entries()) tally.add(subject, reasons[n], undefined);
      progress?.(tally.seen);
    }
    progress?.(undefined);
    const { undone, undoneMany } = locale.words.toasts;
    if (tally.done > 0) toasts.done(undos.length === 1 ? undone : locale.count(undoneMany, tally.done));
    if (tally.refusals.length > 0) this.#tellRefusals(locale.words.toasts.undo, tally.refusals);
    feed.refresh();
  }

  /** Why it could not be taken back, or `undefined`. */
  async #undoOne(subject: Subject, undo: Undo): Promise<string | undefined> {
    try {
      return (await undo(this.#host.feed.client)) ? undefined : await this.#whyNot(subject);
    } catch (error) {
      return messageOf(error);
    }
  }

  async #whyNot(subject: Subject): Promise<string> {
    const { locale, feed } = this.#host;
    const { toasts, states } = locale.words;
    if ("counts" in subject)
      return (await feed.client.monitor.batch(subject.id)) ? toasts.unchanged : toasts.gone;
    if (!("state" in subject)) return toasts.gone;
    const now = await feed.client.get(subject.id);
    if (!now) return toasts.gone;
    return now.state === subject.state
      ? toasts.unchanged
      : locale.text(toasts.moved, { state: states[now.state] });
  }

  #tellRefusals(label: string, refusals: readonly Refusal[]): void {
    const { locale, toasts } = this.#host;
    const { words } = locale;
    const counts = new Map<string, number>();
    for (const { reason } of refusals) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    const told = [...counts].sort(([, a], [, b]) => b - a).slice(0, REASONS);
    // Each reason is said of one: how many it is true of stands before it, where there are several.
    const reasons = told
      .map(([reason, n]) => (refusals.length === 1 ? reason : `${locale.number(n)} × ${reason}`))
      .join(" ");
    const [first] = refusals;
    const title =
      refusals.length === 1 && first?.subject
        ? locale.text(words.toasts.refused, { action: label, name: nameOf(first.subject) })
        : locale.count(words.toasts.refusedMany, refusals.length);
    toasts.refused(title, reasons);
  }
}

/** A list of one kind; the cast undoes the union that the list's type makes of the kinds. */
const actionsOf = <Kind extends SubjectKind>(kind: Kind): Action<Kind>[] =>
  ACTIONS.filter((action) => action.kind === kind) as unknown as Action<Kind>[];

/** Changes whenever the store's record of the subject has. */
function version(subject: Subject): string {
  if ("history" in subject) return `${subject.state} ${subject.history.length} ${subject.scheduledFor}`;
  if ("counts" in subject) return `${subject.state} ${subject.ended} ${subject.cancelledAt}`;
  return "paused" in subject ? String(subject.paused) : "";
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
