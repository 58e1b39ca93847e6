import type { JobClient } from "../../src/index.ts";

/** Something a person should know about the machinery, with what can be done. */
export interface RuntimeNotice {
  kind: "worker-unavailable" | "outdated" | "blocked" | "worker-updated" | "problem";
  message: string;
}

/** What the client tells about itself, for the notices at the top of the page. */
export class RuntimeStatus {
  readonly #changed: () => void;
  readonly #notices = new Map<RuntimeNotice["kind"], RuntimeNotice>();

  constructor(jobs: JobClient, changed: () => void) {
    this.#changed = changed;
    for (const kind of ["worker-unavailable", "outdated", "blocked", "worker-updated"] as const)
      jobs.addEventListener(kind, ({ message }) => this.#add({ kind, message }));
    jobs.addEventListener("worker-ready", () => this.dismiss("worker-unavailable"));
  }

  get notices(): readonly RuntimeNotice[] {
    return [...this.#notices.values()];
  }

  /** Something failed that nobody else has told the person about. Errors of the runtime say what to do. */
  report(error: unknown): void {
    const { message } = Object(error) as { message?: unknown };
    this.#add({ kind: "problem", message: typeof message === "string" ? message : String(error) });
  }

  dismiss(kind: RuntimeNotice["kind"]): void {
    if (this.#notices.delete(kind)) this.#changed();
  }

  #add(notice: RuntimeNotice): void {
    this.#notices.set(notice.kind, notice);
    this.#changed();
  }
}
