import {
  type CSSResultGroup,
  css,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import type { JobClient } from "../../client/api/client-api.ts";
import type { Job } from "../../job/job.ts";
import type { Board } from "../board.ts";
import { BoardController } from "../controllers/board-controller.ts";
import { MonitorController } from "../controllers/monitor-controller.ts";
import { controls } from "../theme/controls.styles.ts";
import { tokens } from "../theme/tokens.styles.ts";
import { progressBar, progressStyles } from "./progress-bar.ts";

/**
 * How far one job is, live. For use alone, outside a dashboard.
 *
 * @property client - the client to ask; without one, a client of its own on `database`
 * @property jobId - which job (attribute `job-id`)
 * @csspart bar - the bar
 */
export class JobProgress extends LitElement {
  static override properties: PropertyDeclarations = {
    client: { attribute: false },
    database: {},
    namespace: {},
    jobId: { attribute: "job-id" },
    board: { state: true },
  };
  static override styles: CSSResultGroup = [
    tokens,
    controls,
    progressStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];
  declare client: JobClient | undefined;
  declare database: string | undefined;
  /** As in `createClient({ namespace })`. */
  declare namespace: string | undefined;
  declare jobId: string | undefined;
  declare board: Board | undefined;
  readonly #reading: MonitorController<Job | undefined>;

  constructor() {
    super();
    new BoardController(this);
    this.#reading = new MonitorController<Job | undefined>(this, {
      read: async (client) => (this.jobId ? client.monitor.job(this.jobId) : undefined),
      wants: (notice) => notice.type === "job" && notice.id === this.jobId,
      key: () => [this.jobId],
    });
  }

  override render(): TemplateResult | typeof nothing {
    const job = this.#reading.value;
    return job && this.board ? progressBar(job, this.board.locale) : nothing;
  }
}
