import { type ActionName, type Authorize, keyOf, type Subject, type SubjectKind } from "./action.ts";

/** Answers kept at most; a list that long has other problems. */
const REMEMBERED = 2_000;

/** The host's `authorize`, asked once for each action and subject as it is, and answered at once where known. */
export class Permissions {
  readonly #authorize: Authorize | undefined;
  readonly #onAnswer: () => void;
  readonly #answers = new Map<string, boolean>();

  constructor(authorize: Authorize | undefined, onAnswer: () => void) {
    this.#authorize = authorize;
    this.#onAnswer = onAnswer;
  }

  /** `false` too while an asynchronous answer is on its way: what may not be done is never shown, not even shortly. */
  allows(action: ActionName, kind: SubjectKind, subject: Subject): boolean {
    if (!this.#authorize) return true;
    const key = `${action} ${keyOf(kind, subject)} ${"state" in subject ? subject.state : ""}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = this.#asked(action, subject);
    if (typeof answer === "boolean") return answer;
    if (this.#answers.size >= REMEMBERED) this.#answers.clear();
    this.#answers.set(key, false);
    answer.then(
      (allowed) => {
        if (!allowed) return;
        this.#answers.set(key, true);
        this.#onAnswer();
      },
      () => {},
    );
    return false;
  }

  /** A question that can't be answered is answered with no. */
  #asked(action: ActionName, subject: Subject): boolean | Promise<boolean> {
    try {
      return this.#authorize?.(action, subject) ?? true;
    } catch {
      return false;
    }
  }

  /** Asked again when it counts. */
  async confirms(action: ActionName, subject: Subject): Promise<boolean> {
    try {
      return await this.#asked(action, subject);
    } catch {
      return false;
    }
  }
}
